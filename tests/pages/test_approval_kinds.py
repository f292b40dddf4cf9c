"""The same verbs on every kind of matter: each is put to two steps, handed on, signed, urged and taken back on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations import actions
from organizations.acting import SYSTEM, actings_of
from organizations.models import Person, Post
from organizations.roles import Role
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import Scene, World, person_of
from tests.mediations import alone
from tests.pages.test_approvals import signed_in, text
from tests.secondments import Form
from tests.wages import Arrears
from tests.workflows.approvals.chain import COUNTY, TOWN, chain
from workflows.models import Answer, Approval, Signature, Verdict

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]
Asked = Callable[[World], Any]

KINDS: dict[str, Asked] = {
    "dispute": lambda world: Scene(world).to("closing"),
    "wage_arrears": lambda world: Arrears(world).to("closing"),
    "mediation": lambda world: (
        alone(world).to("failed").do("inform_parties", note="已书面告知").do("ask_close", reason="没有结果")
    ),
    "secondment": lambda world: Form(world).submit(),
}


def put(world: World, kind: str) -> Approval:
    """An open request of that kind, which goes through the handling union and the county."""
    chain(TOWN | {"name": "本级审批"}, COUNTY, kind="", case_kind=kind)
    case = KINDS[kind](world).case
    return Approval.objects.get(case=case, verdict="open")


def waits(asked: Approval) -> Person:
    """Whose turn it is."""
    row = Signature.objects.select_related("signer").get(step__approval=asked, answer=Answer.OPEN)
    assert row.signer is not None
    return row.signer


def given(asked: Approval, answer: str = "approve", **more: str) -> dict[str, Any]:
    """What the form sends."""
    fresh = Approval.objects.select_related("case").get(pk=asked.pk)
    return {"answer": answer, "round": fresh.round, "version": fresh.case.version} | more


def page_of(asked: Approval, client: Client, verb: str = "") -> str:
    """The request's page, or a verb's form."""
    return text(client, f"/approvals/{asked.code}/" + (f"{verb}/" if verb else ""))


@pytest.mark.parametrize("kind", KINDS)
def test_its_page_shows_the_steps_and_offers_every_verb(world: World, kind: str) -> None:
    asked = put(world, kind)
    page = page_of(asked, signed_in(waits(asked)))
    for words in (
        "本级审批",
        "正在审批",
        "县总工会复核",
        "还没有到",
        "同意后",
        "退回或不同意后",
        "先送“县总工会复核”",
    ):
        assert words in page, words
    for verb in ("转办给他人", "加签", "委托他人代我审批", "同意", "退回", "不同意"):
        assert verb in page, verb
    assert asked.asked_by is not None
    mine = signed_in(asked.asked_by)
    assert "催办" in page_of(asked, mine)
    assert "撤回" in text(mine, "/approvals/mine/")
    assert "本级审批" in text(mine, "/approvals/mine/")


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_handed_on_added_to_signed_and_returned(world: World, kind: str) -> None:
    asked = put(world, kind)
    extra = person_of(world.who(Role.VICE_CHAIR, world.county))
    first = waits(asked)
    told = {"person": extra.pk, "how": "before", "reason": "请把关"}
    assert signed_in(first).post(f"/approvals/{asked.code}/add_signer/", told).status_code == 302
    for who in (extra, first):
        assert signed_in(who).post(f"/approvals/{asked.code}/", given(asked)).status_code == 302
    above = waits(asked)
    told = {"to": extra.pk, "reason": "外出"}
    answer = signed_in(above).post(f"/approvals/{asked.code}/transfer/", told)
    assert answer.status_code == 422, "who signed an earlier step is not handed a later one"
    back = given(asked, "return", note="请再核对", to="1")
    assert signed_in(above).post(f"/approvals/{asked.code}/", back).status_code == 302
    asked.refresh_from_db()
    assert (asked.verdict, asked.round, waits(asked)) == (Verdict.OPEN, 2, first)
    assert "退回到“本级审批”" in page_of(asked, signed_in(first))
    seal_all()
    assert list(findings()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_who_asked_urges_it_and_takes_it_back_and_a_late_yes_is_told_so(world: World, kind: str) -> None:
    asked = put(world, kind)
    assert asked.asked_by is not None
    mine, signer = signed_in(asked.asked_by), signed_in(waits(asked))
    late = given(asked)
    assert mine.post(f"/approvals/{asked.code}/urge_approval/", {"note": ""}).status_code == 302
    assert mine.post(f"/approvals/{asked.code}/withdraw/").status_code == 302
    asked.refresh_from_db()
    assert asked.verdict == Verdict.WITHDRAWN
    answer = signer.post(f"/approvals/{asked.code}/", late)
    assert answer.status_code == 409
    assert "已撤回" in answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_delegate_reads_and_signs_it_for_an_absent_chair(world: World, kind: str) -> None:
    asked = put(world, kind)
    principal, to = waits(asked), world.made.person("受托人", world.town)
    post = Post.objects.on(today()).filter(person=principal, role=Role.CHAIR)[0]
    actions.name_deputy(
        acting=SYSTEM, post=post, person=to, starts_on=today(), ends_on=today(), only_approvals=True
    )
    assert [acting.only_approvals for acting in actings_of(to, today())] == [True]
    assert f"您代 {principal.name} 审批" in page_of(asked, signed_in(to))
    assert signed_in(to).post(f"/approvals/{asked.code}/", given(asked)).status_code == 302
    row = Signature.objects.get(step__approval=asked, step__order=1)
    assert (row.signer, row.signed_by, row.answer) == (principal, to, Answer.APPROVE)
