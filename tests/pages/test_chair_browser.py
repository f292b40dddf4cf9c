"""Approvals, board, ledgers and record in a real browser: a phone between two meetings, a desk at nine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from organizations.acting import Acting
from organizations.roles import Role
from tests.builders import Scene, World, person_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
LEDGER = Path(__file__).parents[1] / "data" / "ledger_messy.xlsx"
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && box.height < 44 && one.checkVisibility({contentVisibilityAuto: true})
    && !one.closest('p, dd, td, label, .fq-skip, .fq-clock__why');
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def browser() -> Generator[Browser, None, None]:
    """One browser for all."""
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


def window(
    browser: Browser, server: LiveServer, who: Acting, width: int = 390
) -> tuple[BrowserContext, Page]:
    """A window in which somebody is signed in."""
    client = Client()
    client.force_login(person_of(who))
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", bypass_csp=True)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(8000)
    return context, page


def test_pages_are_accessible_and_fit_the_smallest_phone(browser: Browser, live_server: LiveServer) -> None:
    world = World()
    scene = Scene(world).to("closing")
    scene.answer("send_back").do("ask_close", scene.mediator, reason="已补")
    Scene(world)
    pages = {
        scene.chair: [
            "/approvals/",
            f"/approvals/{scene.approval.code}/?answer=return",
            "/approvals/decided/",
        ],
        scene.mediator: ["/approvals/mine/", "/ledgers/", "/ledgers/import/"],
        world.who(Role.SUPERVISOR, world.county): ["/board/?due=open", f"/board/order/{scene.case.code}/"],
        world.who(Role.AUDIT_ADMIN, world.county): ["/record/"],
    }
    for who, addresses in pages.items():
        context, page = window(browser, live_server, who)
        for address in addresses:
            for width in (320, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(live_server.url + address)
                found = Axe().run(page).response["violations"]
                assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address
                if width == 320:
                    assert page.evaluate(SMALL) == [], address
        context.close()


def test_a_chair_signs_on_a_phone_after_reading_what_follows(
    browser: Browser, live_server: LiveServer
) -> None:
    scene = Scene(World()).to("closing")
    context, page = window(browser, live_server, scene.chair)
    page.goto(live_server.url + "/approvals/")
    page.click("article button:has-text('同意')")
    assert "结案" in page.inner_text("#fq-confirm")
    page.click("#fq-confirm [data-ok]")
    page.wait_for_selector("text=没有等您签的审批")
    assert scene.fresh().state == "closed"
    context.close()


def test_a_chair_returns_with_a_reason_kept_through_the_error(
    browser: Browser, live_server: LiveServer
) -> None:
    scene = Scene(World()).to("closing")
    context, page = window(browser, live_server, scene.chair)
    page.goto(live_server.url + "/approvals/")
    page.click("article a:has-text('退回')")
    assert page.is_checked("[name=answer][value=return]")
    page.click("button:has-text('签署')")
    page.wait_for_selector("text=请写明理由")
    page.fill("[name=note]", "缺少转账凭证")
    page.click("button:has-text('签署')")
    page.wait_for_selector("text=没有等您签的审批")
    assert scene.fresh().state == "performing"
    context.close()


def test_a_clerk_previews_and_imports_a_ledger(browser: Browser, live_server: LiveServer) -> None:
    world = World()
    type(world.town).objects.filter(pk=world.town.pk).update(short_name="枫桥镇")
    context, page = window(browser, live_server, world.who(Role.WINDOW, world.town), 1440)
    page.goto(live_server.url + "/ledgers/import/")
    page.set_input_files("[name=file]", str(LEDGER))
    page.click("button:has-text('先看一遍')")
    page.wait_for_selector("text=现在还什么都没有导入")
    with page.expect_download() as got:
        page.click("text=下载退回的行")
    assert got.value.suggested_filename == "退回的行.xlsx"
    page.click("main form button[type=submit]")
    page.click("#fq-confirm [data-ok]")
    page.wait_for_selector("h1:has-text('已导入')")
    with page.expect_download() as got:
        page.goto(live_server.url + "/ledgers/?since=2000-01-01")
        page.click("button:has-text('导出')")
    assert got.value.suggested_filename.endswith(".xlsx")
    context.close()
