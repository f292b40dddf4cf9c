"""The joint check in a real browser: asked on a desk, answered on a phone, readable for everybody."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.builders import Scene, World, paper
from tests.pages.test_casefile_browser import SMALL, browser, enter, page, world
from tests.workflows.checking import JUSTICE, LABOUR, SAFETY, answer, ask, excuse, officer, row
from workflows.dispute.states import S
from workflows.models import CheckAnswer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
__all__ = ["browser", "page", "world"]


@pytest.fixture
def scene(world: World) -> Scene:
    """A dispute that is being verified, and three bodies with an officer each."""
    for kind in (LABOUR, JUSTICE, SAFETY):
        officer(world, kind)
    return Scene(world).to(S.VERIFYING)


def _looked_at(browser: Browser, server: LiveServer, who: object, paths: list[str]) -> None:
    opened = browser.new_page()  # axe itself sets styles, which the policy refuses and the console tells
    enter(opened, server, who)  # type: ignore[arg-type]  # an Acting
    for path in paths:
        for width in (320, 1440, 390):
            opened.set_viewport_size({"width": width, "height": 900})
            opened.goto(server.url + path)
            assert opened.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        assert opened.evaluate(SMALL) == [], path
        found = Axe().run(opened).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
    opened.close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, live_server: LiveServer, scene: Scene
) -> None:
    case = f"/cases/{scene.case.code}/"
    _looked_at(browser, live_server, scene.mediator, [f"{case}do/ask_bodies/"])
    ask(scene, LABOUR, JUSTICE, SAFETY)
    answer(scene, SAFETY, "partly", file=paper("现场照片说明.pdf"))
    scene.do("urge_check", scene.mediator)
    places = [case, f"{case}do/urge_check/", f"{case}do/excuse_check/"]
    _looked_at(browser, live_server, scene.mediator, places)
    _looked_at(browser, live_server, scene.chair, ["/checks/"])
    who = officer(scene.world, LABOUR)
    _looked_at(browser, live_server, who, ["/checks/", f"/checks/{row(scene, LABOUR).code}/"])
    answered = f"/checks/{row(scene, SAFETY).code}/"
    _looked_at(browser, live_server, officer(scene.world, SAFETY), ["/checks/", answered])
    answer(scene, LABOUR)
    excuse(scene, JUSTICE)
    _looked_at(browser, live_server, scene.mediator, [case, f"{case}do/sum_up/"])


def test_asked_with_two_ticks_and_answered_on_a_phone(
    page: Page, live_server: LiveServer, scene: Scene
) -> None:
    enter(page, live_server, scene.mediator)
    page.goto(f"{live_server.url}/cases/{scene.case.code}/do/ask_bodies/")
    page.get_by_label("枫桥人社所").check()
    page.get_by_label("枫桥司法所").check()
    page.get_by_role("button", name="发起联调").click()
    page.get_by_text("2 个单位答复了 0 个").wait_for()
    page.context.clear_cookies()
    enter(page, live_server, officer(scene.world, LABOUR))
    page.goto(f"{live_server.url}/checks/")
    page.get_by_role("link", name="拖欠劳动报酬 · 示例轻纺厂").click()
    page.get_by_label("属实", exact=True).check()
    page.get_by_label("核查的情况和依据").fill("三月起没有发放工资的记录")
    page.get_by_role("button", name="提交答复").click()
    page.get_by_text("没有等贵单位答复的事项").wait_for()
    assert CheckAnswer.objects.get(kind=LABOUR).answer == "true"
