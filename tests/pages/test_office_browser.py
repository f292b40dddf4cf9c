"""The office pages in a real browser: phone and desk, opened branch by branch, names offered while typing."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations import actions
from organizations import calendar as calendars
from organizations.acting import SYSTEM
from organizations.models import Employer
from organizations.roles import Role
from organizations.seeds import seed_codes
from tests.organizations.county import START, County, make_county
from tests.pages.test_design_browser import SMALL, browser
from tests.pages.test_office_calendar import NEXT
from workflows.rules import seed_rules
from workflows.seeds import seed_escalation

__all__ = ["browser"]
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def county() -> County:
    """A county with something in every list."""
    for seed in (calendars.seed_calendar, seed_codes, seed_rules, seed_escalation):
        seed()
    made = make_county()
    post = made.post("主席", Role.CHAIR, made.town)
    actions.name_deputy(
        acting=SYSTEM, post=post, person=made.person("代理人"), starts_on=START, ends_on=START
    )
    actions.add_employer(acting=SYSTEM, unit=made.village, name="宏达纺织有限公司", union=made.enterprise)
    actions.add_partner(acting=SYSTEM, beside=made.town, kind="justice_office", name="枫桥司法所")
    return made


@pytest.fixture
def page(browser: Browser, county: County, live_server: LiveServer) -> Generator[Page, None, None]:
    """A phone in which the county's administrator has signed in."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=live_server.url
    )
    opened = context.new_page()
    opened.set_default_timeout(8000)
    opened.goto("/accounts/login/?next=/office/")
    opened.fill("[name=login]", "user-管理员")
    opened.fill("[name=password]", "long-enough-1")
    opened.press("[name=password]", "Enter")
    expect(opened.get_by_role("heading", name="组织", exact=True)).to_be_visible()
    yield opened
    context.close()


def places(county: County) -> list[str]:
    """Every kind of office page."""
    person = county.people["主席"].pk
    post = county.people["主席"].posts.get().pk
    return [
        "", "?q=村", f"units/{county.town.code}/", f"units/{county.town.code}/add/", f"units/{county.village.code}/move/",
        "employers/", "employers/add/", "partners/", "people/", f"people/{person}/", f"people/{person}/post/",
        f"people/{person}/deactivate/", f"posts/{post}/deputy/", "calendar/", "calendar/?year=2027", "calendar/upload/",
        "rules/", "rules/mediation_close/", "rules/mediation_close/version/", "codes/", "codes/category/other/",
        "escalation/", "escalation/add/",
    ]  # fmt: skip


def test_every_page_fits_a_phone_can_be_pressed_and_axe_finds_nothing(page: Page, county: County) -> None:
    for path in places(county):
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/office/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
            if width == 320:
                assert page.evaluate(SMALL) == [], path


def test_the_tree_opens_a_branch_when_it_is_pressed(page: Page, county: County) -> None:
    village = page.get_by_role("link", name=county.village.name)
    expect(village).to_have_count(0)
    page.locator("details[data-lazy]").filter(has_text=county.town.name).locator("summary").press("Enter")
    expect(village).to_be_visible()


def test_a_union_is_offered_while_its_name_is_typed_and_a_mistake_keeps_the_rest(
    page: Page, county: County
) -> None:
    page.goto("/office/employers/add/")
    page.get_by_label("单位名称").fill("新光五金有限公司")
    page.get_by_label("统一社会信用代码").fill("123")
    page.get_by_label("所在地工会").press_sequentially("店口", delay=30)
    option = page.locator("#office-units option")
    expect(option).to_have_count(1)
    page.get_by_label("所在地工会").fill(option.get_attribute("value") or "")
    page.get_by_role("button", name="新增").click()
    expect(page.get_by_role("alert")).to_contain_text("统一社会信用代码不正确")
    expect(page.get_by_label("单位名称")).to_have_value("新光五金有限公司")
    page.get_by_label("统一社会信用代码").fill("")
    page.get_by_role("button", name="新增").click()
    expect(page.get_by_role("link", name="新光五金有限公司")).to_be_visible()
    page.goto("/office/employers/add/")
    expect(page.get_by_label("单位名称")).to_have_value("")
    expect(page.get_by_text("已经填回您上次没有提交的内容。")).to_have_count(0)
    assert Employer.objects.get(name="新光五金有限公司").unit == county.other_town


def test_the_next_years_notice_is_pasted_looked_at_and_published(page: Page) -> None:
    page.goto("/office/calendar/upload/")
    page.get_by_label("通知正文").fill(NEXT)
    page.get_by_label("文号或出处").fill("试用通知")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".is-changed").first).to_be_visible()
    page.get_by_role("button", name="发布2027年日历").click()
    expect(page.get_by_role("heading", name="2027年工作日历")).to_be_visible()
    assert "还没有发布" not in page.content()


def test_what_was_never_sent_or_met_a_sign_out_comes_back(page: Page, county: County) -> None:
    name = page.get_by_label("单位名称")
    page.goto("/office/employers/add/")
    name.fill("没有提交有限公司")
    page.wait_for_timeout(600)
    page.goto("/office/")
    page.goto("/office/employers/add/")
    expect(name).to_have_value("没有提交有限公司")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="新增").click()
    page.fill("[name=login]", "user-管理员")
    page.fill("[name=password]", "long-enough-1")
    page.press("[name=password]", "Enter")
    expect(name).to_have_value("没有提交有限公司")
    # The signal is gone between the page and the server: whoever comes back by another way finds it all.
    page.context.route(
        "**/employers/add/",
        lambda route: route.abort() if route.request.method == "POST" else route.fallback(),
    )
    page.get_by_role("button", name="新增").click(no_wait_after=True)
    page.wait_for_timeout(600)
    page.goto("/office/")
    page.goto("/office/employers/add/")
    expect(name).to_have_value("没有提交有限公司")
