"""Handlers' pages in a real browser: seen first, pressed once, nothing lost, nothing scrolls sideways."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cases.models import Case
from organizations.acting import Acting
from organizations.roles import Role
from record.models import Event
from tests.builders import MONDAY, Scene, World
from tests.pages.asking import signed_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def world(db: None, at_time: Callable[[datetime], None]) -> World:
    """A county on a plain Monday morning, with nobody at its posts but two chairs."""
    at_time(MONDAY)
    return World()


SMALL = """() => [...document.querySelectorAll('main a, main button, main summary, main input:not([type=hidden]), main select')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && box.height < 24 && !one.closest('p, dd, label, details:not([open]) > div');
}).map(one => one.outerHTML.slice(0, 120))"""


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
def page(browser: Browser) -> Generator[Page, None, None]:
    """A phone-sized window that fails the test on any script error or refused inline code."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
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


def enter(page: Page, server: LiveServer, who: Acting) -> None:
    """Signs in without the form."""
    cookie = signed_in(who).cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])


def everywhere(scene: Scene) -> list[str]:
    """Every page of handlers."""
    case = f"/cases/{scene.case.code}/"
    steps = ("agree", "add_evidence", "suspend")
    return [
        "/today/", "/cases/", case, f"{case}employer-view/", f"{case}clocks/mediation_close/", "/intake/",
        *(f"{case}do/{verb}/" for verb in steps), f"{case}do/accept/",
    ]  # fmt: skip


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    scene = Scene(world).to("mediating")
    scene.do("message", scene.worker, body="在吗")
    Scene(world)
    opened = browser.new_page()  # axe itself sets styles, which the policy refuses and the console tells
    enter(opened, live_server, scene.mediator)
    for path in everywhere(scene):
        for width in (320, 1440, 390):
            opened.set_viewport_size({"width": width, "height": 900})
            opened.goto(live_server.url + path)
            assert opened.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        assert opened.evaluate(SMALL) == [], path
        found = Axe().run(opened).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
    opened.close()


def test_the_next_action_is_seen_before_anything_is_scrolled(
    page: Page, live_server: LiveServer, world: World
) -> None:
    scene = Scene(world, people=12)
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/")
    box = page.locator(".fq-next .fq-btn--primary").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 500
    assert box["height"] >= 44


def test_a_clock_opens_and_tells_its_days(page: Page, live_server: LiveServer, world: World) -> None:
    scene = Scene(world)
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/")
    page.locator(".cf-head__clock summary").click()
    page.locator(".cf-head__clock .fq-days li").first.wait_for()
    assert "开始的当日不计入" in page.locator(".cf-head__clock .fq-days").inner_text()


def test_a_name_is_shown_when_asked_for(page: Page, live_server: LiveServer, world: World) -> None:
    scene = Scene(world, name="王小明")
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/")
    assert "王小明" not in page.content()
    page.locator("[data-lazy-swap]").first.dblclick()
    page.get_by_text("王小明").wait_for()
    assert Event.objects.filter(name="personal_data_seen").count() == 1


def test_a_button_pressed_twice_takes_one_step(page: Page, live_server: LiveServer, world: World) -> None:
    scene = Scene(world)
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/do/contact/")
    page.fill("[name=note]", "已电话联系")
    page.locator("main form .fq-btn--primary").dblclick()
    page.wait_for_url(f"**/cases/{scene.case.code}/?done=contact")
    assert page.get_by_text("已办：登记首次联系").is_visible()
    assert Event.objects.filter(subject=scene.case.subject, name="contacted").count() == 1


def test_what_was_typed_comes_back_after_the_sign_in_expired(
    page: Page, live_server: LiveServer, world: World
) -> None:
    scene = Scene(world)
    person = scene.mediator.person
    assert person is not None
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/do/contact/")
    page.fill("[name=note]", "约了明天上午𠮷")
    page.wait_for_timeout(500)
    page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    page.locator("main form .fq-btn--primary").click()
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=login]", person.username)
    page.fill("[name=password]", "long-enough-1")
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**/cases/{scene.case.code}/do/contact/")
    assert page.input_value("[name=note]") == "约了明天上午𠮷"
    page.locator("main form .fq-btn--primary").press("Enter")
    page.wait_for_url("**?done=contact")
    page.goto(f"{live_server.url}/cases/{scene.case.code}/")
    scene.fresh()
    assert scene.case.dispute.contacted_at is not None


def test_what_will_follow_is_said_before_a_dangerous_step(
    page: Page, live_server: LiveServer, world: World
) -> None:
    scene = Scene(world)
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/do/withdraw/")
    page.fill("[name=reason]", "自己谈好了")
    page.locator("main form .fq-btn--primary").click()
    dialog = page.locator("#fq-confirm")
    dialog.wait_for()
    assert "撤回以后案件就结束了" in dialog.inner_text()
    assert scene.fresh().state == "reported"
    dialog.locator("[data-ok]").click()
    page.wait_for_url("**?done=withdraw")
    assert scene.fresh().state == "closed"


def test_an_information_officer_reports_from_a_phone(
    page: Page, live_server: LiveServer, world: World
) -> None:
    enter(page, live_server, world.who(Role.INFO_OFFICER, world.town))
    page.goto(f"{live_server.url}/today/")
    page.get_by_role("link", name="上报一件").click()
    page.locator("label", has_text="工资").first.click()
    page.fill("[name=employer_name]", "某五金厂")
    page.locator("label", has_text="我不留姓名").click()
    page.get_by_role("button", name="上报").click()
    page.get_by_text("登记好了").first.wait_for()
    assert page.locator(".fq-receipt__value").inner_text().count("-") == 3
    page.get_by_role("link", name="回到今日").click()
    page.get_by_text("某五金厂").wait_for()
    assert Case.objects.count() == 1
