"""The worker's pages on a real phone-sized screen: with and without a script, by axe, at 320 pixels, in bytes."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cases.models import Case
from organizations.roles import Role
from protection import receipts
from protection.models import EmployerNotice
from tests.builders import Scene, World, paper
from tests.pages.reporting import staffed
from workflows.dispute.states import S

SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')].filter(one => {
  const box = one.getBoundingClientRect();
  const folded = one.tagName !== 'SUMMARY' && one.closest('details:not([open])');
  return !folded && box.width && box.height && box.height < 44 && !one.closest('p, dd, td, label, .fq-timeline__entry, .fq-skip, .fq-notice li');
}).map(one => one.outerHTML.slice(0, 90))"""
LARGEST_FIRST_PAGE = 200 * 1024
#: From here on the employer's frame is the dense one, for a mouse.
DESK = 1000


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
def world(live_server: LiveServer) -> World:
    return staffed()


@pytest.fixture
def page(browser: Browser, world: World) -> Generator[Page, None, None]:
    """A phone that fails the test on any script error or refused inline code."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", accept_downloads=True
    )
    opened = context.new_page()
    opened.set_default_timeout(8000)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            said.append(message.text)

    opened.on("console", hear)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def go_on(page: Page) -> None:
    """下一步."""
    page.click("main form button[type=submit]")


def report(page: Page, address: str, world: World) -> str:
    """From the front door to the receipt, as a thumb does it."""
    page.goto(f"{address}/")
    page.click("text=我要反映")
    page.locator("label:has-text('工资')").click()
    page.fill("[name=story]", "三个月没发工资𠮷😡")
    go_on(page)
    page.select_option("[name=town]", world.town.code)
    page.fill("[name=employer_name]", "某某电镀作坊")
    go_on(page)
    page.locator("label:has-text('请对单位保密')").click()
    page.fill("[name=phone]", "139 0000 1111")
    go_on(page)
    page.click("text=提交给工会")
    page.wait_for_url("**/report/receipt/")
    return page.inner_text(".fq-receipt__value")


@pytest.mark.e2e
@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("browser")
class TestInABrowser:
    """What only a browser can show."""

    def test_a_worker_reports_from_a_phone_and_follows_the_case(
        self, page: Page, live_server: LiveServer, world: World
    ) -> None:
        code = report(page, live_server.url, world)
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"
        page.go_back()
        assert "提交给工会" not in page.inner_text("main")
        assert Case.objects.count() == 1
        page.goto(f"{live_server.url}/report/receipt/")
        page.click("text=离开")
        page.goto(f"{live_server.url}/track/#{code}")
        page.wait_for_function("document.querySelector('[name=code]').value !== ''")
        assert page.input_value("[name=code]") == code
        assert code not in page.url
        page.click("text=看进展")
        page.wait_for_url("**/track/case/")
        page.fill("[name=body]", "老板又说下个月")
        page.click("text=发送")
        assert page.is_visible(".fq-talk >> text=老板又说下个月")
        assert code not in page.content()

    def test_all_of_it_works_without_a_script(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        page = context.new_page()
        code = report(page, live_server.url, world)
        with page.expect_download() as saved:
            page.click("text=保存这张图片")
        assert saved.value.suggested_filename.endswith(".svg")
        page.click("text=离开")
        page.fill("[name=code]", code.lower())
        page.click("main form button[type=submit]")
        page.fill("[name=body]", "没有脚本也能说话")
        page.click("text=发送")
        assert page.is_visible("text=没有脚本也能说话")
        context.close()

    def test_the_picture_of_the_receipt_is_saved_by_the_phone(
        self, page: Page, live_server: LiveServer, world: World
    ) -> None:
        code = report(page, live_server.url, world)
        with page.expect_download() as saved:
            page.click("text=保存这张图片")
        assert saved.value.suggested_filename == f"{code}.png"

    def test_names_of_employers_are_offered_while_typing(
        self, page: Page, live_server: LiveServer, world: World
    ) -> None:
        page.goto(f"{live_server.url}/r/{world.town.code}/")
        page.locator("label:has-text('工伤')").click()
        go_on(page)
        page.locator("[name=employer_name]").press_sequentially("示例")
        page.wait_for_selector("#employers option", state="attached")
        assert page.get_attribute("#employers option", "value") == world.shop.name

    def test_a_report_half_written_survives_a_closed_browser_but_never_the_telephone(
        self, page: Page, live_server: LiveServer, world: World
    ) -> None:
        page.goto(f"{live_server.url}/report/")
        page.fill("[name=story]", "写到一半")
        page.wait_for_timeout(500)
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/report/")
        assert page.input_value("[name=story]") == "写到一半"
        page.locator("label:has-text('工资')").click()
        go_on(page)
        page.select_option("[name=town]", world.town.code)
        page.fill("[name=employer_name]", "某厂")
        go_on(page)
        page.fill("[name=phone]", "13900001111")
        page.wait_for_timeout(500)
        assert "13900001111" not in page.evaluate("JSON.stringify(localStorage)")

    def test_who_leaves_no_name_is_not_asked_for_a_telephone(
        self, page: Page, live_server: LiveServer, world: World
    ) -> None:
        page.goto(f"{live_server.url}/r/{world.shop.code}/")
        page.locator("label:has-text('工伤')").click()
        go_on(page)
        go_on(page)
        page.locator("label:has-text('我不留姓名')").click()
        assert not page.is_visible("[name=phone]")
        page.locator("label:has-text('请对单位保密')").click()
        assert page.is_visible("[name=phone]")

    @pytest.mark.parametrize("width", [320, 390, 1440])
    def test_axe_finds_nothing_and_nothing_scrolls_sideways_or_is_too_small_to_press(
        self, browser: Browser, live_server: LiveServer, world: World, width: int
    ) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900})
        if width == 320:
            context.add_cookies([{"name": "large_type", "value": "1", "url": live_server.url}])
        page = context.new_page()
        for name in places(page, live_server.url, world):
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if width < DESK:
                assert page.evaluate(SMALL) == [], name
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name
        context.close()


def places(page: Page, address: str, world: World) -> Generator[str, None, None]:
    """Every public and employer page in turn."""
    for path in ("/", "/track/", "/report/"):
        page.goto(address + path)
        yield path
    page.goto(f"{address}/r/{world.shop.code}/")
    go_on(page)
    yield "a refused step"
    page.locator("label:has-text('工资')").click()
    go_on(page)
    yield "where"
    go_on(page)
    yield "contact"
    page.locator("label:has-text('请对单位保密')").click()
    page.fill("[name=phone]", "13900001111")
    go_on(page)
    yield "check"
    page.click("text=提交给工会")
    page.wait_for_url("**/receipt/")
    yield "receipt"
    yield from _following(page, address, world)
    yield from _employer(page, address, world)


def _following(page: Page, address: str, world: World) -> Generator[str, None, None]:
    code = receipts.issue()
    scene = Scene(world, receipt_code=code).to(S.VERIFYING)
    scene.do("message", scene.mediator, body="您同意吗？", asks_confirmation=True)
    scene.do("add_evidence", scene.worker, file=paper("工资条.pdf"))
    page.click("text=离开")
    page.fill("[name=code]", code)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/track/case/")
    yield "a case being verified"
    page.goto(f"{address}/track/clocks/verify/")
    yield "a deadline"
    scene.apply().both_agree().do("start_mediation", scene.mediator).agree().pay().prove()
    scene.do("ask_close", scene.mediator, reason="已付清").answer()
    page.goto(f"{address}/track/case/")
    page.click("summary:has-text('问题没有解决')")
    yield "a closed case"


def _employer(page: Page, address: str, world: World) -> Generator[str, None, None]:
    scene = Scene(world).to(S.VERIFYING)
    scene.do("notify_employer", scene.mediator, kind="verify")
    sign_in(page, address, world.employer_rep(world.mill).person)
    page.goto(f"{address}/employer/")
    yield "the employer's list"
    page.goto(f"{address}/employer/{EmployerNotice.objects.get().number}/")
    yield "the employer's paper"
    sign_in(page, address, world.who(Role.CHAIR, world.town).person)
    page.goto(f"{address}/poster/{world.shop.code}/")
    yield "a poster"


def sign_in(page: Page, address: str, person: object) -> None:
    """As that person from now on."""
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # an Acting's person, never None here
    page.context.add_cookies([
        {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    ])  # fmt: skip


@pytest.mark.django_db
def test_the_first_page_is_at_most_two_hundred_kilobytes_over_the_wire(client: Client) -> None:
    html = client.get("/").content
    linked = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html.decode()))
    styles = [Path(str(finders.find(name))) for name in linked if name.endswith(".css")]
    drawn = {
        (style.parent / found).resolve()
        for style in styles
        for found in re.findall(r'url\("?([^")]+\.svg)', style.read_text(encoding="utf-8"))
    }
    files = {Path(str(finders.find(name))).resolve() for name in linked} | drawn
    assert len(files) > 5
    weight = len(gzip.compress(html)) + sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert weight <= LARGEST_FIRST_PAGE
