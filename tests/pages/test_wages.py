"""欠薪跟踪 as handlers see it: every state's page, every step's form, sums that equal the ledger, a fixed cost."""

from __future__ import annotations

import pytest

from cases.models import CaseKind
from pages.kinds import page_of
from tests.builders import World
from tests.pages.asking import page, section
from tests.wages import Arrears
from workflows.shared import who
from workflows.wage_arrears import WageArrears
from workflows.wage_arrears.states import S

#: A file is read and previewed first.
ON_PAGES_OF_THEIR_OWN = {"import_claims"}


def file_of(one: Arrears) -> str:
    """The case file as its mediator reads it."""
    return page(one.mediator, f"/cases/{one.case.code}/")


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_a_page_with_one_next_action(world: World, state: S) -> None:
    one = Arrears(world).to(state)
    html = file_of(one)
    assert str(state.label) in html
    for heading in ("预警", "欠薪明细", "谁来付", "还款", "督促文书", "移交与追责"):
        assert section(html, heading), heading


def test_a_reason_stands_where_its_step_is_looked_for_and_what_has_no_object_is_not_there(
    world: World,
) -> None:
    html = file_of(Arrears(world).to(S.DEMANDED))
    menu = html[html.index("fq-menu__sheet") :]
    order = [
        menu.index(words)
        for words in ("提示函已经发出，可以发意见书", "登记收款", "才能提出建议书", "约定还款计划")
    ]
    assert order == sorted(order)
    for idle in ("应急续报", "答复督办", "选定欠薪数额", "用多付的款抵付", "冲销收款", "移除清偿责任主体"):
        assert f"{idle}<" not in menu, idle


def test_the_two_figures_of_one_month_bring_their_step(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("claim_by_receipt", one.worker, period="2026-01", due=6_100)
    assert f"/cases/{one.case.code}/do/choose_claim/" in file_of(one)


def test_every_step_a_person_takes_has_a_form() -> None:
    found = {one.slug: one for many in WageArrears.state.get_transitions().values() for one in many}
    by_hand = {
        verb for verb, one in found.items() if one.custom["by_hand"] and one.permission is not who.receipt
    }
    assert len(by_hand) > 45
    assert set(page_of(CaseKind.WAGES).forms) | ON_PAGES_OF_THEIR_OWN == by_hand
