"""A visit recorded on a phone without signal: kept there by person, sent once when there is one, its problem made a case."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Meet
from tests.e2e.looking import faults
from tests.e2e.people import DESK, Visitor

pytestmark = pytest.mark.offline

NEW, SEND = "/visits/new/", "**/visits/new/send/"
#: What a browser says of a request that did not get through; the page says it in words.
NO_SIGNAL = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
REFUSED = "the server responded with a status of 4"
TOLD = "三个月没发加班费"
LARGE = (2400, 1800)

#: What the phone's own store holds, photos by their sizes.
STORE = """async () => {
  const store = await new Promise((resolve) => {
    const asked = indexedDB.open('fengqiao-visits', 1);
    asked.onsuccess = () => resolve(asked.result);
  });
  const all = (name) => new Promise((resolve) => {
    const asked = store.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const visits = await all('visits');
  const sizes = async (photo) => { const one = await createImageBitmap(photo.blob); return [one.width, one.height, photo.blob.size]; };
  return { places: await all('places'), visits: await Promise.all(visits.map(async (row) => (
    { ...row, photos: row.photos ? await Promise.all(row.photos.map(sizes)) : null }))) };
}"""
#: Waits until the bare form and all its files are kept, and the worker answers for this page.
KEPT = """async () => {
  const text = await (await fetch('/visits/new/worker.js')).text();
  const facts = JSON.parse(/fengqiaoShell = (.*);/.exec(text)[1]);
  if (!navigator.serviceWorker.controller) return false;
  const cache = await caches.open('fengqiao-visit-form-' + facts.version);
  return (await cache.keys()).length === facts.files.length + 1;
}"""


def photo() -> bytes:
    """A photo as a phone takes it: larger than what is sent."""
    drawn = io.BytesIO()
    Image.effect_noise(LARGE, 60).convert("RGB").save(drawn, "JPEG", quality=90)
    return drawn.getvalue()


def settled(visitor: Visitor) -> Visitor:
    """Opens the form while there is a signal; from now on the browser has it."""
    visitor.open(NEW)
    for _try in range(50):
        if visitor.page.evaluate(KEPT):
            return visitor
        visitor.page.wait_for_timeout(200)
    raise AssertionError("the form was never kept")


def lose_signal(visitor: Visitor) -> None:
    """No signal, and the page opened anew."""
    visitor.context.set_offline(True)
    visitor.page.reload()
    visitor.page.locator("#fq-offline").wait_for()


def record(visitor: Visitor, employer: str, **more: str) -> None:
    """Where, whom, one problem: what most visits need."""
    visitor.fill("单位名称", employer)
    visitor.fill("见到谁", "王小花 13900003333")
    visitor.page.get_by_role("group", name="工资").locator("label").filter(has_text="有问题").click()
    visitor.page.get_by_label("什么问题").first.fill(TOLD)
    for label, value in more.items():
        visitor.fill(label, value)


def finish(visitor: Visitor, state: str) -> None:
    """记下来, and its line then says how it stands."""
    visitor.page.get_by_role("button", name="记下来").click()
    stands(visitor.page, state)


def stands(page: Page, state: str) -> None:
    """The list of what is on this phone says so."""
    page.locator("#vs-kept").get_by_text(re.compile(state)).first.wait_for()


def visits_of(visitor: Visitor, employer: str) -> int:
    """How many visits to a place the list of visits knows."""
    visitor.open("/visits/")
    return visitor.page.get_by_role("link", name=f"走访 · {employer}").count()


def posts(visitor: Visitor) -> list[str]:
    """Fills up with every sending."""
    found: list[str] = []
    visitor.context.on("request", lambda one: found.append(one.url) if one.url.endswith("/send/") else None)
    return found


def test_recorded_without_signal_it_is_sent_once_though_sent_three_times(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=NO_SIGNAL))
    lose_signal(visitor)
    record(visitor, "诸暨离线测试厂")
    visitor.attach("照片", "车间.jpg", photo(), "image/jpeg")
    visitor.page.locator(".vs-photo").wait_for()
    finish(visitor, "待发送")
    visitor.page.reload()
    stands(visitor.page, "待发送")
    (kept,) = visitor.page.evaluate(STORE)["visits"]
    width, height, size = kept["photos"][0]
    assert max(width, height) <= 1600
    assert size < len(photo())

    answers: list[str] = []

    def lost(route: Route) -> None:
        """The server has it; its answer never comes back, twice."""
        answer = route.fetch()
        answers.append(answer.text())
        if len(answers) < 3:
            route.abort()
        else:
            route.fulfill(response=answer)

    visitor.context.route(SEND, lost)
    visitor.context.set_offline(False)
    stands(visitor.page, "没有收到答复")
    assert not visitor.page.get_by_role("button", name="修改").is_visible(), "it may have arrived"
    for _press in range(3):
        if len(answers) < 3:
            visitor.page.get_by_role("button", name="现在发送").click()
            visitor.page.wait_for_timeout(600)
    stands(visitor.page, "已送达（编号")
    assert len(answers) == 3
    assert len(set(answers)) == 1, "every time the same receipt"
    (left,) = visitor.page.evaluate(STORE)["visits"]
    assert set(left) == {"code", "owner", "state", "number", "url", "at", "done", "photos"}
    assert left["photos"] is None
    assert visits_of(visitor, "诸暨离线测试厂") == 1


def test_its_problem_becomes_a_case_in_one_action_linked_both_ways(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=NO_SIGNAL))
    lose_signal(visitor)
    record(visitor, "诸暨转案测试厂")
    finish(visitor, "待发送")
    visitor.context.set_offline(False)
    stands(visitor.page, "已送达（编号")
    visitor.press("打开这次走访")
    visitor.sees(f"工资：{TOLD}")
    visitor.press("转为案件")
    visitor.pick("类别", "加班工资")
    visitor.choose("请对单位保密")
    visitor.finish("转为案件")
    visit = visitor.page.url
    visitor.page.get_by_role("link", name="已转为案件").click()
    visitor.page.get_by_role("heading", level=1, name="诸暨转案测试厂").wait_for()
    visitor.sees(TOLD, "走访中发现")
    assert visitor.page.url != visit
    visitor.page.locator("main").get_by_text("走访中发现").locator("xpath=..").get_by_role("link").click()
    visitor.page.wait_for_url(f"**{visit[len(visitor.address) :].split('?')[0]}")


def test_another_person_on_the_same_phone_neither_sees_nor_sends_it(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=(*NO_SIGNAL, REFUSED)))
    visitor.context.route(SEND, lambda route: route.abort())
    record(visitor, "诸暨两人测试厂")
    finish(visitor, "待发送")
    visitor.open("/accounts/logout/")
    visitor.page.get_by_role("button", name="退出登录").last.click()
    visitor.page.locator("dialog[open]").get_by_text("还有 1 次走访没有送达").wait_for()
    visitor.agree_to_what_follows()
    visitor.page.wait_for_url(f"{visitor.address}/")
    assert visitor.page.evaluate("caches.keys()") == []
    assert visitor.page.evaluate(STORE)["places"] == []

    visitor.context.unroute(SEND)
    sent = posts(visitor)
    visitor.sign_in("chuangkou")
    settled(visitor)
    visitor.page.wait_for_timeout(1000)
    assert "诸暨两人测试厂" not in visitor.page.content()
    lose_signal(visitor)
    visitor.sees("单位名称")
    assert "诸暨两人测试厂" not in visitor.page.content()
    visitor.context.set_offline(False)
    visitor.page.wait_for_timeout(1000)
    assert sent == []

    visitor.context.clear_cookies(name="sessionid")
    visitor.sign_in("tiaojie")
    visitor.open(NEW)
    stands(visitor.page, "已送达（编号")
    assert len(sent) == 1
    assert visits_of(visitor, "诸暨两人测试厂") == 1


def test_whoever_signs_in_next_without_the_other_signing_out_sees_nothing_even_offline(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=(*NO_SIGNAL, REFUSED)))
    visitor.context.route(SEND, lambda route: route.abort())
    record(visitor, "诸暨换人测试厂")
    finish(visitor, "待发送")
    visitor.context.clear_cookies(name="sessionid")
    visitor.sign_in("chuangkou")
    visitor.context.set_offline(True)
    visitor.page.goto(visitor.address + NEW)
    visitor.sees("这部手机也没有人登录过走访")
    assert "诸暨换人测试厂" not in visitor.page.content()
    assert not visitor.page.get_by_role("button", name="记下来").is_visible()


def test_signed_out_meanwhile_it_says_so_keeps_everything_and_sends_after_signing_in(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=(*NO_SIGNAL, REFUSED)))
    lose_signal(visitor)
    record(visitor, "诸暨过期走访厂")
    finish(visitor, "待发送")
    visitor.context.clear_cookies(name="sessionid")
    visitor.context.set_offline(False)
    visitor.sees("请先登录，再发送")
    stands(visitor.page, "待发送")
    visitor.press("去登录")
    visitor.page.get_by_label("用户名").fill("tiaojie")
    visitor.page.get_by_label("密码").first.fill("fengqiao-demo-2026")
    visitor.press("登录")
    visitor.page.wait_for_url(f"**{NEW}")
    stands(visitor.page, "已送达（编号")
    assert visits_of(visitor, "诸暨过期走访厂") == 1


def test_what_is_refused_comes_back_with_its_sentence_and_is_sent_again(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=(*NO_SIGNAL, REFUSED)))
    lose_signal(visitor)
    visitor.page.get_by_text("更多（可以不填）").click()
    record(visitor, "诸暨退回测试厂", 什么时候的事="2031-01-01T09:00")
    finish(visitor, "待发送")
    record(visitor, "诸暨下一家测试厂")
    visitor.context.set_offline(False)
    stands(visitor.page, "被退回")
    visitor.sees("发生时间不能晚于现在")
    assert visitor.page.get_by_label("单位名称").input_value() == "诸暨下一家测试厂", "typing goes on"
    finish(visitor, "已送达（编号")
    visitor.page.locator("#vs-kept li").filter(has_text="被退回").get_by_role("button", name="修改").click()
    expect(visitor.page.get_by_label("单位名称")).to_have_value("诸暨退回测试厂")
    expect(visitor.page.get_by_label("什么问题").first).to_have_value(TOLD)
    visitor.page.get_by_label("什么时候的事").fill("")
    finish(visitor, "已送达（编号")
    expect(visitor.page.locator("#vs-kept li").filter(has_text="已送达")).to_have_count(2)
    assert visits_of(visitor, "诸暨退回测试厂") == visits_of(visitor, "诸暨下一家测试厂") == 1


def test_two_tabs_that_find_the_signal_at_once_send_it_once(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=NO_SIGNAL))
    second = visitor.context.new_page()
    second.goto(visitor.address + NEW)
    sent = posts(visitor)
    visitor.context.set_offline(True)
    record(visitor, "诸暨两页测试厂")
    finish(visitor, "待发送")
    stands(second, "待发送")
    visitor.context.set_offline(False)
    for page in (visitor.page, second):
        stands(page, "已送达（编号")
    assert len(sent) == 1
    assert visits_of(visitor, "诸暨两页测试厂") == 1


def test_half_a_visit_is_still_there_after_the_page_was_closed_with_its_photo(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", expects=NO_SIGNAL))
    lose_signal(visitor)
    record(visitor, "诸暨半截测试厂")
    visitor.attach("照片", "车间.jpg", photo(), "image/jpeg")
    visitor.page.locator(".vs-photo").wait_for()
    visitor.page.wait_for_timeout(1500)
    visitor.page.reload()
    visitor.page.locator(".vs-photo").wait_for()
    assert visitor.page.get_by_label("单位名称").input_value() == "诸暨半截测试厂"
    assert visitor.page.get_by_label("什么问题").first.input_value() == TOLD
    assert visitor.page.evaluate("localStorage.length") == 1, "only who is here; nothing typed"


def test_the_place_is_read_only_when_somebody_presses_for_it(meet: Meet) -> None:
    where: dict[str, Any] = {"latitude": 29.713, "longitude": 120.234, "accuracy": 25}
    visitor = settled(meet("tiaojie", geolocation=where, permissions=["geolocation"]))
    latitude = visitor.page.locator("[name=latitude]")
    record(visitor, "诸暨位置测试厂")
    assert latitude.input_value() == ""
    visitor.press("记下现在的位置")
    visitor.sees("已记下位置，误差约 25 米")
    assert latitude.input_value() == "29.713000"
    visitor.press("不要位置")
    assert latitude.input_value() == ""
    visitor.press("记下现在的位置")
    visitor.sees("误差约 25 米")
    finish(visitor, "已送达（编号")
    visitor.press("打开这次走访")
    visitor.sees("29.713")


def test_without_a_script_the_form_posts_as_any_other(meet: Meet) -> None:
    visitor = meet("tiaojie", java_script_enabled=False)
    visitor.open(NEW)
    record(visitor, "诸暨无脚本走访厂")
    visitor.press("记下来")
    visitor.sees("走访已记录，编号", f"工资：{TOLD}")


def test_the_form_without_signal_is_as_easy_to_look_at_as_any_page(meet: Meet) -> None:
    visitor = settled(meet("tiaojie", window=DESK, expects=NO_SIGNAL))
    visitor.name = "offline"
    axe = Axe()
    found = list(faults(visitor, axe))
    lose_signal(visitor)
    record(visitor, "诸暨好看走访厂")
    finish(visitor, "待发送")
    visitor.press("加一条")
    found += faults(visitor, axe)
    visitor.page.evaluate("document.cookie = 'large_type=1; path=/'")
    visitor.page.reload()
    visitor.page.locator("html.is-large").wait_for()
    visitor.page.set_viewport_size({"width": 320, "height": 700})
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert "\n".join(found) == ""
