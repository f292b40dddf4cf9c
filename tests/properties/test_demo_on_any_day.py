"""Whatever day the demonstration is loaded on, a long holiday's or a make-up Saturday, it has every state."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases.models import Case, CaseKind
from config.demo import load
from record import verify
from record.timekeeping import SHANGHAI
from workflows.mediation.states import S as Table
from workflows.secondment.states import S as Secondment
from workflows.visit.states import S as Visit
from workflows.wage_arrears.states import S as Wages

pytestmark = [pytest.mark.django_db]
DAYS = {
    "deep in the October holiday, at midnight": datetime.datetime(2026, 10, 6, 0, 10, tzinfo=SHANGHAI),
    "the make-up Saturday after the Spring Festival": datetime.datetime(2026, 2, 28, 18, 0, tzinfo=SHANGHAI),
}

STATES = (
    (CaseKind.MEDIATION, Table.values),
    (CaseKind.WAGES, Wages.values),
    (CaseKind.VISIT, Visit.values),
    (CaseKind.SECONDMENT, Secondment.values),
)


@pytest.mark.parametrize("day", DAYS)
def test_every_state_stands_on_any_day(
    day: str,
    home_of_its_own: Path,
    test_clock_file: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = str(home_of_its_own / "evidence")
    test_clock_file.write_text(str((DAYS[day] - timezone.now()).total_seconds()), encoding="ascii")
    # The disputes' own stories reach back a year; those told in working days are the ones a holiday could upset.
    monkeypatch.setattr(load, "ALL", tuple(told for told in load.ALL if told.in_working_days))
    load.load_demo(lambda _sentence: None)
    for kind, states in STATES:
        assert set(Case.objects.filter(kind=kind).values_list("state", flat=True)) == set(states), kind
    assert list(verify.findings()) == []
