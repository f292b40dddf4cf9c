"""The two looks in a real browser, under the real content security policy."""

import os
import shutil
import time
from collections.abc import Generator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from organizations.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

PAGES = ["/_design/", "/_design/public/", "/_design/print/", "/accounts/login/", "/nowhere/"]
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && box.height < 44 && !one.closest('p, dd, td, label, li.fq-timeline__entry, .fq-skip');
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def browser() -> Generator[Browser, None, None]:
    # Playwright's own loop would make Django refuse the database in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    found = (
        os.environ.get("FENGQIAO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(live_server: LiveServer, settings: Settings) -> str:
    settings.FENGQIAO_STYLE_PAGE = True
    return live_server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Generator[Page, None, None]:
    """A phone-sized window that fails the test on any script error or refused inline code."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(8000)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "404 (Not Found)" not in message.text:
            said.append(message.text)

    opened.on("console", hear)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_the_content_security_policy(page: Page, address: str, path: str) -> None:
    answer = page.goto(address + path)
    assert answer is not None
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()  # axe itself sets styles, which the policy refuses and the console tells
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + path)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels_and_all_can_be_pressed(
    page: Page, address: str, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    for large in "01":
        page.context.add_cookies([{"name": "large_type", "value": large, "url": address}])
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate(SMALL) == []


def test_what_was_typed_survives_a_reload_and_can_be_forgotten(page: Page, address: str) -> None:
    page.goto(address + "/_design/public/")
    page.fill("[name=place]", "某某纺织厂")
    page.check("[name=what][value=wages]", force=True)
    page.wait_for_timeout(500)
    page.reload()
    assert page.input_value("[name=place]") == "某某纺织厂"
    assert page.is_checked("[name=what][value=wages]")
    page.click("text=清空重填")
    page.reload()
    assert page.input_value("[name=place]") == ""


def test_another_person_on_the_same_computer_does_not_see_the_draft(page: Page, address: str) -> None:
    Person.objects.create_user("chen", "pine-bridge-2026", name="陈立")
    page.goto(address + "/_design/public/")
    page.fill("[name=place]", "某某纺织厂")
    page.wait_for_timeout(500)
    page.goto(address + "/accounts/login/")
    page.fill("[name=login]", "chen")
    page.fill("[name=password]", "pine-bridge-2026")
    page.click("main button[type=submit]")
    page.goto(address + "/_design/public/")
    assert page.input_value("[name=place]") == ""
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "pine-bridge" not in kept


def slowly(route: Route) -> None:
    """A network that takes its time."""
    time.sleep(0.4)
    route.continue_()


def test_a_double_click_sends_once(page: Page, address: str) -> None:
    page.goto(address + "/_design/public/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/_design/**", slowly)
    page.locator("form[data-keep] button[type=submit]").dblclick(no_wait_after=True)
    page.wait_for_timeout(1200)
    assert len(sent) == 1


def test_a_dangerous_step_says_what_will_follow_before_it_is_sent(page: Page, address: str) -> None:
    page.goto(address + "/_design/public/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.click("text=其他操作")
    page.click("text=申请中止 >> nth=0")
    assert "内部期限停止计算" in page.inner_text("dialog[open]")
    page.click("dialog >> text=再想想")
    assert sent == []
    page.click("text=其他操作")
    page.click("text=申请中止 >> nth=0")
    page.click("dialog [data-ok]")
    page.wait_for_load_state()
    assert len(sent) == 1


def test_without_a_signal_nothing_is_lost_and_a_sentence_says_so(page: Page, address: str) -> None:
    page.goto(address + "/_design/public/")
    page.fill("[name=place]", "某某纺织厂")
    page.context.set_offline(True)
    page.wait_for_selector("#fq-offline:not([hidden])")
    page.click("form[data-keep] button[type=submit]")
    assert "没有网络" in page.inner_text("#fq-toasts")
    assert page.input_value("[name=place]") == "某某纺织厂"
    page.context.set_offline(False)


def test_large_type_is_one_press_and_stays(page: Page, address: str) -> None:
    page.goto(address + "/accounts/login/")
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    page.click("text=大字")
    page.reload()
    after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    assert after >= before * 1.2


def test_a_clock_opens_and_the_counter_counts_a_rare_character_once(page: Page, address: str) -> None:
    page.goto(address + "/_design/public/")
    page.click("summary:has-text('已逾期 3 天') >> nth=0")
    assert page.is_visible("text=国庆节")
    page.fill("[name=story]", "𠮷😀")
    assert "1998" in page.inner_text("[data-count-for=id_story]")


def test_the_receipt_can_be_saved_as_a_picture(page: Page, address: str) -> None:
    page.goto(address + "/_design/public/")
    with page.expect_download() as saved:
        page.click("[data-save-receipt]")
    assert saved.value.suggested_filename == "7KQM-2XDR-94TP.png"
    assert page.is_visible("[data-receipt-picture] img")
