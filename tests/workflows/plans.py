"""For each step of a dispute: the facts under which it passes, and what it is told. For each guard: how it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from cases.models import Case, Message, Party
from organizations.roles import Role
from protection.models import EmployerNotice
from record.timekeeping import today
from tests.builders import DAY, Scene, World, paper, suspend
from workflows.dispute import Dispute
from workflows.dispute.states import S
from workflows.models import Approval, CheckAnswer, Signature

from . import checking, soundness

Data = dict[str, Any]
#: What a way gives back is of no use to anybody.
Way = Callable[[Scene, S], object]


def transitions() -> Iterator[tuple[S, Any]]:
    """Every (state, transition) of the workflow."""
    for state, transition in soundness.transitions(Dispute):
        yield S(state), transition


def reach(world: World, state: S, by: S = S.VERIFYING, **facts: Any) -> Scene:
    """A new dispute in ``state``; suspended ones come from ``by``."""
    scene = Scene(world, **facts)
    return suspend(scene.to(by)) if state == S.SUSPENDED else scene.to(state)


# ── Facts a step needs besides its state ────────────────────────────────────────────────────────────────────────


def _contacted(scene: Scene, state: S) -> None:
    if state in (S.REPORTED, S.ACCEPTED):
        scene.contact()


def _asked(scene: Scene, state: S) -> None:
    if state in (S.ACCEPTED, S.VERIFYING):
        scene.apply().do("ask_other_side", scene.chair, asked_on=today())


def _awaiting(scene: Scene, state: S) -> None:
    """A question to the chair is open, in every state that has one."""
    if state in (S.REPORTED, S.ACCEPTED, S.VERIFYING):
        scene.do("ask_refer", scene.mediator, partner=scene.world.partner(), reason="不归我们管")
    elif state == S.MEDIATING:
        scene.do("ask_extend", scene.mediator, until=today() + 40 * DAY, both_agree=True, reason="双方要求")
    elif state == S.CLOSED:
        scene.do("ask_reopen", scene.mediator, reason="又没付")


def _added(scene: Scene, state: S) -> None:
    """The chair had somebody sign besides."""
    _awaiting(scene, state)
    scene.do("add_signer", scene.chair, **adding(scene))


def adding(scene: Scene) -> Data:
    """One more signer, after the chair."""
    person = scene.world.who(Role.VICE_CHAIR, scene.world.county).person
    asked = _answer(scene)
    return {
        "approval": asked["approval"], "round": asked["round"], "person": person, "how": "after", "reason": "请把关",
    }  # fmt: skip


def _signer_gone(scene: Scene, state: S) -> None:
    """Whoever was asked holds no post any more, and nobody has taken their signature over yet."""
    _awaiting(scene, state)
    orphan(scene.case, scene.world)


def orphan(case: Case, world: World) -> None:
    """The open signature of a case's question was sent to somebody who has left; put there by row."""
    gone = world.made.person("离任主席")
    Signature.objects.filter(step__approval__case=case, answer="", seat=None, role=Role.CHAIR).update(
        signer=gone
    )


def _breached(scene: Scene, _state: S) -> None:
    from organizations.acting import SYSTEM

    scene.do("breach", SYSTEM, clock=scene.term.code)


def _emergency(scene: Scene, state: S) -> None:
    if state != S.CLOSED:
        scene.do("declare_emergency", scene.mediator, reason="有人扬言上路堵车")


def _ordered(scene: Scene, state: S) -> None:
    if state == S.SUSPENDED:
        scene.do("resume", scene.chair, reason="")
    scene.do("order", scene.above, note="限期说明")
    if state == S.SUSPENDED:
        suspend(scene)


def _paused(scene: Scene, _state: S) -> None:
    scene.do("suspend_limitation", scene.mediator, reason="洪水封路")


def _group(scene: Scene, _state: S) -> None:
    scene.crowd(10).do("add_evidence", scene.mediator, file=paper("推举书.pdf"), kind="mandate")


def _asks(scene: Scene, _state: S) -> None:
    scene.do("message", scene.mediator, body="同意这个方案吗？", asks_confirmation=True)


def _noticed(scene: Scene, state: S) -> None:
    if state in (S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING):
        scene.do("notify_employer", scene.chair, kind="verify")


def _found(scene: Scene, _state: S) -> None:
    scene.do("record_finding", scene.mediator, finding="not", note="考勤和工资表都对得上")


def _paid_or_told(scene: Scene, state: S) -> None:
    if state == S.PERFORMING:
        scene.pay().prove()
    else:
        scene.do("inform_parties", scene.mediator, note="已书面告知")


READY: dict[str, Way] = {
    "accept": _contacted, "ask_decline": _contacted, "other_side_agrees": _asked, "other_side_declines": _asked,
    "start_mediation": lambda scene, _state: scene.apply().both_agree(), "enforce": _breached,
    "approve": _awaiting, "send_back": _awaiting, "refuse": _awaiting, "withdraw_request": _awaiting,
    "transfer": _awaiting, "add_signer": _awaiting, "urge_approval": _awaiting, "remove_signer": _added,
    "readdress": _signer_gone,
    "emergency_entry": _emergency, "stand_down": _emergency, "answer_order": _ordered, "resume_limitation": _paused,
    "name_representatives": _group, "confirm": _asks, "employer_reply": _noticed, "ask_not_confirmed": _found,
    "ask_close": _paid_or_told, "ask_other_side": lambda scene, _state: scene.apply(),
}  # fmt: skip
#: Facts a dispute is born with, for steps that need them.
BIRTH: dict[str, Data] = {
    "come_forward": {"disclosure": "anonymous", "name": "", "phone": ""},
    "end_employment": {"employment_ended_on": None},
}


#: Steps of a check that goes on beside the case.
CHECKING = frozenset({"answer_check", "urge_check", "excuse_check", "sum_up"})


def ready(world: World, state: S, verb: str) -> Scene:
    """A dispute in ``state`` with every guard of ``verb`` satisfied."""
    if verb in CHECKING:
        return _checked_and_carried_on(world, state, verb)
    if verb == "employer_reply" and state in (S.FAILED, S.CLOSING, S.SUSPENDED):
        scene = _noticed_and_carried_on(world, state)
    elif verb == "breach" and state == S.SUSPENDED:
        scene = suspend(Scene(world).to(S.PERFORMING))
    elif verb == "breach" and state == S.CLOSING:
        scene = _closing_with_a_term_left(world)
    elif verb == "contact" and state == S.ACCEPTED:
        scene = Scene(world, receipt_code="")
        scene.do("accept", scene.mediator)
    else:
        scene = reach(world, state, **BIRTH.get(verb, {}))
    if verb in READY:
        READY[verb](scene, state)
    return scene


def _closing_with_a_term_left(world: World) -> Scene:
    """One term was breached and a road taken; the other's day has not come."""
    scene = Scene(world).to(S.MEDIATING)
    terms = [{"what": "付款", "amount": Decimal(100), "due_on": today() + n * DAY} for n in (1, 9)]
    scene.do("agree", scene.mediator, agreement="written_agreement", terms=terms, signed_on=today())
    _breached(scene, S.PERFORMING)
    scene.do("enforce", scene.mediator, road="enforcement", note="申请执行")
    return scene.do("ask_close", scene.mediator, reason="已申请执行")


def _noticed_and_carried_on(world: World, state: S) -> Scene:
    scene = Scene(world).to(S.VERIFYING)
    scene.do("notify_employer", scene.mediator, kind="verify")
    if state == S.SUSPENDED:
        return suspend(scene)
    scene.apply().both_agree().do("start_mediation", scene.mediator)
    if state == S.FAILED:
        return scene.do("fail", scene.mediator, ground="unreachable")
    return scene.agree().pay().prove().do("ask_close", scene.mediator, reason="已付清")


def _checked_and_carried_on(world: World, state: S, verb: str) -> Scene:
    """A check was begun while the case was verified, and the case went on."""
    scene = Scene(world).to(S.VERIFYING)
    checking.ask(scene, checking.LABOUR)
    if verb == "sum_up":
        checking.answer(scene, checking.LABOUR)
    if state == S.SUSPENDED:
        return suspend(scene)
    if state != S.VERIFYING:
        scene.apply().both_agree().do("start_mediation", scene.mediator)
    if state == S.FAILED:
        return scene.do("fail", scene.mediator, ground="unreachable")
    if state in (S.PERFORMING, S.CLOSING):
        scene.agree()
    if state == S.CLOSING:
        scene.pay().prove().do("ask_close", scene.mediator, reason="已付清")
    return scene


# ── What a step is told ─────────────────────────────────────────────────────────────────────────────────────────


def _answer(scene: Scene) -> Data:
    asked = Approval.objects.filter(case=scene.case, verdict="open").first()
    return {
        "approval": asked.code if asked else "NONE",
        "round": asked.round if asked else 1,
        "note": "请补充",
    }


def _transfer(scene: Scene) -> Data:
    to = scene.world.who(Role.VICE_CHAIR, scene.world.county).person
    asked = _answer(scene)
    return {"approval": asked["approval"], "round": asked["round"], "to": to, "reason": "外出开会"}


def _removal(scene: Scene) -> Data:
    added = Signature.objects.filter(step__approval__case=scene.case).exclude(added_how="").first()
    asked = _answer(scene)
    return {
        "approval": asked["approval"], "round": asked["round"], "signature": added.code if added else "NONE",
        "reason": "不需要了",
    }  # fmt: skip


def _first_party(scene: Scene) -> str:
    return Party.objects.filter(case=scene.case).order_by("id")[0].code


def _parties(scene: Scene) -> Data:
    codes = list(Party.objects.filter(case=scene.case).order_by("id").values_list("code", flat=True))
    return {"representatives": codes[:3], "stands_for": codes[3:]}


def _agreement(_scene: Scene) -> Data:
    terms = [{"what": "付清", "amount": Decimal(100), "due_on": today() + DAY}]
    return {"agreement": "written_agreement", "terms": terms, "signed_on": today()}


def _notice(scene: Scene) -> str:
    found = EmployerNotice.objects.filter(case_code=scene.case.code).first()
    return found.number if found else "NONE"


def _asked_body(scene: Scene) -> str:
    found = CheckAnswer.objects.filter(joint_check__case=scene.case).first()
    return found.code if found else "NONE"


DATA: dict[str, Callable[[Scene], Data]] = {
    "assign": lambda s: {"mediator": s.world.who(Role.MEDIATOR, s.world.town, 2).person},
    "reassign": lambda s: {"mediator": s.world.who(Role.MEDIATOR, s.world.town, 2).person, "reason": "生病"},
    "record_finding": lambda s: {"finding": "confirmed", "note": "工资表"},
    "receive_application": lambda s: {"form": "oral", "received_on": today(), "names_applicant": True},
    "merge": lambda s: {"into": Scene(s.world).case},
    "withdraw": lambda s: {"reason": "已经解决"},
    "ask_decline": lambda s: {"ground": "not_labour", "reason": "是借款纠纷"},
    "ask_refer": lambda s: {"partner": s.world.partner(), "reason": "归人社所"},
    "decline": lambda s: {"ground": "not_labour"},
    "refer": lambda s: {"partner": s.world.partner().pk},
    "ask_not_confirmed": lambda s: {"reason": "不属实"},
    "ask_other_side": lambda s: {"asked_on": today()},
    "other_side_agrees": lambda s: {"answered_on": today()},
    "other_side_declines": lambda s: {"answered_on": today()},
    "record_session": lambda s: {"note": "第一次调解"},
    "agree": _agreement,
    "fail": lambda s: {"ground": "unreachable"},
    "ask_extend": lambda s: {"until": today() + 40 * DAY, "both_agree": True, "reason": "双方要求"},
    "extend": lambda s: {"until": (today() + 40 * DAY).isoformat()},
    "adopt_agreement": lambda s: {"mediation": "TABLE0000000", **_agreement(s)},
    "extend_with_table": lambda s: {"until": (today() + 40 * DAY).isoformat()},
    "await_seal": lambda s: {"mediation": "M1"}, "go_on_mediating": lambda s: {"mediation": "M1"},
    "table_failed": lambda s: {"ground": "no_agreement_in_time"},
    "perform_term": lambda s: {"term": s.term.code, "paid": Decimal(1), "performed_on": today(), "note": "收条"},
    "breach": lambda s: {"clock": s.case.terms.order_by("-order")[0].code},
    "enforce": lambda s: {"road": "enforcement", "note": "协助申请"},
    "inform_parties": lambda s: {"note": "已书面告知"},
    "take_road": lambda s: {"road": "arbitration", "note": "协助申请"},
    "ask_close": lambda s: {"reason": "办完了"},
    "close": lambda s: {"conclusion": "written_agreement"},
    "return_call": lambda s: {"note": "已回访"},
    "ask_reopen": lambda s: {"reason": "又没付"},
    "worker_asks_reopen": lambda s: {"reason": "没有付清"},
    "rate": lambda s: {"stars": 5},
    "approve": _answer, "send_back": _answer, "refuse": _answer,
    "withdraw_request": lambda s: {"approval": _answer(s)["approval"]},
    "urge_approval": lambda s: {"approval": _answer(s)["approval"]},
    "readdress": lambda s: {"approval": _answer(s)["approval"]},
    "transfer": lambda s: _transfer(s), "add_signer": lambda s: adding(s), "remove_signer": lambda s: _removal(s),
    "hand_up": lambda s: {"reason": "镇里调不动"},
    "take_over": lambda s: {"reason": "县里直接办"},
    "hand_down": lambda s: {"unit": s.world.hamlet, "reason": "村里熟悉情况"},
    "climb": lambda s: {"clock": "", "rule": "verify"},
    "remind": lambda s: {"clock": "", "rule": "verify"},
    "tell": lambda s: {"clock": "", "rule": "verify"},
    "order_by_clock": lambda s: {"clock": "", "rule": "verify"},
    "order": lambda s: {"note": "限期说明"},
    "answer_order": lambda s: {"note": "人手不足，本周办完"},
    "set_colour": lambda s: {"colour": "orange", "reason": "人多"},
    "declare_emergency": lambda s: {"reason": "有人扬言上路堵车"},
    "emergency_entry": lambda s: {"note": "已到现场", "lead": s.mediator.person},
    "stand_down": lambda s: {"reason": "人员已散"},
    "suspend": lambda s: {"ground": "both_asked", "review_on": today() + 5 * DAY, "reason": "双方要求"},
    "resume": lambda s: {"reason": "继续"},
    "add_party": lambda s: {"name": "李四"},
    "name_representatives": _parties,
    "record_consent": lambda s: {"party": _first_party(s), "consent": "agreed", "consented_on": today()},
    "come_forward": lambda s: {"name": "王小明", "phone": PHONE_FORWARD},
    "change_disclosure": lambda s: {"disclosure": "open"},
    "correct": lambda s: {"reason": "看错了", "amount": "12345.60"},
    "add_evidence": lambda s: {"file": paper()},
    "message": lambda s: {"body": "什么时候有结果？"},
    "confirm": lambda s: {"message": Message.objects.filter(case=s.case).latest("id").code, "answer": "yes"},
    "notify_employer": lambda s: {"kind": "verify"},
    "employer_reply": lambda s: {"notice": _notice(s), "body": "已自查"},
    "interrupt_limitation": lambda s: {"happened_on": today(), "reason": "向单位主张权利"},
    "suspend_limitation": lambda s: {"reason": "洪水封路"},
    "end_employment": lambda s: {"ended_on": today()},
    "erase_personal": lambda s: {"reason": "本人依法申请"},
    "ask_bodies": lambda s: {"bodies": [{"partner": checking.body(s.world, checking.LABOUR), "question": ""}]},
    "answer_check": lambda s: {"body": _asked_body(s), "answer": "true", "note": "台账属实"},
    "urge_check": lambda s: {"note": "请尽快答复"},
    "excuse_check": lambda s: {"body": _asked_body(s), "reason": "没有回音"},
    "sum_up": lambda s: {"conclusion": "confirmed", "note": "一致属实"},
}  # fmt: skip
PHONE_FORWARD = "13911112222"


def told(scene: Scene, verb: str) -> Data:
    """Lawful data of a step."""
    return DATA[verb](scene) if verb in DATA else {}
