"""For each step of a table: the facts under which it passes, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cases.models import Evidence, SeatKind, Term, Topic
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from protection import invitations
from record.timekeeping import now, today
from tests.builders import DAY, World, paper
from tests.mediations import Table, alone, for_dispute, terms
from tests.wages import Arrears
from tests.workflows.plans import orphan
from workflows.mediation.states import ENDED, TALKING, S
from workflows.models import AT_THE_TABLE, Approval, Signature

Data = dict[str, Any]
#: Steps only a table without a case has, and those that need one in these states.
ALONE = frozenset({"add_topics", "mark_topic", "ask_close", "perform_term", "enforce", "breach", "close"})
ANSWERS_OF_CHAIR = frozenset(
    {
        "approve", "send_back", "refuse", "withdraw_request", "transfer", "add_signer", "remove_signer", "urge_approval",
        "readdress",
    }
)  # fmt: skip


def for_wages(world: World) -> Table:
    """A table for the wages of one worker: 18 000 yuan."""
    return Table(world, served=Arrears(world, disclosure="open").to("confirmed").fresh())


def reach(world: World, state: str, by: Callable[[World], Table] = for_dispute) -> Table:
    """A new table in ``state``, complete."""
    table = by(world)
    if state == S.PREPARING:
        return table.complete()
    return table.to(state)


def ready(world: World, state: str, verb: str) -> Table:
    """A table in ``state`` with every guard of ``verb`` satisfied."""
    if verb == "write_minutes" and state in (S.PREPARING, S.NOTIFIED):
        return _met_before(world, state)
    by = alone if verb in ALONE or (verb in ANSWERS_OF_CHAIR and state in ENDED) else for_dispute
    table = reach(world, state, by)
    if verb in READY:
        READY[verb](table, state)
    return table


def _met_before(world: World, state: str) -> Table:
    """One session was held; the next is being prepared, or announced."""
    if state == S.NOTIFIED:
        return reach(world, S.IN_SESSION).notify()
    return reach(world, S.ADJOURNED).do("cancel_session", reason="下雪封路")


def until(table: Table, day: int = 40) -> Table:
    """Both sides' papers for one new last day."""
    for kind in (SeatKind.WORKER, SeatKind.EMPLOYER):
        table.do(
            "record_extension_consent", seat=table.seat(kind).code, until=today() + day * DAY,
            evidence=table.file("authority"), given_on=today(),
        )  # fmt: skip
    return table


def paid(table: Table, state: str) -> None:
    """Everything performed, or everybody told."""
    if state == S.FAILED:
        table.do("inform_parties", note="已书面告知")
        return
    term = Term.objects.get(case=table.case)
    table.do("perform_term", term=term.code, paid=term.amount, performed_on=today(), note="转账凭证")


def told_or_sealed(table: Table, state: str) -> None:
    """A table that served a case may be wound up."""
    if state == S.FAILED:
        table.do("inform_parties", note="已书面告知")


def asked_chair(table: Table, state: str) -> None:
    """A question to the chair is open."""
    if state in TALKING:
        until(table).do("ask_extend", until=today() + 40 * DAY, reason="双方要求")
    else:
        paid(table, state)
        table.do("ask_close", reason="办完了")


def added(table: Table, state: str) -> None:
    """The chair had somebody sign besides."""
    asked_chair(table, state)
    table.do("add_signer", table.chair, **_adding(table))


def signer_gone(table: Table, state: str) -> None:
    """Whoever was asked holds no post any more."""
    asked_chair(table, state)
    orphan(table.case, table.world)


def signed(table: Table, _state: str) -> None:
    """Everybody signed, the sealed paper is on file."""
    table.sign().file("agreement")


def missed(table: Table, _state: str) -> None:
    """A term of the table's own was missed."""
    table.do("breach", SYSTEM, clock=Term.objects.get(case=table.case).code)


def emergency(table: Table, _state: str) -> None:
    """An emergency runs."""
    table.do("declare_emergency", table.chair, reason="有人扬言上路堵车")


def ordered(table: Table, _state: str) -> None:
    """A supervision order waits."""
    table.do("order", table.world.who(Role.CHAIR, table.world.county), note="限期说明")


def linked(table: Table, _state: str) -> None:
    """Answers have a paper, and the employer a link."""
    table.file("answer")
    table.token = table.link(table.seat(SeatKind.EMPLOYER))


def group_waits(table: Table, _state: str) -> None:
    """Where a group's workers are still waited for."""
    table.file("answer")


READY: dict[str, Callable[[Table, str], object]] = {
    "ask_extend": lambda table, _state: until(table), "record_extension_consent": lambda t, _s: t.file("authority"),
    "ask_close": paid, "close_table": told_or_sealed, "record_seal": signed, "enforce": missed,
    "approve": asked_chair, "send_back": asked_chair, "refuse": asked_chair, "withdraw_request": asked_chair,
    "transfer": asked_chair, "add_signer": asked_chair, "urge_approval": asked_chair, "remove_signer": added,
    "readdress": signer_gone,
    "emergency_entry": emergency, "stand_down": emergency, "answer_order": ordered, "answer_by_link": linked,
    "record_answer": linked, "authorise": lambda t, _s: t.file("authority"),
    "record_enforceable": lambda t, _s: t.file("other"),
}  # fmt: skip


def _question(table: Table) -> Data:
    asked = Approval.objects.filter(case=table.case, verdict="open", kind__in=AT_THE_TABLE).first()
    return {"approval": asked.code if asked else "NONE", "round": asked.round if asked else 1}


def _chairs(table: Table) -> Data:
    asked = Approval.objects.filter(case=table.case, verdict="open").exclude(kind__in=AT_THE_TABLE).first()
    code, round_ = (asked.code, asked.round) if asked else ("NONE", 1)
    return {"approval": code, "round": round_, "note": "请补充"}


def _adding(table: Table) -> Data:
    asked, person = _chairs(table), table.world.who(Role.VICE_CHAIR, table.world.county).person
    return {
        "approval": asked["approval"], "round": asked["round"], "person": person, "how": "after", "reason": "请把关",
    }  # fmt: skip


def _transfer(table: Table) -> Data:
    asked, to = _chairs(table), table.world.who(Role.VICE_CHAIR, table.world.county).person
    return {"approval": asked["approval"], "round": asked["round"], "to": to, "reason": "外出开会"}


def _removal(table: Table) -> Data:
    row = Signature.objects.filter(step__approval__case=table.case).exclude(added_how="").first()
    asked = _chairs(table)
    return {
        "approval": asked["approval"], "round": asked["round"], "signature": row.code if row else "NONE",
        "reason": "不需要了",
    }  # fmt: skip


def _paper(table: Table) -> str:
    return str(
        Evidence.objects.filter(case=table.case).order_by("-id").values_list("code", flat=True).first()
    )


def _session(table: Table) -> Data:
    return {"starts_at": now() + 3 * DAY, "place": "镇总工会"}


def _written(table: Table) -> Data:
    held = table.case.sessions.order_by("number").values_list("code", flat=True)
    return {"session": held[0] if held else "NONE", "minutes": "双方陈述了意见"}


DATA: dict[str, Callable[[Table], Data]] = {
    "add_evidence": lambda t: {"file": paper()},
    "add_seat": lambda t: {"kind": "invited", "name": "村老娘舅"},
    "add_topics": lambda t: {"topics": ["夜班津贴"]},
    "answer_order": lambda t: {"note": "本周开会"},
    "approve": _chairs, "send_back": _chairs, "refuse": _chairs,
    "withdraw_request": lambda t: {"approval": _chairs(t)["approval"]},
    "urge_approval": lambda t: {"approval": _chairs(t)["approval"]},
    "readdress": lambda t: {"approval": _chairs(t)["approval"]},
    "transfer": _transfer, "add_signer": _adding, "remove_signer": _removal,
    "ask_extend": lambda t: {"until": today() + 40 * DAY, "reason": "双方要求"},
    "extend": lambda t: {"until": (today() + 40 * DAY).isoformat()},
    "assign": lambda t: {"mediator": t.world.who(Role.MEDIATOR, t.world.town, 2).person, "reason": "生病"},
    "authorise": lambda t: {"seats": [s.code for s in t.seats("worker") if s.represented_by], "evidence": _paper(t)},
    "climb": lambda t: {"clock": "", "rule": "table_draft"}, "remind": lambda t: {"clock": "", "rule": "table_draft"},
    "tell": lambda t: {"clock": "", "rule": "table_draft"},
    "order_by_clock": lambda t: {"clock": "", "rule": "table_draft"},
    "declare_emergency": lambda t: {"reason": "有人扬言上路堵车"},
    "emergency_entry": lambda t: {"note": "已到现场", "lead": t.mediator.person},
    "stand_down": lambda t: {"reason": "人员已散"},
    "fail": lambda t: {"ground": "unreachable"},
    "give_feed": lambda t: {"seat": t.seats()[0].code, "token": invitations.issue()},
    "take_feed": lambda t: {"token": invitations.issue()},
    "hand_down": lambda t: {"unit": t.world.hamlet, "reason": "村里熟悉情况"},
    "hand_up": lambda t: {"reason": "镇里调不动"}, "take_over": lambda t: {"reason": "县里直接办"},
    "notify": _session, "move_session": _session, "adjourn": lambda t: {**_session(t), "reason": "等对账"},
    "order": lambda t: {"note": "限期说明"},
    "record_extension_consent": lambda t: {
        "seat": t.seat(SeatKind.EMPLOYER).code if t.seats(SeatKind.EMPLOYER) else t.seats()[0].code,
        "until": today() + 50 * DAY, "evidence": _paper(t), "given_on": today(),
    },
    "remove_seat": lambda t: {"seat": t.seats()[-1].code, "reason": "不再参加"},
    "set_colour": lambda t: {"colour": "orange", "reason": "人多"},
    "set_speaker": lambda t: {"seat": t.seats()[-1].code, "how": ""},
    "step_aside": lambda t: {"reason": "与当事人是亲戚"},
    "write_minutes": _written,
    "cancel_session": lambda t: {"reason": "下雪封路"},
    "open_session": lambda t: {"attendance": {seat.code: "came" for seat in t.seats()}},
    "mark_topic": lambda t: {"topic": Topic.objects.filter(case=t.case)[0].code if t.case.topics.exists() else "NONE",
                             "outcome": "settled"},
    "propose": lambda t: {"text": "分期付清", "terms": terms(100), "replaces": t.fresh().mediation.proposal_version},
    "back_to_table": lambda t: {"reason": "条款要改"},
    "comment": lambda t: {"note": "分两期更稳妥"},
    "answer_by_link": lambda t: {"answer": "yes"},
    "answer_consent": lambda t: {"answer": "yes", **_question(t)},
    "end_collection": _question,
    "offer_links": lambda t: {"tokens": {t.seat(SeatKind.EMPLOYER).code: invitations.issue()}, **_question(t)},
    "record_answer": lambda t: {
        "seats": [t.seat(SeatKind.EMPLOYER).code], "answer": "yes", "evidence": _paper(t), **_question(t)
    },
    "record_seal": lambda t: {"sealed_on": today(), "evidence": _paper(t)},
    "sign_as_mediator": _question,
    "ask_close": lambda t: {"reason": "办完了"},
    "close": lambda t: {"conclusion": "written_agreement"},
    "breach": lambda t: {"clock": Term.objects.get(case=t.case).code},
    "enforce": lambda t: {"road": "enforcement", "note": "协助申请"},
    "perform_term": lambda t: {
        "term": t.case.terms.values_list("code", flat=True).first() or "NONE", "paid": Decimal(1),
        "performed_on": today(), "note": "收条",
    },
    "record_enforceable": lambda t: {"document": "confirmation", "issued_on": today(), "evidence": _paper(t)},
    "take_road": lambda t: {
        "road": "arbitration" if t.fresh().state == S.FAILED else "court_confirmation", "note": "协助申请"
    },
    "inform_parties": lambda t: {"note": "已书面告知"},
    "erase_personal": lambda t: {"reason": "本人依法申请"},
}  # fmt: skip


def told(table: Table, verb: str) -> Data:
    """Lawful data of a step."""
    return DATA[verb](table) if verb in DATA else {}


def link_of(table: Table) -> Acting:
    """Whoever opened the link made for this table."""
    return Acting.invited(table.case.pk, table.token)
