"""What goes wrong on bad days: pressed twice, gone back, signed out, no signal, no script, two people at once."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Route

from tests.e2e.conftest import Meet
from tests.e2e.people import DESK, Visitor
from tests.e2e.ways import STORY, find, report, track

REFUSED = "Failed to load resource: the server responded with a status of 4"
#: What a browser says when the signal is gone; the page itself says it in a sentence.
NO_SIGNAL = "net::ERR_INTERNET_DISCONNECTED"


def slowly(route: Route) -> None:
    """A network that takes its time."""
    time.sleep(0.5)
    route.continue_()


def posts(page: Page) -> list[str]:
    """Fills up with the addresses this page posts to."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def cases_of(handler: Visitor, employer: str) -> int:
    """How many cases the list of cases knows of an employer."""
    handler.open("/cases/")
    return handler.page.get_by_role("link", name=employer).count()


def fill_until_check(worker: Visitor, employer: str) -> None:
    """The three steps, without the last press."""
    worker.open("/report/")
    worker.choose("工资")
    worker.fill("说说经过", STORY)
    worker.press("下一步")
    worker.pick("在哪个乡镇", "枫桥镇")
    worker.fill("单位叫什么", employer)
    worker.press("下一步")
    worker.choose("我不留姓名")
    worker.press("下一步")
    worker.sees("没错就提交")


def test_pressed_twice_it_is_one_case(meet: Meet) -> None:
    worker, window = meet(), meet("chuangkou", window=DESK)
    fill_until_check(worker, "诸暨双击测试厂")
    sent = posts(worker.page)
    worker.page.route("**/report/check/", slowly)
    worker.button("提交给工会").dblclick(no_wait_after=True)
    worker.sees("工会收到了")
    assert len(sent) == 1
    assert cases_of(window, "诸暨双击测试厂") == 1


def test_gone_back_and_pressed_again_it_is_still_one_case(meet: Meet) -> None:
    worker, window = meet(), meet("chuangkou", window=DESK)
    fill_until_check(worker, "诸暨后退测试厂")
    worker.press("提交给工会")
    worker.sees("工会收到了")
    code = worker.code()
    worker.page.go_back()
    again = worker.button("提交给工会")
    if again.count():
        again.click()
        worker.sees("工会收到了")
        assert worker.code() == code
    assert cases_of(window, "诸暨后退测试厂") == 1


def test_going_back_a_step_finds_what_was_typed(meet: Meet) -> None:
    worker = meet()
    fill_until_check(worker, "诸暨回看测试厂")
    worker.page.go_back()
    worker.page.go_back()
    assert worker.page.get_by_label("单位叫什么").input_value() == "诸暨回看测试厂"
    worker.page.go_back()
    assert worker.page.get_by_label("说说经过").input_value() == STORY


def test_an_error_keeps_what_was_typed_and_names_the_field(meet: Meet) -> None:
    worker = meet(expects=(REFUSED,))
    worker.open("/report/")
    worker.fill("说说经过", "𠮷😀" * 10)
    worker.press("下一步")
    worker.sees("请先点一下遇到了什么事")
    assert worker.page.get_by_label("说说经过").input_value() == "𠮷😀" * 10
    worker.choose("工伤")
    worker.press("下一步")
    worker.fill("单位叫什么", "诸暨更正测试厂")
    worker.fill("从哪天开始的", "2031-01-01")
    worker.press("下一步")
    worker.sees("日期不能晚于今天", "请选择单位在哪个乡镇")
    assert worker.page.get_by_label("单位叫什么").input_value() == "诸暨更正测试厂"


def test_a_disguised_file_is_refused_in_a_sentence(meet: Meet) -> None:
    worker = meet(expects=(REFUSED,))
    worker.open("/report/")
    worker.choose("工资")
    worker.press("下一步")
    worker.pick("在哪个乡镇", "枫桥镇")
    worker.fill("单位叫什么", "诸暨文件测试厂")
    worker.press("下一步")
    worker.choose("我不留姓名")
    worker.attach("照片或材料", "工资条.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
    worker.press("下一步")
    worker.sees("这种文件不能提交")


def test_signed_out_in_the_middle_of_a_form_nothing_typed_is_lost(meet: Meet) -> None:
    worker = meet()
    report(worker, "诸暨过期测试厂")
    window = meet("chuangkou", window=DESK)
    find(window, "诸暨过期测试厂")
    window.start("登记首次联系")
    window.fill("说了什么", "已电话联系，约明天来。")
    window.page.wait_for_timeout(600)
    window.context.clear_cookies(name="sessionid")
    window.page.locator("main form").get_by_role("button", name="登记首次联系").click()
    window.fill("用户名", "chuangkou")
    window.fill("密码", "fengqiao-demo-2026")
    window.press("登录")
    assert window.page.get_by_label("说了什么").input_value() == "已电话联系，约明天来。"
    window.finish("登记首次联系")


def test_a_code_nobody_gave_opens_nothing(meet: Meet) -> None:
    stranger = meet(expects=(REFUSED,))
    for forged in ("ABCD-EFGH-JKMN-PQRS", "1' OR '1'='1", "𠮷" * 50, ""):
        stranger.open("/track/")
        stranger.fill("回执码", forged)
        stranger.press("看进展")
        assert "/track/case" not in stranger.page.url
    stranger.open("/track/case/")
    assert stranger.page.get_by_label("回执码").count()


def test_two_people_at_once_the_second_sees_what_changed(meet: Meet) -> None:
    worker = meet()
    report(worker, "诸暨同时测试厂")
    first, second = meet("chuangkou", window=DESK), meet("tiaojie", window=DESK, expects=(REFUSED,))
    for one in (first, second):
        find(one, "诸暨同时测试厂")
    second.start("登记首次联系")
    second.fill("说了什么", "我也打了电话。")
    first.step("登记首次联系", 说了什么="已电话联系。")
    second.page.locator("main form").get_by_role("button", name="登记首次联系").click()
    second.sees("案件已有新的办理", "首次联系")
    assert second.page.get_by_label("说了什么").input_value() == "我也打了电话。"


def test_report_and_tracking_work_without_a_script(meet: Meet) -> None:
    worker = meet(java_script_enabled=False)
    code = report(worker, "诸暨无脚本测试厂")
    again = meet(java_script_enabled=False)
    track(again, code.lower().replace("-", " "))
    again.sees("诸暨无脚本测试厂")
    again.fill("给工会留言", "我明天下午有空。")
    again.press("发送")
    again.sees("我明天下午有空。")


def test_large_type_is_one_press_and_still_fits(meet: Meet) -> None:
    worker = meet(window=(320, 700))
    worker.open("/")
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = worker.page.evaluate(size)
    worker.press("大字")
    worker.page.locator("html.is-large").wait_for()
    assert worker.page.evaluate(size) >= before * 1.15
    for path in ("/", "/report/", "/track/", "/accounts/login/"):
        worker.open(path)
        assert worker.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_a_signal_the_page_says_so_and_loses_nothing(meet: Meet) -> None:
    worker = meet(expects=(NO_SIGNAL,))
    worker.open("/report/")
    worker.choose("工资")
    worker.fill("说说经过", STORY)
    worker.context.set_offline(True)
    worker.page.locator("#fq-offline").wait_for()
    worker.press("下一步")
    worker.sees("现在没有网络")
    worker.context.set_offline(False)
    worker.page.locator("#fq-offline").wait_for(state="hidden")
    assert worker.page.get_by_label("说说经过").input_value() == STORY
    worker.press("下一步")
    worker.page.get_by_label("单位叫什么").wait_for()


def test_the_first_page_weighs_at_most_200_kilobytes_over_the_wire(meet: Meet) -> None:
    worker = meet()
    wire = worker.context.new_cdp_session(worker.page)
    wire.send("Network.enable")
    weights: list[float] = []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    for path in ("/", "/report/"):
        weights.clear()
        worker.open(path)
        worker.page.wait_for_load_state("networkidle")
        assert weights
        assert sum(weights) <= 200_000, f"{path}: {sum(weights) / 1000:.0f} KB"
