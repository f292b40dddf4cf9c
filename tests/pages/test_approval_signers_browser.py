"""Steps and signers in a real browser: a chair adds a signer and returns to a step on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from organizations.roles import Role
from tests.builders import Scene, World, person_of
from tests.pages.test_chair_browser import SMALL, browser, window
from tests.workflows.approvals.chain import name, two_steps, waiting, yes

__all__ = ["browser"]
pytestmark = [
    pytest.mark.approvals, pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser"),
]  # fmt: skip


def test_rarer_verbs_are_in_a_menu_and_work_on_a_phone(browser: Browser, live_server: LiveServer) -> None:
    world = World()
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    more = world.who(Role.VICE_CHAIR, world.county)
    context, page = window(browser, live_server, scene.above)
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/approvals/{scene.approval.code}/")
    assert page.locator("li[aria-current=step]").inner_text().startswith("县总工会复核")
    page.get_by_text("可以做什么").click()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL) == []
        assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="加签").click()
    page.get_by_label("请谁加签").select_option(str(person_of(more).pk))
    page.get_by_label("请对方看什么").fill("请核对金额")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL) == []
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="加签").click()
    page.get_by_text("要先由").first.wait_for()
    assert waiting(scene) == [name(scene.above), name(more)]
    context.close()


def test_a_chair_returns_a_request_to_the_step_it_names(browser: Browser, live_server: LiveServer) -> None:
    world = World()
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    context, page = window(browser, live_server, scene.above)
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/approvals/{scene.approval.code}/?answer=return")
    page.get_by_label("退回到哪一步").select_option("1")
    page.get_by_label("说明").fill("请镇里核对金额")
    page.get_by_role("button", name="签署").click()
    page.get_by_text("已退回").wait_for()
    assert waiting(scene) == [name(scene.chair)]
    context.close()
