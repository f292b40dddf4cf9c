"""One closing through three steps, as its people live it: the chain drawn up in the office, a signer added before, a
signature handed on, back to the first step, back to who asked, what was said carried over, and a delegate for an absent chair.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations.acting import Acting
from organizations.roles import Role
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import Scene, World, person_of
from tests.pages.test_chair_browser import SMALL, window
from tests.workflows.approvals.chain import last, name, standing, waiting
from workflows.models import Verdict

pytestmark = [pytest.mark.approvals, pytest.mark.django_db(transaction=True)]
Sit = Callable[[Acting], Page]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def sit(browser: Browser, live_server: LiveServer) -> Generator[Sit, None, None]:
    """Gives somebody a phone in which they are signed in; the next to sit down ends the one before."""
    opened: list[Any] = []

    def down(who: Acting) -> Page:
        while opened:
            opened.pop().close()
        context, page = window(browser, live_server, who)
        page.set_default_timeout(60_000)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes
        opened.append(context)
        return page

    yield down
    while opened:
        opened.pop().close()


def looked_at(page: Page, called: str) -> None:
    """Nothing runs out of the page on a phone or a desk; on a phone all can be pressed and axe finds nothing."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # as above
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], called
        if size is PHONE:
            assert page.evaluate(SMALL) == [], called
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], called
        if os.environ.get("FENGQIAO_PICTURES"):
            folder = Path(os.environ["FENGQIAO_PICTURES"])
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=str(folder / f"{called}-{size['width']}.png"), full_page=True)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # as above


def draw_up(page: Page, url: str) -> None:
    """The office: three steps, moved into their order, read once more before they hold."""
    page.goto(f"{url}/office/chains/")
    expect(page.get_by_text("主席审批（任一人同意即通过）")).to_be_visible()
    looked_at(page, "chains")
    page.get_by_role("link", name="新增审批流程").click()
    page.get_by_label("名称", exact=False).first.fill("结案三级审批")
    page.get_by_label("审批事项").select_option("close")
    page.locator("[name=s0-name]").fill("镇总工会审批")
    page.get_by_role("button", name="再加一步").click()
    page.locator("[name=s1-name]").fill("督查初核")
    page.locator("[name=s1-signs]").select_option("role")
    page.locator("[name=s1-role]").select_option("supervisor")
    looked_at(page, "chain-editor")
    page.get_by_role("button", name="第 2 步往前移").click()
    expect(page.locator("[name=s0-name]")).to_have_value("督查初核")
    page.get_by_role("button", name="再加一步").click()
    page.locator("[name=s2-name]").fill("县总工会复核")
    page.locator("[name=s2-place]").select_option("county")
    page.locator("[name=s2-days]").fill("3")
    page.get_by_role("button", name="新增", exact=True).click()
    expect(page.get_by_role("heading", name="结案三级审批")).to_be_visible()


def say(page: Page, url: str, answer: str, note: str = "", to: str = "") -> None:
    """Open the first request of the list and sign it."""
    page.goto(f"{url}/approvals/")
    page.locator("article h2 a").first.click()
    page.get_by_label(answer).first.check()
    if to:
        page.get_by_label("退回到哪一步").select_option(label=to)
    if note:
        page.get_by_label("说明").fill(note)
    page.locator("form[data-keep] button[type=submit]").click()
    page.wait_for_url(f"{url}/approvals/**")


def of_menu(page: Page, verb: str) -> None:
    """One of the rarer verbs."""
    page.get_by_text("可以做什么").click()
    page.get_by_role("link", name=verb, exact=True).click()


def test_a_closing_goes_its_three_steps_with_everything_that_happens_on_a_desk(
    sit: Sit, live_server: LiveServer
) -> None:
    url, world = live_server.url, World()
    chair, county = world.who(Role.CHAIR, world.town), world.who(Role.CHAIR, world.county)
    inspector, above = world.who(Role.SUPERVISOR, world.town), world.who(Role.SUPERVISOR, world.county)
    second, to = world.who(Role.MEDIATOR, world.town, 2), world.made.person("受托人", world.town)
    scene = Scene(world).to("performing").pay().prove()

    page = sit(world.who(Role.SYSTEM_ADMIN, world.county))
    draw_up(page, url)
    page.get_by_label("换一个工会看").fill(world.town.code)
    page.get_by_role("button", name="看会送给谁").click()
    expect(page.get_by_text(f"今天送给：{name(inspector)}")).to_be_visible()
    looked_at(page, "chain")

    page = sit(scene.mediator)
    page.goto(f"{url}/cases/{scene.case.code}/do/ask_close/")
    page.get_by_label("办理情况").fill("三万元已付清")
    page.locator("form[data-keep] button[type=submit]").last.click()
    page.wait_for_url(f"{url}/cases/{scene.case.code}/**")
    assert waiting(scene) == [name(inspector)]

    page = sit(inspector)
    page.goto(f"{url}/approvals/")
    page.locator("article h2 a").first.click()
    of_menu(page, "加签")
    page.get_by_label("请谁加签").select_option(str(person_of(second).pk))
    page.get_by_label("请对方看什么").fill("请核对金额")
    looked_at(page, "add-signer")
    page.get_by_role("button", name="加签").click()
    page.get_by_text(f"要先由 {name(second)} 签").first.wait_for()
    say(sit(second), url, "同意")
    page = sit(inspector)
    page.goto(f"{url}/approvals/")
    page.locator("article h2 a").first.click()
    of_menu(page, "转办给他人")
    page.get_by_label("转给谁").select_option(str(person_of(above).pk))
    page.get_by_label("为什么转办").fill("外出学习")
    page.get_by_role("button", name="转办给他人").click()
    page.wait_for_url(f"{url}/approvals/**")
    say(sit(above), url, "同意")
    assert waiting(scene) == [name(chair)]

    say(sit(chair), url, "退回", "请督查再核对一次金额", "1. 督查初核")
    assert (last(scene).round, waiting(scene)) == (2, [name(inspector)])
    page = sit(inspector)
    page.goto(f"{url}/approvals/{last(scene).code}/")
    expect(page.get_by_text("第 2 轮")).to_be_visible()
    looked_at(page, "second-round")
    say(page, url, "同意")

    page = sit(chair)
    page.goto(f"{url}/approvals/{last(scene).code}/")
    of_menu(page, "委托他人代我审批")
    page.get_by_label("代理人").select_option(str(to.pk))
    for field in ("starts_on", "ends_on"):
        page.locator(f"[name={field}]").fill(today().isoformat())
    expect(page.get_by_label("只代为审批")).to_be_checked()
    looked_at(page, "delegate")
    page.locator("form.fq-form button[type=submit]").click()
    page.wait_for_load_state()
    page = sit(Acting(to, Role.CHAIR, world.town))
    page.goto(f"{url}/approvals/")
    expect(page.get_by_text(f"您代 {name(chair)} 审批")).to_be_visible()
    looked_at(page, "delegates-list")
    say(page, url, "同意")

    say(sit(county), url, "退回", "缺一张转账凭证")
    assert last(scene).verdict == Verdict.RETURNED
    page = sit(scene.mediator)
    page.goto(f"{url}/cases/{scene.case.code}/do/ask_close/")
    expect(page.get_by_label("要求全部重审")).to_be_visible()
    page.get_by_label("办理情况").fill("凭证已补")
    looked_at(page, "ask-again")
    page.locator("form[data-keep] button[type=submit]").last.click()
    page.wait_for_url(f"{url}/cases/{scene.case.code}/**")
    assert standing(scene) == [
        (1, name(inspector), "approve"), (2, name(chair), "approve"), (3, name(county), ""),
    ]  # fmt: skip

    page = sit(county)
    page.goto(f"{url}/approvals/")
    looked_at(page, "list")
    page.goto(f"{url}/approvals/{last(scene).code}/")
    expect(page.get_by_text("内容没有变，沿用以前的意见").first).to_be_visible()
    looked_at(page, "one")
    say(page, url, "同意")
    assert scene.fresh().state == "closed"
    seal_all()
    assert list(findings()) == []
