"""Who must consent, who must sign, who advises, who may speak for whom: pure rules, by what is at the table.

In a dispute or a wage matter every side's (当事人) consent and signature is needed and the seats (席位) advise; at an
agenda meeting without a dispute every seat's is, or the share of them that was agreed. In a group each worker speaks
for himself: whoever consents is bound, whoever does not is not, and the employer decides knowing that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cases.models import SIDES, Matter, SeatKind, Speaker, TableForm
from workflows.models import Mode

#: What each form cannot do without, besides the sides of a dispute.
NEEDED_SEATS: dict[str, tuple[str, ...]] = {
    TableForm.THREE: (SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.EMPLOYERS_BODY),
    TableForm.FOUR: (SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.EMPLOYERS_BODY, SeatKind.COMMITTEE),
    TableForm.MORE: (SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.EMPLOYERS_BODY, SeatKind.INVITED),
}
#: 3+x: any of these makes the x.
THE_X = (SeatKind.INVITED, SeatKind.COMMITTEE, SeatKind.PSYCHOLOGY, SeatKind.LEGAL_AID)
#: How each kind of seat may let somebody else speak. Who helps (心理, 法律援助) and who is invited speaks himself.
MAY_SPEAK: dict[str, tuple[str, ...]] = {
    SeatKind.WORKER: (Speaker.AGENT, Speaker.REPRESENTATIVE, Speaker.HIGHER_UNION),
    SeatKind.EMPLOYER: (Speaker.AGENT,),
    SeatKind.UNION: (Speaker.HIGHER_UNION,),
    SeatKind.GOVERNMENT: (Speaker.AGENT,),
    SeatKind.EMPLOYERS_BODY: (Speaker.AGENT,),
    SeatKind.COMMITTEE: (Speaker.AGENT,),
}
#: Speaking for somebody needs a paper, but for a union by the union above it.
NEEDS_PAPER = frozenset({Speaker.AGENT, Speaker.REPRESENTATIVE})


@dataclass(frozen=True, slots=True)
class Sitting:
    """One seat as the rules see it. ``represented_by`` is another seat's code, ``may_settle`` special authority."""

    code: str
    kind: str
    represented_by: str = ""
    may_settle: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of a round: everybody in ``seats`` is asked at once; a seat may answer for others besides itself."""

    mode: Mode
    seats: tuple[str, ...]
    share: int = 100
    also_for: dict[str, tuple[str, ...]] = field(default_factory=dict)


def missing_seats(form: str, matter: str, kinds: Collection[str]) -> list[SeatKind]:
    """Seats the form still lacks; a dispute or wage matter lacks its two sides too. Legal order of the table."""
    needed = [*(SIDES if matter != Matter.AGENDA else ()), *NEEDED_SEATS[form]]
    lacking = [SeatKind(kind) for kind in needed if kind not in kinds]
    if form == TableForm.MORE and any(kind in kinds for kind in THE_X):
        lacking = [kind for kind in lacking if kind != SeatKind.INVITED]
    return lacking


def consent_steps(matter: str, is_group: bool, share: int, table: Sequence[Sitting]) -> list[Asked]:
    """The steps of a round of consents, all asked at once; a step nobody sits for is left out."""
    if matter == Matter.AGENDA:
        mode = Mode.ALL if share == 100 else Mode.SHARE
        return [Asked(mode, tuple(seat.code for seat in table), share)]
    workers = [seat for seat in table if seat.kind == SeatKind.WORKER]
    own, also_for = _answering(workers)
    steps = [
        Asked(Mode.EACH if is_group else Mode.ALL, own, also_for=also_for),
        Asked(Mode.ALL, tuple(seat.code for seat in table if seat.kind == SeatKind.EMPLOYER)),
        Asked(Mode.ADVISORY, tuple(seat.code for seat in table if seat.kind not in SIDES)),
    ]
    return [step for step in steps if step.seats]


def _answering(workers: Sequence[Sitting]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Who is asked himself, and for whom a representative answers: only those who gave special written authority."""
    here = {seat.code for seat in workers}
    folded = {
        seat.code: seat.represented_by for seat in workers if seat.may_settle and seat.represented_by in here
    }
    # A representative who is himself represented answers for nobody: authority does not travel.
    folded = {code: by for code, by in folded.items() if by not in folded}
    return tuple(seat.code for seat in workers if seat.code not in folded), _by_representative(folded)


def _by_representative(folded: dict[str, str]) -> dict[str, tuple[str, ...]]:
    stands: dict[str, list[str]] = {}
    for code, by in folded.items():
        stands.setdefault(by, []).append(code)
    return {by: tuple(codes) for by, codes in stands.items()}


def bound_seats(answers: Iterable[tuple[str, Sequence[str], bool]]) -> list[str]:
    """Whom the consents bind: (seat, seats it also answered for, whether it said yes) → codes of all who said yes."""
    found = []
    for code, also_for, yes in answers:
        if yes:
            found += [code, *also_for]
    return found


def signing_steps(
    matter: str, is_group: bool, table: Sequence[Sitting], bound: Collection[str]
) -> list[Asked]:
    """Who signs: at an agenda meeting every seat; else each bound worker and the employer, those whom a bound
    representative stands for by the 推举书 through him. In a group who consented and will not sign is not bound either.
    The mediator signs besides and is no seat.
    """
    if matter == Matter.AGENDA:
        return [Asked(Mode.ALL, tuple(seat.code for seat in table))]
    workers = [seat for seat in table if seat.kind == SeatKind.WORKER and seat.code in bound]
    through = {seat.code: seat.represented_by for seat in workers if seat.represented_by in bound}
    through = {code: by for code, by in through.items() if by not in through}
    own = tuple(seat.code for seat in workers if seat.code not in through)
    employers = tuple(seat.code for seat in table if seat.kind == SeatKind.EMPLOYER)
    return [
        Asked(Mode.EACH if is_group else Mode.ALL, own, also_for=_by_representative(through)),
        Asked(Mode.ALL, employers),
    ]


def may_speak_so(kind: str, how: str) -> bool:
    """Whether a seat of this kind may be spoken for in this way."""
    return how == Speaker.SELF or how in MAY_SPEAK.get(kind, ())
