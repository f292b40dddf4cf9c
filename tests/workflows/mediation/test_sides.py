"""Who must consent and sign, who advises, who may speak for whom, who stands for whom: rules, without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.models import Matter, SeatKind, Speaker, TableForm
from workflows.mediation.portions import portions
from workflows.mediation.sides import (
    MAY_SPEAK,
    Sitting,
    bound_seats,
    consent_steps,
    may_speak_so,
    missing_seats,
    signing_steps,
)
from workflows.models import Mode

WORKER, EMPLOYER = Sitting("W", SeatKind.WORKER), Sitting("E", SeatKind.EMPLOYER)
GOVERNMENT, UNION = Sitting("G", SeatKind.GOVERNMENT), Sitting("U", SeatKind.UNION)
TRIPLE = {SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.EMPLOYERS_BODY}
SIDES = {SeatKind.WORKER, SeatKind.EMPLOYER}


@pytest.mark.parametrize(
    ("form", "matter", "kinds", "lacking"),
    [
        (TableForm.THREE, Matter.AGENDA, TRIPLE, []),
        (TableForm.THREE, Matter.DISPUTE, TRIPLE, [SeatKind.WORKER, SeatKind.EMPLOYER]),
        (TableForm.FOUR, Matter.AGENDA, TRIPLE, [SeatKind.COMMITTEE]),
        (TableForm.FOUR, Matter.DISPUTE, TRIPLE | SIDES | {SeatKind.COMMITTEE}, []),
        (TableForm.MORE, Matter.AGENDA, TRIPLE, [SeatKind.INVITED]),
        (TableForm.MORE, Matter.AGENDA, TRIPLE | {SeatKind.LEGAL_AID}, []),
        (TableForm.MORE, Matter.AGENDA, TRIPLE | {SeatKind.PSYCHOLOGY}, []),
        (TableForm.THREE, Matter.WAGES, SIDES, [SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.EMPLOYERS_BODY]),
    ],
)  # fmt: skip
def test_each_form_knows_the_seats_it_cannot_do_without(
    form: str, matter: str, kinds: set[str], lacking: list[str]
) -> None:
    assert missing_seats(form, matter, kinds) == lacking


@pytest.mark.parametrize("matter", [Matter.DISPUTE, Matter.WAGES])
def test_with_a_dispute_every_side_consents_and_seats_advise(matter: str) -> None:
    steps = consent_steps(matter, False, 100, [WORKER, EMPLOYER, GOVERNMENT, UNION])
    assert [(step.mode, step.seats) for step in steps] == [
        (Mode.ALL, ("W",)),
        (Mode.ALL, ("E",)),
        (Mode.ADVISORY, ("G", "U")),
    ]


def test_without_a_dispute_every_seat_consents_or_the_share_that_was_agreed() -> None:
    (step,) = consent_steps(Matter.AGENDA, False, 100, [GOVERNMENT, UNION])
    assert (step.mode, step.seats) == (Mode.ALL, ("G", "U"))
    (step,) = consent_steps(Matter.AGENDA, False, 60, [GOVERNMENT, UNION])
    assert (step.mode, step.share) == (Mode.SHARE, 60)


def test_in_a_group_each_worker_speaks_for_himself() -> None:
    first, *_rest = consent_steps(Matter.WAGES, True, 100, [WORKER, Sitting("V", SeatKind.WORKER), EMPLOYER])
    assert (first.mode, first.seats) == (Mode.EACH, ("W", "V"))


def test_a_representative_answers_only_for_who_gave_special_authority() -> None:
    table = [
        WORKER,
        Sitting("A", SeatKind.WORKER, represented_by="W", may_settle=True),
        Sitting("B", SeatKind.WORKER, represented_by="W"),
        Sitting("C", SeatKind.WORKER, represented_by="GONE", may_settle=True),
    ]
    (step,) = consent_steps(Matter.DISPUTE, True, 100, table)
    assert step.seats == ("W", "B", "C")
    assert step.also_for == {"W": ("A",)}
    assert bound_seats([("W", ["A"], True), ("B", [], False), ("C", [], True)]) == ["W", "A", "C"]


def test_a_bound_representative_signs_for_the_bound_he_stands_for_and_for_nobody_else() -> None:
    table = [
        WORKER,
        Sitting("A", SeatKind.WORKER, represented_by="W"),
        Sitting("B", SeatKind.WORKER, represented_by="W"),
        EMPLOYER,
        GOVERNMENT,
    ]
    workers, employers = signing_steps(Matter.DISPUTE, True, table, ["W", "A"])
    assert (workers.seats, workers.also_for, workers.mode) == (("W",), {"W": ("A",)}, Mode.EACH)
    assert employers.seats == ("E",)
    workers, _employers = signing_steps(Matter.DISPUTE, True, table, ["A", "B"])
    assert (workers.seats, workers.also_for) == (("A", "B"), {}), "who did not consent signs for nobody"


def test_who_helps_or_is_invited_speaks_himself() -> None:
    for kind in (SeatKind.INVITED, SeatKind.PSYCHOLOGY, SeatKind.LEGAL_AID):
        assert may_speak_so(kind, Speaker.SELF)
        assert not any(may_speak_so(kind, how) for how in Speaker if how != Speaker.SELF)


def test_only_a_union_or_a_worker_is_spoken_for_by_the_union_above() -> None:
    above = {kind for kind in MAY_SPEAK if may_speak_so(kind, Speaker.HIGHER_UNION)}
    assert above == {SeatKind.UNION, SeatKind.WORKER}


@pytest.mark.parametrize(
    ("amounts", "owed", "bound", "expected"),
    [
        (["100.00", "200.00"], "300.00", "300.00", ["100.00", "200.00"]),
        (["100.00", "200.00"], "300.00", "150.00", ["50.00", "100.00"]),
        (["0.01", "0.01", "0.01"], "0.03", "0.02", ["0.01", "0.01", "0.00"]),
        (["100.00", "0"], "300.00", "100.01", ["33.34", "0.00"]),
        (["100.00"], "0", "0", ["100.00"]),
        (["0", "0"], "10.00", "5.00", ["0.00", "0.00"]),
    ],
)
def test_what_falls_away_with_who_does_not_consent_is_right_to_the_fen(
    amounts: list[str], owed: str, bound: str, expected: list[str]
) -> None:
    found = portions([Decimal(a) for a in amounts], Decimal(owed), Decimal(bound))
    assert found == [Decimal(a) for a in expected]


@pytest.mark.parametrize("bound", range(0, 30_000, 977))
def test_parts_never_come_to_more_than_the_bound_are_owed(bound: int) -> None:
    amounts = [Decimal("100.01"), Decimal("99.99"), Decimal("100.00")]
    found = portions(amounts, Decimal("300.00"), Decimal(bound) / 100)
    assert sum(found) == Decimal(bound) / 100
