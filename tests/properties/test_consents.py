"""Consents in orders nobody planned: whatever comes when, the round stands where a plain model says it does.

Two thousand random histories are driven through the rules and the settling as they are used; two thousand more through
the door itself, on stored rows.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.models import Case, Matter, MediationDetail, Party, Seat, SeatKind
from organizations.acting import SYSTEM
from organizations.models import Unit
from protection import invitations
from record.models import Event
from record.timekeeping import now
from tests.builders import World, undone
from tests.mediations import Table, alone, for_dispute, for_group, terms
from workflows import approvals
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.engine import NotPossible, StaleCase
from workflows.mediation import rounds, sides
from workflows.mediation.sides import Sitting
from workflows.mediation.states import S
from workflows.models import Answer, Approval, ApprovalKind, Signature, Verdict

from .consenting import NO, OPEN, YES, Plain

pytestmark = [pytest.mark.consents, pytest.mark.properties]

HISTORIES = 2_000
#: The rules are the same on every database; the second one is tried with a tenth.
THROUGH_THE_DOOR = 2_000 if connection.vendor == "sqlite" else 200
WORDS = {Answer.OPEN: OPEN, Answer.APPROVE: YES, Answer.REFUSE: NO, Answer.SILENT: "silent"}

# ── Through the rules and the settling, in memory ───────────────────────────────────────────────────────────────


@st.composite
def tables(draw: st.DrawFn) -> Plain:
    """A dispute, a group with some who gave special authority, or an agenda."""
    kind = draw(st.sampled_from(["dispute", "group", "group", "agenda"]))
    others = [f"S{n}" for n in range(draw(st.integers(0 if kind != "agenda" else 2, 6)))]
    if kind == "agenda":
        share = draw(st.sampled_from([100, 100, 51, 67, 50, 1]))
        return Plain([], [], others, agenda=True, share=share)
    count = draw(st.integers(1, 3)) if kind == "dispute" else draw(st.integers(10, 14))
    workers = [f"W{n}" for n in range(count)]
    folded = draw(st.lists(st.sampled_from(workers[3:]), unique=True)) if kind == "group" else []
    through = {code: draw(st.sampled_from(workers[:3])) for code in folded}
    return Plain(workers, ["E"], others, group=kind == "group", through=through)


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["answer"] * 12 + ["version", "end", "late"]), st.integers(0, 40), st.sampled_from([YES, YES, YES, NO])
    ),
    max_size=45,
)  # fmt: skip


class InMemory:
    """One table's rounds without a database: the product's own steps, signatures and settling."""

    def __init__(self, plain: Plain, patch: pytest.MonkeyPatch) -> None:
        self.plain = plain
        self.seats: dict[str, Seat] = {}
        for code in (*plain.workers, *plain.employers, *plain.others):
            kind = {"W": SeatKind.WORKER, "E": SeatKind.EMPLOYER}.get(code[0], SeatKind.GOVERNMENT)
            self.seats[code] = Seat(code=code, kind=kind, pk=len(self.seats) + 1)
        self.rows: list[Signature] = []
        patch.setattr(approvals, "round_of", lambda _approval: self.rows)
        self.ask()

    def draft(self) -> Draft:
        """A step in the making, on no stored case."""
        case, at = Case(pk=1, unit=Unit(pk=1)), now()
        return Draft(case, MediationDetail(), SYSTEM, at, ClockBook(case, {}, at), {}, {})

    def ask(self) -> None:
        """A fresh round, asked as the product asks."""
        plain = self.plain
        sitting = [
            Sitting(code, seat.kind, plain.through.get(code, ""), code in plain.through)
            for code, seat in self.seats.items()
        ]
        matter = Matter.AGENDA if plain.agenda else Matter.DISPUTE
        steps = sides.consent_steps(matter, plain.group, plain.share, sitting)
        self.approval, self.rows = rounds.put(
            self.draft(), ApprovalKind.CONSENT, plain.version, steps, self.seats
        )
        for number, row in enumerate(self.rows, 1):
            row.pk = number
        plain.ask()

    def answer(self, code: str, what: str) -> None:
        """One answer, settled."""
        row = rounds.of_seat(self.rows, self.seats[code])
        row.answer = rounds.saying(what, ApprovalKind.CONSENT)
        approvals.settle(self.draft(), self.approval, also=[row])

    def end(self) -> None:
        """No more waiting for a group's workers, as ``end_collection`` does it."""
        late = [row for row in self.rows if row.answer == Answer.OPEN and row.step.mode == "each"]
        for row in late:
            row.answer = Answer.SILENT
        if late:
            approvals.settle(self.draft(), self.approval, also=late)

    def new_version(self) -> None:
        """The round is void, a new one is asked."""
        if self.approval.verdict == Verdict.OPEN:
            approvals.close(self.draft(), self.approval, Verdict.VOID, self.rows)
        assert not any(row.answer == Answer.OPEN for row in self.rows)
        self.plain.version += 1
        self.ask()

    def agree_with_the_model(self) -> None:
        """Verdict, answers and who is bound."""
        assert self.approval.verdict == (self.plain.verdict or "open")
        if self.approval.verdict == Verdict.OPEN:
            said = {row.seat.code: WORDS[Answer(row.answer)] for row in self.rows if row.seat}
            assert said == self.plain.said
        elif self.approval.verdict == Verdict.APPROVED:
            assert set(rounds.bound_by(self.rows)) == self.plain.bound()


@settings(max_examples=HISTORIES, deadline=None, database=None)
@given(plain=tables(), happenings=HAPPENINGS)
def test_two_thousand_orders_of_answers_versions_and_late_changes_end_as_the_model_says(
    plain: Plain, happenings: list[tuple[str, int, str]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        table = InMemory(plain, patch)
        for what, number, answer in happenings:
            if what == "version":
                table.new_version()
            elif plain.verdict != OPEN:
                continue
            elif what == "end":
                plain.end()
                table.end()
            else:
                code = plain.asked[number % len(plain.asked)]
                plain.answer(code, answer)
                table.answer(code, answer)
            table.agree_with_the_model()


@settings(max_examples=300, deadline=None, database=None)
@given(plain=tables(), seed=st.integers(0, 2**16))
def test_the_order_of_the_answers_never_matters(plain: Plain, seed: int) -> None:
    """The same answers in two orders: the same verdict, unless a refusal came first and ended it."""
    rng, found = random.Random(seed), set()  # noqa: S311  which order is tried, no secret
    said = {code: rng.choice([YES, YES, NO]) for code in plain.asked}
    for _turn in range(2):
        order = list(said)
        rng.shuffle(order)
        with pytest.MonkeyPatch.context() as patch:
            table = InMemory(plain, patch)
            for code in order:
                if table.approval.verdict == Verdict.OPEN:
                    table.answer(code, said[code])
            found.add(str(table.approval.verdict))
    assert len(found) == 1


def test_a_representative_who_is_represented_himself_answers_for_nobody() -> None:
    chain = [Sitting("A", "worker", "B", True), Sitting("B", "worker", "C", True), Sitting("C", "worker")]
    (step,) = sides.consent_steps(Matter.DISPUTE, True, 100, chain)
    assert step.also_for == {"C": ("B",)}
    assert set(step.seats) == {"A", "C"}


# ── Through the door ────────────────────────────────────────────────────────────────────────────────────────────


class AtTheDoor:
    """The same on stored rows, by ``perform()`` alone."""

    def __init__(self, table: Table, rng: random.Random, evidence: str) -> None:
        self.table, self.rng, self.evidence = table, rng, evidence
        detail = table.case.mediation
        seats = table.seats()
        codes: dict[str, list[str]] = {"worker": [], "employer": []}
        for seat in seats:
            codes.setdefault(seat.kind if seat.kind in codes else "other", []).append(seat.code)
        self.by_code = {seat.code: seat for seat in seats}
        agenda = detail.matter == Matter.AGENDA
        through = {seat.code: seat.represented_by for seat in seats if seat.may_settle}
        self.plain = Plain(
            codes["worker"], codes["employer"], codes.get("other", []), group=table.case.is_group, agenda=agenda,
            share=detail.share, through=through,
        )  # fmt: skip
        self.plain.ask()
        self.old: list[dict[str, Any]] = []
        self.spent: list[str] = []

    def happen(self) -> None:
        """One thing, lawful or not, that people do."""
        deed = self.rng.choices(
            [self.answer, self.change, self.version, self.end, self.late, self.again, self.newcomer],
            [12, 2, 1, 1, 2, 2, 1],
        )[0]
        deed()
        self.agree()

    def answer(self, codes: list[str] | None = None) -> None:
        """Somebody who was not heard yet answers, in one of the ways there are."""
        waiting = codes or [code for code, said in self.plain.said.items() if said == OPEN]
        if not waiting:
            return
        seat = self.by_code[self.rng.choice(waiting)]
        what = self.rng.choice([YES, YES, YES, YES, NO])
        way = self.rng.choice(["own", "link", "paper"])
        self.plain.answer(seat.code, what)
        if way == "link" and codes is None:
            self._by_link(seat, what)
        elif way == "own" and (seat.employer_id or seat.partner_id or seat.unit_id):
            self.table.answer(seat, what)
        else:
            self._on_paper(seat, what)

    def _by_link(self, seat: Seat, what: str) -> None:
        token = self.table.link(seat)
        tail = "1111" if seat.party_id == self._first() else ""
        self.table.by_link(token, what, phone_tail=tail)
        self.spent.append(token)

    def _first(self) -> int | None:
        return (
            Party.objects.filter(case=self.table.served).order_by("id").values_list("pk", flat=True).first()
        )

    def _on_paper(self, seat: Seat, what: str) -> None:
        # What was handed in for an older version says nothing about this one.
        self.table.do(
            "record_answer",
            seats=[seat.code],
            answer=what,
            evidence=self.table.file("answer"),
            **self.table.asked,
        )

    def change(self) -> None:
        """A mind is changed while the round is open."""
        self.answer([code for code, said in self.plain.said.items() if said in (YES, NO)] or None)

    def version(self) -> None:
        """A new version: what was said is void."""
        self.old.append(self.table.asked)
        self.table.do("propose", text="新方案", terms=terms(20_000), replaces=self.plain.version)
        self.table.do("ask_consents")
        self.plain.version += 1
        self.plain.ask()

    def end(self) -> None:
        """The mediator waits no longer."""
        asked = self.table.asked
        if self.plain.end():
            self.table.do("end_collection", **asked)
        else:
            with pytest.raises(NotPossible):
                self.table.do("end_collection", **asked)

    def late(self) -> None:
        """An answer to a version that has changed says what changed, and counts for nothing."""
        if not self.old:
            return
        seat = self.by_code[self.plain.asked[0]]
        with pytest.raises(StaleCase) as told:
            self.table.do(
                "record_answer",
                seats=[seat.code],
                answer=YES,
                evidence=self.evidence,
                **self.rng.choice(self.old),
            )
        assert "第" in told.value.sentence
        assert told.value.changes

    def again(self) -> None:
        """A link a second time, or one nobody made."""
        token = self.rng.choice(self.spent) if self.spent else invitations.issue()
        with pytest.raises((NotPossible, StaleCase)):
            self.table.by_link(token, YES)

    def newcomer(self) -> None:
        """Nobody sits down while a proposal is out."""
        with pytest.raises(NotPossible, match="先回到协商"):
            self.table.do("add_seat", kind="invited", name="村老娘舅")

    def agree(self) -> None:
        """The stored rows say what the model says."""
        case = self.table.fresh()
        expected = {OPEN: S.CONSENTING, "approved": S.SIGNING, "refused": S.PROPOSED}[self.plain.verdict]
        assert case.state == expected
        if self.plain.verdict == OPEN:
            rows = Signature.objects.filter(step__approval=self.table.question).select_related("seat")
            said = {row.seat.code: WORDS[Answer(row.answer)] for row in rows if row.seat}
            assert said == self.plain.said
        elif self.plain.verdict == "approved":
            self._who_signs()

    def _who_signs(self) -> None:
        """Exactly those who are bound are asked to sign, themselves or through who stands for them."""
        rows = Signature.objects.filter(step__approval=self.table.question, seat__isnull=False)
        asked = [
            code
            for row in rows.select_related("seat")
            if row.seat
            for code in (row.seat.code, *row.for_seats)
        ]
        assert len(asked) == len(set(asked))
        assert set(asked) == (set(self.by_code) if self.plain.agenda else self.plain.bound())


def _represented(world: World) -> Table:
    """A group of twelve; two gave special authority to the first representative."""
    table = for_group(world)
    seats = table.seats("worker")
    behalf = [seat.code for seat in seats if seat.represented_by][:2]
    return table.do("authorise", seats=behalf, evidence=table.file("authority"))


def _by_share(world: World) -> Table:
    return alone(world, share=60)


KINDS = {"dispute": for_dispute, "group": _represented, "agenda": alone, "share": _by_share}


@pytest.mark.parametrize("kind", KINDS)
def test_the_door_and_the_model_agree_in_whatever_order_things_happen(world: World, kind: str) -> None:
    table = KINDS[kind](world).to(S.CONSENTING)
    evidence, start = table.file("answer"), table.fresh()
    assert table.holders(), "people made inside an undone walk would be gone for the next"
    for seed in range(THROUGH_THE_DOOR // len(KINDS)):
        rng = random.Random(f"{kind}-{seed}")  # noqa: S311  which order is tried, no secret
        with undone():
            table.case = start
            walk = AtTheDoor(table, rng, evidence)
            for _turn in range(rng.randint(3, 14)):
                if walk.plain.verdict != OPEN:
                    break
                walk.happen()
        table.case = start


def test_what_was_answered_before_a_new_version_is_void_and_on_record(world: World) -> None:
    table = for_dispute(world).to(S.CONSENTING)
    table.answer(table.seat(SeatKind.EMPLOYER))
    before = table.question
    table.propose(25_000)
    assert Approval.objects.get(pk=before.pk).verdict == Verdict.VOID
    kept = Signature.objects.filter(step__approval=before, answer=Answer.APPROVE)
    assert kept.count() == 1
    assert Event.objects.filter(subject=table.case.subject, name="consent_given").count() == 1
