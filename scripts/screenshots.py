"""Takes the pictures of README and guides from the demonstration county, in a real browser: `make screenshots`.

With names of scenes behind it (`visits`) only theirs are taken.
A data folder of its own, a clock that stands at a plain Wednesday, and one case from a worker's phone to its end: the same
pictures on every machine, but for the random codes on them. Needs chromium and a Chinese font.
"""

import datetime
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402 -- the checkout must be on the path first

django.setup()

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from conftest import chromium  # noqa: E402
from tests.e2e.conftest import REHEARSAL, WEDNESDAY  # noqa: E402
from tests.e2e.people import DESK, PAPER, PHONE, Visitor, picture  # noqa: E402
from tests.e2e.showing import FOLDER, keep  # noqa: E402
from tests.e2e.ways import find  # noqa: E402
from tests.forty_seven import sheet  # noqa: E402
from tests.serving import CLOCK, fengqiao, served  # noqa: E402

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPLOYER = "诸暨云杉测试电器厂"
STORY = "去年十二月到现在三个月工资没发，老板说再等等。"
TODAY = WEDNESDAY.date()
PAID_BY = TODAY + datetime.timedelta(days=10)

Meet = Callable[..., Visitor]


def worker_reports(meet: Meet) -> str:
    """Three steps, a look at it all, and the receipt."""
    worker = meet()
    worker.open("/")
    keep(worker, "phone-home")
    worker.press("我要反映")
    worker.choose("工资")
    worker.fill("说说经过", STORY)
    keep(worker, "phone-report-1")
    worker.press("下一步")
    worker.pick("在哪个乡镇", "枫桥镇")
    worker.fill("单位叫什么", EMPLOYER)
    worker.fill("一共多少人", "2")
    worker.fill("大约涉及多少钱", "1.8万")
    keep(worker, "phone-report-2")
    worker.press("下一步")
    worker.choose("请对单位保密")
    worker.fill("电话", "199 0000 9901")
    worker.fill("怎么称呼您", "谷雨")
    worker.attach("照片或材料", "工资条.png", picture(), "image/png")
    keep(worker, "phone-report-3")
    worker.press("下一步")
    keep(worker, "phone-check")
    worker.press("提交给工会")
    keep(worker, "phone-receipt")
    return worker.code()


def worker_follows(meet: Meet, code: str, name: str) -> Visitor:
    """The tracking page."""
    worker = meet()
    worker.open("/track/")
    worker.fill("回执码", code)
    worker.press("看进展")
    keep(worker, name)
    return worker


def case_is_handled(meet: Meet) -> None:
    """Window, chair, mediator, chair: as the guide tells it."""
    window = meet("chuangkou", DESK)
    find(window, EMPLOYER)
    keep(window, "desk-case-new")
    window.step("登记首次联系", 说了什么="已电话联系，职工下午来镇里。")
    window.step("受理")
    chair = meet("zhuxi", PHONE)
    keep(chair, "phone-chair-today")
    find(chair, EMPLOYER)
    chair.start("指派调解员")
    keep(chair, "phone-assign")
    chair.answer("由谁来办", "陈和")
    chair.finish("指派调解员")
    mediator = meet("tiaojie", DESK)
    keep(mediator, "desk-today")
    find(mediator, EMPLOYER)
    mediator.step("记录核实情况", 结论="属实", 怎么核实的="看了考勤表和工资条，欠薪属实。")
    apply(mediator)
    mediator.step("征询对方意见", 征询的日期=TODAY.isoformat())
    mediator.step("对方同意调解", 对方答复的日期=TODAY.isoformat())
    mediator.step("开始调解")
    keep(mediator, "desk-case")
    clock_explains_itself(mediator)
    agree(mediator)
    pay_and_prove(mediator)
    keep(mediator, "desk-agreement", "#agreement", "#story")
    mediator.step("提请结案", 办理情况="协议款项已全部付清，凭证在卷。")
    chair.go("审批")
    keep(chair, "phone-approvals")
    request = chair.page.get_by_role("article").filter(has_text=EMPLOYER)
    request.get_by_role("button", name="同意").click()
    chair.agree_to_what_follows()


def apply(mediator: Visitor) -> None:
    """The worker applied in writing and was told that the employer will learn who asked."""
    mediator.start("登记调解申请")
    mediator.answer("申请形式", "书面")
    mediator.answer("由哪个组织调解", "乡镇")
    mediator.choose("已经告诉职工")
    mediator.finish("登记调解申请")


def agree(mediator: Visitor) -> None:
    """One term."""
    mediator.start("达成协议")
    mediator.answer("协议形式", "书面")
    first = mediator.page.get_by_role("group", name="第 1 项")
    first.get_by_label("做什么").fill("用人单位一次付清所欠工资")
    first.get_by_label("金额").fill("1.8万元")
    first.get_by_label("哪天前").fill(PAID_BY.isoformat())
    mediator.finish("达成协议")


def pay_and_prove(mediator: Visitor) -> None:
    """The employer paid; the voucher goes on file."""
    mediator.step("登记履行", 这次付了多少="18000", 凭证是什么="银行转账回单")
    mediator.start("提交材料")
    mediator.answer("是什么材料", "履行凭证")
    mediator.attach("文件", "转账回单.pdf", PAPER, "application/pdf")
    mediator.finish("提交材料")


def clock_explains_itself(mediator: Visitor) -> None:
    """Why the fifteen days end when they end."""
    address = mediator.page.url.split("?")[0].split("#")[0]
    mediator.page.goto(f"{address.rstrip('/')}/clocks/mediation_close/")
    keep(mediator, "desk-clock")
    mediator.page.goto(address)


def others_look(meet: Meet) -> None:
    """Supervisor, employer, information officer, clerk."""
    supervisor = meet("ducha", DESK)
    supervisor.go("督查")
    keep(supervisor, "desk-board")
    employer = meet("danwei", PHONE)
    keep(employer, "phone-employer")
    employer.page.locator("main a").first.click()
    keep(employer, "phone-employer-notice")
    reporter = meet("xinxi", PHONE)
    reporter.go("登记")
    keep(reporter, "phone-intake")
    clerk = meet("xitong", DESK)
    clerk.open("/office/")
    keep(clerk, "desk-units")
    clerk.open("/office/calendar/")
    keep(clerk, "desk-calendar")
    clerk.open("/office/rules/mediation_close/")
    keep(clerk, "desk-rule")
    keeper = meet("chuangkou", DESK)
    keeper.go("台账")
    keep(keeper, "desk-ledgers")
    auditor = meet("shenji", DESK)
    auditor.open("/record/")
    keep(auditor, "desk-record")


# ── Tables, wages and joint checks: as they stand in the demonstration county ───────────────────────────────────────────

#: Employers of the demonstration by what their case shows.
MANY, AGREED, SITE, BEGUN = "诸暨枫晚衬衫", "浙江杜黄新桥建设", "诸暨枫江建筑劳务", "诸暨齐溪包装材料"


def open_table(visitor: Visitor, employer: str, state: str) -> None:
    """The table of that employer in that state, from the list of tables."""
    visitor.open("/tables/")
    row = visitor.page.get_by_role("listitem").filter(has_text=employer).filter(has_text=state)
    row.get_by_role("link").first.click()
    visitor.page.get_by_role("heading", level=1, name=employer).wait_for()


def open_wages(visitor: Visitor, employer: str) -> None:
    """The wage case of that employer."""
    visitor.open("/cases/?kind=wage_arrears")
    visitor.page.get_by_role("link", name=employer).first.click()
    visitor.page.get_by_role("heading", level=1, name=employer).wait_for()


def tables(meet: Meet) -> None:
    """A table that is asked, the answers, a seat's link on a phone, and an agreement with its roads."""
    mediator = meet("tiaojie", DESK)
    open_table(mediator, MANY, "征求各方意见")
    keep(mediator, "desk-table")
    keep(mediator, "desk-table-consents", "#consents")
    mediator.start("发一次性链接")
    mediator.page.locator("main form").get_by_role("button", name="发一次性链接", exact=True).click()
    mediator.sees("只显示这一次")
    url = mediator.page.locator(".md-link__url").first.inner_text()
    worker = meet()
    worker.page.goto(url)
    keep(worker, "phone-link")
    open_table(mediator, AGREED, "已生效")
    keep(mediator, "desk-table-signing", "#signing")


def wages(meet: Meet) -> None:
    """Forty-seven workers: what is owed, the plan with a missed instalment; a list held against the file."""
    mediator = meet("tiaojie", DESK)
    open_wages(mediator, SITE)
    keep(mediator, "desk-wages", "#ledger")
    keep(mediator, "desk-wages-plan", "#plan")
    open_wages(mediator, BEGUN)
    mediator.press("用表格导入")
    mediator.attach("欠薪明细表", "欠薪明细.xlsx", sheet(right=False), XLSX)
    mediator.press("先看一遍")
    keep(mediator, "desk-claims-import")


def checks(meet: Meet) -> None:
    """Who is waited for, and a body's own page."""
    mediator = meet("tiaojie", DESK)
    mediator.open("/checks/")
    keep(mediator, "desk-check")
    officer = meet("renshe", PHONE)
    officer.open("/checks/")
    officer.page.locator("main").get_by_role("link", name=BEGUN).first.click()
    keep(officer, "phone-body")


def visits(meet: Meet) -> None:
    """Who still owes visits, a round that runs, the three lists of a visit, and a record on a phone."""
    chair = meet("zhuxi", DESK)
    chair.open("/visits/owed/")
    keep(chair, "desk-visits-owed")
    chair.open("/visits/rounds/")
    chair.page.locator("main").get_by_role("link", name="2026-04").click()
    keep(chair, "desk-survey-round")
    visitor = meet("tiaojie", DESK)
    visitor.open("/visits/findings/")
    keep(visitor, "desk-findings")
    phone = meet("tiaojie", PHONE)
    phone.open("/visits/new/")
    phone.fill("单位名称", "诸暨枫溪口糕点坊")
    phone.fill("见到谁", "谷雨 199 0000 9903")
    keep(phone, "phone-visit-record")


def secondments(meet: Meet) -> None:
    """A round with its forms, one who serves, a chain with a signer added, and who was assessed how."""
    officer = meet("xianban", DESK)
    officer.open("/secondments/")
    officer.page.locator("main").get_by_role("link", name="上挂下联").first.click()
    keep(officer, "desk-secondments-round")
    open_form(officer, "严向阳")
    keep(officer, "desk-secondment")
    officer.open("/secondments/")
    officer.page.locator("main").get_by_role("link", name="上挂下联").nth(1).click()
    officer.press("考核一览")
    keep(officer, "desk-assessment")
    signer = meet("ducha", PHONE)
    open_form(signer, "应书平")
    signer.page.locator("main").get_by_role("link", name="去审批").first.click()
    signer.page.get_by_role("heading", name="审批到了哪一步").wait_for()
    keep(signer, "phone-approval-chain", ".fq-ask__then")


def open_form(visitor: Visitor, name: str) -> None:
    """Somebody's form, from the list of this year's round."""
    visitor.open("/secondments/")
    visitor.page.locator("main").get_by_role("link", name="上挂下联").first.click()
    visitor.page.wait_for_load_state()
    while not visitor.page.get_by_role("link", name=name).count():
        visitor.press("下一页")
    visitor.page.get_by_role("link", name=name).first.click()
    visitor.page.get_by_role("heading", level=1, name=name).wait_for()


def own_months(meet: Meet) -> None:
    """A worker who knows what is owed month by month, and follows it."""
    worker = meet()
    worker.open("/")
    worker.press("我要反映")
    worker.choose("工资")
    worker.press("下一步")
    worker.pick("在哪个乡镇", "枫桥镇")
    worker.fill("单位叫什么", "诸暨晚枫餐饮管理有限公司")
    worker.page.get_by_text("知道每个月欠多少").click()
    for number, (month, due, paid) in enumerate((("2026-02", "5600", "1000"), ("2026-03", "5600", ""))):
        row = worker.page.get_by_role("group", name=f"第 {number + 1} 个月")
        row.get_by_label("哪个月").fill(month)
        row.get_by_label("应该发").fill(due)
        row.get_by_label("已经拿到").fill(paid)
    worker.press("下一步")
    worker.choose("请对单位保密")
    worker.fill("电话", "199 0000 9902")
    worker.fill("怎么称呼您", "白露")
    worker.press("下一步")
    worker.press("提交给工会")
    code = worker.code()
    follower = meet()
    follower.open("/track/")
    follower.fill("回执码", code)
    follower.press("看进展")
    keep(follower, "phone-wages", "#wages")


def in_english(meet: Meet) -> None:
    """The pictures of the English README and guide; the language is a cookie."""
    mediator = meet("tiaojie", DESK)
    for name, anchor, employer, state in (
        ("desk-table-en", "", MANY, "征求各方意见"),
        ("desk-wages-en", "#ledger", SITE, ""),
    ):
        mediator.context.clear_cookies(name="language")
        if state:
            open_table(mediator, employer, state)
        else:
            open_wages(mediator, employer)
        speak_english(mediator)
        keep(mediator, name, anchor)
    for username, place, name in (
        ("", "", "phone-home-en"),
        ("tiaojie", "案件", "desk-case-en"),
        ("ducha", "督查", "desk-board-en"),
    ):
        visitor = meet(username, DESK if username else PHONE)
        if place:
            visitor.go(place)
        else:
            visitor.open("/")
        if name == "desk-case-en":
            find(visitor, EMPLOYER)
        speak_english(visitor)
        keep(visitor, name)


def speak_english(visitor: Visitor) -> None:
    """The page at hand, in English."""
    visitor.context.add_cookies([{"name": "language", "value": "en", "url": visitor.address}])
    visitor.page.reload()


SCENES = (tables, wages, checks, visits, secondments, own_months, in_english)


def take(browser: Browser, address: str, only: Sequence[str] = ()) -> None:
    """All pictures, from one walk; or those of the named scenes, which stand in the demonstration as it is."""

    def meet(username: str = "", window: tuple[int, int] = PHONE) -> Visitor:
        scale = 2 if window == PHONE else 1
        visitor = Visitor.arriving(browser, address, window, (), device_scale_factor=scale)
        if username:
            visitor.sign_in(username)
        return visitor

    for scene in SCENES:
        if scene.__name__ in only:
            scene(meet)
    if only:
        return
    code = worker_reports(meet)
    worker_follows(meet, code, "phone-track")
    case_is_handled(meet)
    worker_follows(meet, code, "phone-track-closed")
    others_look(meet)
    for scene in SCENES:
        scene(meet)


def main() -> None:
    """Prepares the county, serves it, takes the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fengqiao-pictures-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        offset = WEDNESDAY - datetime.datetime.now(datetime.UTC)
        (home / CLOCK).write_text(str(offset.total_seconds()), encoding="ascii")
        for words in (["migrate", "--verbosity", "0"], ["demo", "--no-serve"]):
            done = fengqiao(home, *words, FENGQIAO_SETTINGS=REHEARSAL)
            if done.returncode:
                sys.exit(done.stderr + done.stdout)
        with served(home, REHEARSAL) as server, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            take(browser, server.url, sys.argv[1:])
            browser.close()


if __name__ == "__main__":
    main()
