"""Two posts of one person that meet, both taken up at the same moment: one begins, the other is told why not."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from cases.models import SecondmentDetail
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.secondments import Form, months_on, open_round
from workflows.errors import Refused
from workflows.secondment.states import S

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def two_approved(*, account: bool) -> list[Form]:
    """One person, two rounds, both forms approved: with an account, or known by name alone."""
    world = World()
    facts: dict[str, Any] = (
        {"person": person_of(world.made.acting("挂职人", Role.INFO_OFFICER, world.made.enterprise))}
        if account
        else {}
    )
    rounds = [open_round(world, title) for title in ("第一轮", "第二轮")]
    return [Form(world, round=one, **facts).to(S.APPROVED) for one in rounds]


def at_once(forms: list[Form], ends: list[datetime.date], firsts: list[datetime.date]) -> list[str]:
    """Each comes into post in a connection of its own; what each was told, empty for who began."""
    start, actors = Barrier(len(forms)), [form.county for form in forms]

    def go(place: int) -> str:
        start.wait()
        try:
            with override("zh-hans"):
                forms[place].do("take_up", actors[place], on=firsts[place], until=ends[place])
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(go, range(len(forms))))


@pytest.mark.parametrize("account", [True, False])
def test_of_two_posts_taken_up_at_once_one_begins_and_the_other_reads_why(account: bool) -> None:
    forms = two_approved(account=account)
    first, until = today(), months_on(today(), 6)
    told = at_once(forms, [until, until], [first, first])
    assert sorted(map(bool, told)) == [False, True]
    refusal = next(filter(None, told))
    assert f"{first.isoformat()}至{until.isoformat()}已有一段挂职" in refusal
    assert SecondmentDetail.objects.filter(holds_post=True).count() == 1


def test_posts_that_touch_no_day_but_are_both_held_are_refused_in_a_sentence_too() -> None:
    forms = two_approved(account=True)
    earlier = months_on(today(), -5)
    told = at_once(forms, [today() - DAY, months_on(today(), 3)], [earlier, today()])
    assert SecondmentDetail.objects.filter(holds_post=True).count() == 1
    assert [one for one in told if one] == [
        "这位同志的上一段挂职还没有登记结束，请先转入考核或按提前结束办理。"
    ]
