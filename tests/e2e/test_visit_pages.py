"""The pages of visits walked through in a browser: every page at every width, a duty changed, a receipt handed over."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import Meet
from tests.e2e.looking import faults
from tests.e2e.people import DESK, PHONE, RECEIPT_CODE, Visitor

#: Pages a chair opens, one after the other.
PAGES = (
    "/visits/", "/visits/owed/", "/visits/owed/?who=me", "/visits/findings/", "/visits/findings/?state=late", "/visits/plan/",
    "/visits/relations/", "/visits/rounds/", "/visits/quarter/", "/office/duties/", "/office/checklists/",
    "/office/checklists/visit_basic/",
)  # fmt: skip


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def looked_at(visitor: Visitor, axe: Axe, *addresses: str) -> list[str]:
    """What is wrong with these pages, at every width."""
    found: list[str] = []
    for address in addresses:
        visitor.open(address)
        found += faults(visitor, axe)
    return found


def test_a_countys_chair_finds_nothing_wrong_with_any_page_of_visits(meet: Meet, axe: Axe) -> None:
    chair = meet("xianzhuxi", window=DESK)
    chair.name = "xianzhuxi"
    assert "\n".join(looked_at(chair, axe, *PAGES)) == ""


def test_an_administrator_changes_a_duty_and_a_list(meet: Meet, axe: Axe) -> None:
    admin = meet("xitong", window=DESK)
    admin.name = "xitong"
    pages = (
        "/office/duties/add/",
        "/office/duties/own_unit/",
        "/office/checklists/visit_basic/version/",
        "/office/checklists/add/",
    )
    assert "\n".join(looked_at(admin, axe, *pages)) == ""
    admin.open("/office/duties/own_worker/")
    admin.page.get_by_label("通常最多").fill("3")
    admin.press("保存为新的一版")
    admin.sees("已保存")


def test_a_receipt_is_handed_over_and_opens_its_entry_on_a_phone(meet: Meet, axe: Axe) -> None:
    officer = meet("tiaojie", window=PHONE)
    page = officer.page
    officer.open("/visits/findings/?state=open&owner=me")
    page.locator(".fq-caserow__title a").first.click()
    page.get_by_role("link", name="出具回执").first.click()
    officer.press("出具清单回执")
    officer.sees("只显示这一次")
    match = RECEIPT_CODE.search(page.locator("body").inner_text())
    assert match
    officer.name = "receipt"
    found = list(faults(officer, axe))
    worker = meet(window=PHONE)
    worker.name = "asker"
    worker.open("/track/")
    worker.page.get_by_label("回执码").fill(match[0])
    worker.press("看进展")
    worker.sees("我提的事办到哪了")
    found += faults(worker, axe)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("link", name="交给职工了").click()
    officer.sees("已出具回执")
    assert "\n".join(found) == ""


def test_a_round_is_opened_and_nothing_is_wrong_with_its_page(meet: Meet, axe: Axe) -> None:
    chair = meet("zhuxi", window=DESK)
    chair.name = "round"
    chair.open("/visits/rounds/")
    links = chair.page.locator("main ul.cf-papers a")
    assert links.count()
    links.first.click()
    assert "\n".join(faults(chair, axe)) == ""
