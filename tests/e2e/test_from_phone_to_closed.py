"""The whole way of one case: a worker's phone, a window, a chair, a mediator, and back to the worker's phone."""

from __future__ import annotations

import datetime

from tests.e2e.conftest import WEDNESDAY, Meet
from tests.e2e.people import DESK, PAPER, Visitor
from tests.e2e.ways import find, report, track

EMPLOYER = "诸暨云杉测试电器厂"
TODAY = WEDNESDAY.date()
PAID_BY = (TODAY + datetime.timedelta(days=10)).isoformat()


def test_a_case_goes_from_a_workers_phone_to_its_end(meet: Meet) -> None:
    worker = meet()
    code = report(worker, EMPLOYER)

    tracking = meet()
    track(tracking, code)
    tracking.sees(EMPLOYER, "待受理")

    window = meet("chuangkou", window=DESK)
    find(window, EMPLOYER)
    window.sees("工资条.png")
    window.step("登记首次联系", 说了什么="已电话联系，职工下午来镇里。")
    window.step("受理")
    window.sees("已受理")

    chair = meet("zhuxi")
    find(chair, EMPLOYER)
    chair.step("指派调解员", 由谁来办="陈和")

    mediator = meet("tiaojie", window=DESK)
    mediator.sees("今日")
    find(mediator, EMPLOYER)
    mediator.step("记录核实情况", 结论="属实", 怎么核实的="看了考勤表和工资条，欠薪属实。")
    apply(mediator)
    mediator.step("征询对方意见", 征询的日期=TODAY.isoformat())
    mediator.step("对方同意调解", 对方答复的日期=TODAY.isoformat())
    mediator.step("开始调解")
    agree(mediator)
    pay_and_prove(mediator)
    mediator.step("提请结案", 办理情况="协议款项已全部付清，凭证在卷。")
    mediator.sees("待结案")

    chair.go("审批")
    request = chair.page.get_by_role("article").filter(has_text=EMPLOYER)
    request.get_by_role("button", name="同意").click()
    chair.agree_to_what_follows()
    find(chair, EMPLOYER)
    chair.sees("已结案")

    tracking.page.reload()
    tracking.choose("很满意")
    tracking.press("评价")
    tracking.sees("谢谢您的评价")

    supervisor = meet("ducha", window=DESK)
    supervisor.go("督查")
    supervisor.sees("督查看板", "枫桥镇")


def apply(mediator: Visitor) -> None:
    """The worker applied in writing and was told that the employer will learn who asked."""
    mediator.start("登记调解申请")
    mediator.answer("申请形式", "书面")
    mediator.answer("由哪个组织调解", "乡镇")
    mediator.choose("已经告诉职工")
    mediator.finish("登记调解申请")


def agree(mediator: Visitor) -> None:
    """One term: pay within ten days."""
    mediator.start("达成协议")
    mediator.answer("协议形式", "书面")
    first = mediator.page.get_by_role("group", name="第 1 项")
    first.get_by_label("做什么").fill("用人单位一次付清所欠工资")
    first.get_by_label("金额").fill("1.8万元")
    first.get_by_label("哪天前").fill(PAID_BY)
    mediator.finish("达成协议")
    mediator.sees("履行中", "用人单位一次付清所欠工资")


def pay_and_prove(mediator: Visitor) -> None:
    """The employer paid; the voucher goes on file."""
    mediator.step("登记履行", 这次付了多少="18000", 凭证是什么="银行转账回单")
    mediator.start("提交材料")
    mediator.answer("是什么材料", "履行凭证")
    mediator.attach("文件", "转账回单.pdf", PAPER, "application/pdf")
    mediator.finish("提交材料")
