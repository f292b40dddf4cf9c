"""What happens at a table of the demonstration, step by step: seats, sessions, proposals, answers, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cases.documents import store
from cases.models import Party, Proposal, Seat, SeatKind, Session, TableForm
from workflows.models import AT_THE_TABLE, Approval, Signature, Verdict

from .files import sample
from .timeline import Tale

#: Who sits beside workers and employer, by town: (kind of seat, body).
BODIES = {
    "枫桥镇": (
        (SeatKind.GOVERNMENT, "枫桥人社所"),
        (SeatKind.EMPLOYERS_BODY, "枫桥商会"),
        (SeatKind.COMMITTEE, "枫桥镇劳动保护监督委员会"),
    ),
    "店口镇": ((SeatKind.GOVERNMENT, "店口人社所"), (SeatKind.EMPLOYERS_BODY, "店口商会")),
    "大唐街道": ((SeatKind.GOVERNMENT, "大唐人社所"), (SeatKind.EMPLOYERS_BODY, "大唐袜业商会")),
}
ROOM = {
    "枫桥镇": "枫桥镇联调中心一号调解室",
    "店口镇": "店口镇总工会二楼会议室",
    "大唐街道": "大唐街道工会服务站",
}


def form_of(town: str) -> TableForm:
    """四方 where a 劳动保护监督委员会 is set up, 三方 elsewhere."""
    return TableForm.FOUR if len(BODIES[town]) == 3 else TableForm.THREE


def fill(tale: Tale, who: str, town: str) -> None:
    """Seats beside the two sides."""
    for kind, body in BODIES[town]:
        tale.do(who, "add_seat", kind=kind, partner=tale.county.partners[body])
    tale.do(who, "add_seat", kind=SeatKind.UNION, unit=tale.county.units[town])


def notify(tale: Tale, who: str, town: str, days: int, hour: float = 14.5) -> None:
    """通知开会 on a working day to come."""
    tale.do(who, "notify", starts_at=tale.on_working_day(days, hour), place=ROOM[town])


def seats(tale: Tale, *kinds: str) -> list[Seat]:
    """Who sits there, all or of some kinds, in order."""
    found = Seat.objects.filter(case=tale.case, is_active=True).select_related("employer", "partner", "unit")
    return [seat for seat in found if not kinds or seat.kind in kinds]


def open_session(tale: Tale, who: str, absent: Sequence[str] = ()) -> None:
    """开会: all there but the kinds of seats named, who sent word."""
    said = {seat.code: "excused" if seat.kind in absent else "came" for seat in seats(tale)}
    tale.do(who, "open_session", attendance=said)


def minutes(tale: Tale, who: str, text: str, paper: str = "") -> None:
    """会议记录 of the newest session, with an attachment where one is named."""
    session = Session.objects.filter(case=tale.case).order_by("-number")[0]
    tale.do(who, "write_minutes", session=session.code, minutes=text)
    if paper:
        tale.do(who, "add_evidence", file=store(sample(paper)), kind="minutes", session=session.code)


def propose(tale: Tale, who: str, text: str, *parts: tuple[str, int | Decimal, int]) -> None:
    """提出方案: each part is what is done, yuan, and in how many days."""
    made = Proposal.objects.filter(case=tale.case).count()
    terms: list[dict[str, Any]] = [
        {
            "what": what,
            "amount": Decimal(yuan),
            "due_on": tale.in_days(days),
            "nature": "wages" if yuan else "other",
            "proof": "transfer" if yuan else "paper",
        }
        for what, yuan, days in parts
    ]
    tale.do(who, "propose", text=text, terms=terms, replaces=made)


def question(tale: Tale) -> dict[str, Any]:
    """What an answer must name: the round that is open at the table."""
    row = Approval.objects.get(case=tale.case, verdict=Verdict.OPEN, kind__in=AT_THE_TABLE)
    return {"approval": row.code, "round": row.round}


def waiting(tale: Tale, *kinds: str) -> list[Seat]:
    """Seats whose answer is still open, in order."""
    rows = Signature.objects.filter(
        step__approval__case=tale.case, step__approval__verdict=Verdict.OPEN, answer="", seat__isnull=False
    )
    asked = {row.seat_id for row in rows}
    return [seat for seat in seats(tale, *kinds) if seat.pk in asked]


def answer(tale: Tale, seat: Seat, said: str = "yes", note: str = "") -> None:
    """One seat for itself, signed in."""
    if seat.employer is not None:
        who = next(key for key, employer in tale.county.employers.items() if employer.pk == seat.employer_id)
    elif seat.partner is not None:
        who = seat.partner.name
    else:
        who = _chair_of(tale, seat)
    tale.do(who, "answer_consent", answer=said, note=note, **question(tale))


def _chair_of(tale: Tale, seat: Seat) -> str:
    return next(
        key
        for key, acting in tale.county.actings.items()
        if acting.role == "chair" and acting.unit is not None and acting.unit.pk == seat.unit_id
    )


def on_paper(tale: Tale, who: str, several: Sequence[Seat], said: str = "yes", note: str = "") -> None:
    """Answers of workers without an account, recorded by the mediator with the paper they signed."""
    paper = file(tale, who, "answer", "签字页.pdf")
    codes = [seat.code for seat in several]
    tale.do(who, "record_answer", seats=codes, answer=said, evidence=paper, note=note, **question(tale))


def file(tale: Tale, who: str, kind: str, name: str) -> str:
    """A paper put on file; returns its code."""
    tale.do(who, "add_evidence", file=store(sample(name)), kind=kind)
    return str(tale.case.evidence.order_by("-id").values_list("code", flat=True)[0])


def everybody(tale: Tale, who: str, *but: str) -> None:
    """Everybody still asked says yes but the kinds of seats named: seats, then workers on one paper, the employer last."""
    for seat in waiting(tale, *[kind for kind in SeatKind if kind not in (*but, "worker", "employer")]):
        answer(tale, seat)
    workers = waiting(tale, "worker") if "worker" not in but else []
    if workers:
        on_paper(tale, who, workers)
    for seat in waiting(tale, "employer") if "employer" not in but else []:
        answer(tale, seat)


def signed_and_sealed(tale: Tale, who: str) -> None:
    """签字、盖章, all on one day."""
    tale.do(who, "sign_as_mediator", **question(tale))
    everybody(tale, who)
    paper = file(tale, who, "agreement", "调解协议.pdf")
    tale.do(who, "record_seal", sealed_on=tale.day, evidence=paper)


def agree_to_wait(tale: Tale, who: str, days: int) -> None:
    """Both sides' written consent to a later last day, put to the chair."""
    until = tale.in_days(days)
    paper = file(tale, who, "answer", "延期同意书.pdf")
    for seat in (seats(tale, "worker")[0], seats(tale, "employer")[0]):
        tale.do(
            who,
            "record_extension_consent",
            seat=seat.code,
            until=until,
            evidence=paper,
            given_on=tale.day,
        )
    tale.do(who, "ask_extend", until=until, reason="双方同意等公司补齐考勤后再谈，同意书在卷。")


def parties(tale: Tale) -> list[str]:
    """Codes of the workers on the case, in order."""
    return list(Party.objects.filter(case=tale.case).order_by("id").values_list("code", flat=True))
