"""A question put to the chair goes where its case goes."""

from __future__ import annotations

import pytest

from tests.builders import Scene, World
from workflows.models import Answer, Approval, Signature, Verdict

pytestmark = pytest.mark.django_db


def test_a_case_that_climbs_while_it_waits_for_its_closing_is_put_to_the_higher_chair() -> None:
    scene = Scene(World()).to("closing")
    below, above = scene.chair, scene.above
    scene.do("hand_up", below, reason="本级有利害关系")
    assert scene.case.state == "closing"
    asked = scene.approval
    assert (asked.round, asked.unit) == (2, scene.world.county)
    waiting = Signature.objects.get(step__approval=asked, answer=Answer.OPEN)
    assert waiting.signer == above.person
    scene.answer(who=above)
    assert scene.case.state == "closed"
    assert Approval.objects.get().verdict == Verdict.APPROVED


def test_a_case_that_moves_on_by_another_way_leaves_no_open_question() -> None:
    scene = Scene(World()).contact()
    assert scene.chair
    scene.do("ask_decline", scene.mediator, ground="not_labour", reason="不是劳动争议")
    scene.do("withdraw", scene.worker, reason="已经解决")
    assert Approval.objects.get().verdict == Verdict.VOID


def test_the_reminder_to_ask_for_closing_ends_when_it_was_asked_and_begins_again_when_it_was_returned() -> (
    None
):
    scene = Scene(World()).to("closing")
    clock = scene.case.clocks.get(rule_id="performance_check")
    assert clock.state == "stopped"
    scene.answer("send_back")
    clock.refresh_from_db()
    assert (scene.case.state, clock.state) == ("performing", "running")
