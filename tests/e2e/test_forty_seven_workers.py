"""One wage case of 47 workers, from the report to cleared, by people at browsers; every figure to the fen."""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass
from decimal import Decimal

from tests.e2e.conftest import REHEARSAL, WEDNESDAY, County, Meet
from tests.e2e.people import DESK, Visitor
from tests.e2e.table_ways import (
    by_link,
    employer_answers,
    links,
    paper,
    pay,
    propose,
    record,
    seat,
    tick,
    upload,
)
from tests.e2e.test_climbs_alone import PATIENCE, shows
from tests.e2e.ways import track
from tests.forty_seven import APART, ON_LIST, ON_PHONE, OWED, OWED_APART, WORKERS, sheet
from tests.serving import fengqiao

EMPLOYER = "浙江杜黄新桥建设有限公司"
TODAY = WEDNESDAY.date()
BOUND = OWED - OWED_APART
#: A Friday, a Monday in a long holiday, a Wednesday.
PAY_DAYS = [datetime.date(2026, 4, 24), datetime.date(2026, 5, 4), datetime.date(2026, 5, 20)]
FIRST = [Decimal(100_000), Decimal(100_000), OWED - 200_000]
SECOND = [Decimal(150_000), Decimal(120_000), OWED - 270_000]
#: What is left of the second for the 44: each sum times 342 154.40 over 367 320.67, to the fen.
SHARES = [Decimal("139723.04"), Decimal("111778.43"), Decimal("90652.93")]
NAMES = {one.number: one.name for one in WORKERS}


def yuan(amount: Decimal) -> str:
    """As pages write it."""
    return f"{amount:,.2f}"


@dataclass
class Story:
    """The people and where their pages are."""

    county: County
    meet: Meet
    mediator: Visitor
    chair: Visitor
    employer: Visitor
    officer: Visitor
    case: str = ""
    table: str = ""
    receipt: str = ""

    def at(self, day: datetime.date, hour: int = 10, minute: int = 0) -> None:
        """The county's clock goes to an hour of a later day."""
        moment = datetime.datetime.combine(day, datetime.time(hour, minute), WEDNESDAY.tzinfo)
        self.county.go_on(moment - WEDNESDAY)

    def case_page(self, who: Visitor | None = None) -> Visitor:
        """The wage case, before the mediator's eyes unless said."""
        visitor = who or self.mediator
        visitor.open(self.case)
        return visitor

    def table_page(self) -> Visitor:
        """The table."""
        self.mediator.open(self.table)
        return self.mediator

    # ── Report, list, check ─────────────────────────────────────────────────────────────────────────────────────

    def report(self) -> None:
        """A worker comes to the mediator: his name may be known, and there are many more."""
        mediator = self.mediator
        mediator.open("/intake/wages/")
        mediator.answer("怎么来的", "来访")
        mediator.fill("哪家单位", EMPLOYER)
        mediator.pick("在哪里", "枫桥镇总工会")
        mediator.fill("多少人", "47")
        mediator.fill("情况", "一月份的工资一直没有发，工地上四十几个人都一样。")
        mediator.choose("可以告诉单位")
        mediator.fill("职工姓名", ON_PHONE)
        mediator.fill("职工电话", WORKERS[0].phone)
        mediator.page.locator("main form").get_by_role("button", name="登记", exact=True).click()
        mediator.sees("登记好了")
        self.receipt = mediator.code()
        mediator.press("看案件")
        self.case = mediator.page.url.removeprefix(mediator.address)
        self.case_page().step("登记首次联系", 说了什么="人就在窗口，一起看了考勤。")
        self.case_page(self.chair).step("指派调解员", 由谁来办="陈和")
        self.case_page().step("应急续报", 现在的情况和处置="情绪平稳，已约谈单位。", 应急负责人="陈和")
        self.case_page(self.chair).step("解除应急", 为什么可以解除="没有聚集苗头，逐人登记。")

    def list_them(self) -> None:
        """The foreman's list, once with a wrong number and a name one character off, then put right."""
        mediator = self.case_page()
        upload(mediator, sheet(right=False))
        mediator.sees("身份证号最后一位校验码不对", "是不是同一个人", ON_LIST)
        mediator.choose("是同一个人")
        mediator.press("登记 45 项")
        mediator.sees("已登记 46 项")
        mediator = self.case_page()
        upload(mediator, sheet())
        mediator.choose("是同一个人")
        mediator.press("登记 1 项")
        mediator.sees("已登记 1 项")
        self.figures(paid=Decimal(0))

    def check(self) -> None:
        """人社所 answers in its own page; 司法所 is late, urged, and not waited for any more."""
        mediator = self.case_page()
        mediator.start("发起联调")
        mediator.pick("人社所", "枫桥人社所")
        mediator.choose("枫桥司法所")
        mediator.finish("发起联调")
        officer = self.officer
        officer.open("/checks/")
        officer.page.locator("main").get_by_role("link", name=EMPLOYER).first.click()
        officer.choose("属实")
        officer.fill("核查的情况和依据", "工资表上一月份没有发放记录，银行流水也没有。")
        officer.press("提交答复")
        officer.sees("答复已经送到")
        self.case_page().step("催办联调单位", 催办的话="请尽快答复。")
        self.case_page().step(
            "不再等待某单位", 不再等待哪个单位="枫桥司法所", 为什么不再等待="事实已经清楚。"
        )
        self.case_page().step(
            "汇总联调意见", 联调结论="反映的情况属实", 结论的依据和下一步="欠薪属实，先发提示函再协商。"
        )
        self.case_page().step("记录核实情况", 结论="属实", 怎么核实的="考勤、工资表和银行流水三样对得上。")
        self.case_page().step("确认欠薪属实")
        self.case_page().step("发提示函")

    # ── The table ───────────────────────────────────────────────────────────────────────────────────────────────

    def sit_down(self) -> None:
        """Three represent twenty others by a 推举书; four parties are invited; the session is opened the next day."""
        paper(self.case_page(), "推举书", "推举书.pdf")
        mediator = self.case_page()
        mediator.start("登记推举代表")
        tick(mediator, "代表(三到五名)", *(NAMES[n] if n > 1 else ON_PHONE for n in (1, 2, 3)))
        tick(mediator, "推举书上签名的其他人", *(NAMES[n] for n in range(4, 24)))
        mediator.finish("登记推举代表")
        mediator = self.case_page()
        mediator.press("发起三方、四方协商")
        mediator.answer("哪一种协商", "四方协商")
        mediator.press("发起协商")
        mediator.sees("筹备中")
        self.table = mediator.page.url.removeprefix(mediator.address)
        for kind, who in (
            ("政府", "枫桥人社所"), ("工会", "枫桥镇总工会"), ("企业方组织", "枫桥商会"), ("劳动保护监督委员会", "枫桥镇劳动保护监督委员会"),
        ):  # fmt: skip
            seat(self.table_page(), kind, who)
        tomorrow = TODAY + datetime.timedelta(days=1)
        self.table_page().step(
            "通知开会", 什么时候=f"{tomorrow.isoformat()}T09:00", 地点="镇总工会三楼会议室"
        )
        paper(self.table_page(), "委托书或授权书", "特别授权书.pdf")
        mediator = self.table_page()
        mediator.start("登记特别授权")
        tick(mediator, "哪些职工", *(NAMES[n] for n in range(4, 24) if n not in APART))
        mediator.finish("登记特别授权")
        self.at(tomorrow, 9, 5)
        mediator = self.table_page()
        mediator.start("开会")
        for name in (ON_PHONE, EMPLOYER, "枫桥人社所", "枫桥镇总工会", "枫桥商会"):
            mediator.answer(name, "到会")
        mediator.finish("开会")

    def two_versions(self) -> None:
        """The first is refused by some and consented to by the employer; the second voids both."""
        propose(self.table_page(), "分三期付清一月份工资。", FIRST, PAY_DAYS)
        self.table_page().step("征求各方意见")
        employer_answers(self.employer, "协商方案", "同意")
        paper(self.table_page(), "表态或签字的凭证", "第一版意见.pdf")
        record(self.table_page(), [NAMES[30], NAMES[31]], "不同意", "第一期太少。")
        propose(self.table_page(), "分三期付清一月份工资，首期提高。", SECOND, PAY_DAYS)
        self.table_page().step("征求各方意见")

    def consents(self) -> None:
        """In an order nobody planned: two by link, a seat, the employer, many on paper, one who changes her mind."""
        late, no = NAMES[47], NAMES[APART[0]]
        urls = links(self.table_page(), late, no)
        phone = self.meet(expects=("status of 410", "status of 422"))
        by_link(phone, urls[no], "不同意", "0000")
        phone.sees("链接只给本人使用")
        by_link(phone, urls[no], "不同意", WORKERS[APART[0] - 1].phone[-4:])
        again = self.meet(expects=("status of 410",))
        again.page.goto(urls[no])
        again.sees("已经用过")
        self.officer.open(f"/tables/{self.table.strip('/').split('/')[-1]}/")
        self.officer.choose("不同意")
        self.officer.fill("有话要说", "建议缩短第三期。")
        self.officer.press("提交意见")
        paper(self.table_page(), "表态或签字的凭证", "第二版意见.pdf")
        record(self.table_page(), [NAMES[APART[1]]], "不同意")
        employer_answers(self.employer, "协商方案", "同意")
        record(self.table_page(), [NAMES[n] for n in range(46, 23, -1) if n not in APART], "同意")
        record(self.table_page(), [ON_PHONE, NAMES[2], NAMES[3]], "同意")
        by_link(self.meet(), urls[late], "同意", WORKERS[46].phone[-4:])
        assert re.search(r"未表态\s*1\b", self.table_page().text)
        self.table_page().step("结束征求意见", 为什么现在结束="约定的三天已过。")
        self.table_page().sees("受约束 44 人", "不受约束 3 人")

    def sign(self) -> None:
        """44 and the employer sign, the mediator signs, the seal is set; the plan is the 44's."""
        employer_answers(self.employer, "签署", "签字")
        record(
            self.table_page(),
            [ON_PHONE, *(NAMES[n] for n in (2, 3)), *(NAMES[n] for n in range(24, 48) if n not in APART)],
            "签字",
        )
        self.table_page().step("调解员签字")
        paper(self.table_page(), "调解协议", "调解协议.pdf")
        self.table_page().step("盖章生效")
        self.table_page().sees("已生效")
        self.case_page().sees("已约定还款", yuan(BOUND), *(yuan(share) for share in SHARES))
        self.mediator.sees(f"计划没有管到的：3 人，{yuan(OWED_APART)} 元")
        said = {"受协议约束(本人同意或特别授权)": 44, "不同意，不受约束": 2, "尚未表态": 1}
        assert {words: self.count(words) for words in said} == said

    # ── Three instalments ───────────────────────────────────────────────────────────────────────────────────────

    def instalments(self) -> None:
        """The first in time; the second missed, and by itself at the county; then made good."""
        self.at(PAY_DAYS[0])
        pay(self.case_page(), SHARES[0])
        self.figures(paid=SHARES[0])
        above = self.meet("xianzhuxi", window=DESK)
        self.at(datetime.date(2026, 5, 1), 8)
        assert shows(self.mediator, self.case, "第 2 期逾期未付")
        assert "枫桥镇总工会" in self.on_the_desk_of(above)
        self.at(datetime.date(2026, 5, 9), 10)
        self.comes_to(above, "诸暨市总工会")
        self.case_page(above).sees("诸暨市总工会", "逾期未付")
        above.step("交下级办理", 交给谁="枫桥镇总工会", 理由="单位已承诺本周付清，请跟紧。")
        self.case_page(self.chair).step("改派调解员", 由谁来办="陈和", 为什么改派="他一直在跟。")
        pay(self.case_page(), SHARES[1] + SHARES[2])
        self.figures(paid=BOUND)

    def the_three(self) -> None:
        """Those who did not consent are paid in full, by name; then nothing is owed."""
        shares = {NAMES[n]: WORKERS[n - 1].owed for n in APART}
        pay(self.case_page(), OWED_APART, shares=shares)
        self.case_page().sees("已清偿")
        self.figures(paid=OWED)
        checked = fengqiao(self.county.server.home, "verify-log", FENGQIAO_SETTINGS=REHEARSAL)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        tracking = self.meet()
        track(tracking, self.receipt)
        tracking.sees("已清偿")

    def on_the_desk_of(self, who: Visitor) -> str:
        """What this person's 今日 says of the case, on whichever of its pages; empty where it does not stand there."""
        who.open("/today/")
        lines = who.page.get_by_role("listitem").filter(has=who.page.locator(f"a[href^='{self.case}']"))
        while not lines.count() and who.page.get_by_role("link", name="下一页").count():
            who.press("下一页")
        return lines.first.inner_text() if lines.count() else ""

    def comes_to(self, who: Visitor, unit: str) -> None:
        """Waits until the case stands on this person's 今日 as one of ``unit``."""
        until = time.monotonic() + PATIENCE
        while unit not in self.on_the_desk_of(who):
            assert time.monotonic() < until, self.on_the_desk_of(who)
            time.sleep(1)

    def count(self, words: str) -> int:
        """The figure that stands by these words on the page before the mediator."""
        found = re.search(rf"{re.escape(words)}\s*(\d+)", self.mediator.text)
        assert found, words
        return int(found.group(1))

    def figures(self, paid: Decimal) -> None:
        """The case's figures and those of its ledger, claim by claim and summed, agree to the fen."""
        page = self.case_page().page
        ledger = re.sub(r"\s+", " ", page.locator("#ledger").inner_text())
        for words, figure in (("涉及", OWED), ("追回", paid), ("尚欠", OWED - paid)):
            assert re.search(rf"{words}(金额)?\(元\) {yuan(figure)} ", ledger), (words, figure, ledger)
        assert "人数 47 " in ledger
        assert "人次 47 " in ledger
        assert re.search(rf"合计 47 .* {yuan(paid)} {yuan(OWED - paid)} ", ledger), ledger
        case = re.sub(r"\s+", " ", page.locator("#facts").inner_text())
        assert f"人数 47 人 涉及金额 {yuan(OWED)} 元" in case, case
        assert not paid or f"追回金额 {yuan(paid)} 元" in case, case


def test_forty_seven_workers_from_the_report_to_the_last_fen(county: County, meet: Meet) -> None:
    story = Story(
        county, meet, meet("tiaojie", window=DESK), meet("zhuxi", window=DESK), meet("jianshe", window=DESK),
        meet("renshe", window=DESK),
    )  # fmt: skip
    for step in (
        "report",
        "list_them",
        "check",
        "sit_down",
        "two_versions",
        "consents",
        "sign",
        "instalments",
        "the_three",
    ):
        getattr(story, step)()
