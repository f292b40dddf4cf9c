"""For each step of a wage case: the facts under which it passes, and what it is told. For each guard: how it fails."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from cases.imports.claims import ClaimRow
from cases.models import Claim, Payer
from cases.wages.claims import Figures
from organizations.models import PartnerBody
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, paper
from tests.wages import Arrears, suspend
from tests.workflows import checking
from tests.workflows.plans import DATA as SHARED
from tests.workflows.plans import orphan
from workflows.models import Approval
from workflows.wage_arrears.states import S

Data = dict[str, Any]
Way = Callable[[Arrears, str], object]


def reach(world: World, state: str, **facts: Any) -> Arrears:
    """A new wage case in ``state``."""
    return Arrears(world, **facts).to(state)


def crowd(one: Arrears, people: int = 11) -> Arrears:
    """Enough named workers to choose representatives from, and their mandate."""
    for number in range(people):
        one.do("add_party", one.mediator, name=f"工人{number}")
    return one.do("add_evidence", one.mediator, file=paper("推举书.pdf"), kind="mandate")


def outcome(one: Arrears, what: str = "refused") -> Arrears:
    """意见书 sent, with its outcome."""
    one.do("send_opinion", one.mediator)
    return one.do("record_opinion_outcome", one.mediator, outcome=what, note="已登记")


def advise(one: Arrears) -> Arrears:
    """建议书 sent."""
    return outcome(one).do("send_advice", one.mediator, partner=one.world.partner())


def with_credit(world: World, state: str) -> Arrears:
    """Overpaid, then owing again, in ``state``."""
    if state == S.VERIFYING:
        one = reach(world, S.CONFIRMED).pay(18_500, overpaid=True)
        one.do("ask_close", one.mediator, reason="已付清").answer()
        one.do("ask_reopen", one.mediator, reason="又欠").answer().assign()
        return one.do("add_claim", one.mediator, name="李四", period="2026-02", due=900)
    one = reach(world, S.CONFIRMED).pay(18_500, overpaid=True)
    one.do("add_claim", one.mediator, name="李四", period="2026-02", due=9_000)
    if state != S.CONFIRMED:
        one.do("send_tip", one.mediator)
    if state in (S.PLANNED, S.REPAYING):
        one.plan()
    if state == S.REPAYING:
        one.pay(10)
    if state == S.HANDED_OVER:
        one.do("hand_over", one.mediator, road="inspection", reason="拒不配合")
    return one


def _awaiting(one: Arrears, state: str) -> None:
    if state == S.VERIFYING:
        one.found("not").do("ask_not_confirmed", one.mediator, reason="不属实")
    elif state == S.CLOSED:
        one.do("ask_reopen", one.mediator, reason="又没付")


def _signer_gone(one: Arrears, state: str) -> None:
    _awaiting(one, state)
    orphan(one.case, one.world)


def _ordered(one: Arrears, state: str) -> None:
    if state == S.SUSPENDED:
        one.do("resume", one.chair, reason="")
    one.do("order", one.above, note="限期说明")
    if state == S.SUSPENDED:
        suspend(one)


def _asks(one: Arrears, _state: str) -> None:
    one.do("message", one.at_unit(Role.WINDOW), body="同意这个方案吗？", asks_confirmation=True)


def _rival(one: Arrears, state: str) -> None:
    if state == S.WARNED:
        one.do("add_claim", one.at_unit(Role.WINDOW), period="2026-01", due=6_000, party=one.parties[0].code)
    one.do("claim_by_receipt", one.worker, period="2026-01", due=6_100)


def _claim(one: Arrears, state: str) -> None:
    if state == S.WARNED:
        one.do("add_claim", one.at_unit(Role.WINDOW), period="2026-01", due=6_000, party=one.parties[0].code)
    elif state in (S.REPAYING, S.CLEARED):
        one.do("add_claim", one.mediator, period="2026-02", due=6_000, party=one.parties[0].code)
        if state == S.CLEARED:
            one.pay(6_000, scope="all")


def _payer(one: Arrears, state: str) -> None:
    who = one.at_unit(Role.WINDOW)
    one.do("add_payer", who, role="general", name="总包公司", ground="advance")


def _paid(one: Arrears, state: str) -> None:
    if not one.case.payments.exists():
        one.pay(10)


READY: dict[str, Way] = {
    "approve": _awaiting, "send_back": _awaiting, "refuse": _awaiting, "withdraw_request": _awaiting,
    "transfer": _awaiting, "add_signer": _awaiting, "urge_approval": _awaiting, "remove_signer": _awaiting,
    "readdress": _signer_gone,
    "emergency_entry": lambda one, _s: one.do("declare_emergency", one.chair, reason="有人扬言上路堵车"),
    "stand_down": lambda one, _s: one.do("declare_emergency", one.chair, reason="有人扬言上路堵车"),
    "answer_order": _ordered, "confirm": _asks, "choose_claim": _rival, "remove_payer": _payer,
    "resume_limitation": lambda one, _s: one.do("suspend_limitation", one.above, reason="洪水封路"),
    "name_representatives": lambda one, _s: crowd(one), "correct_claim": _claim, "drop_claim": _claim,
    "ask_not_confirmed": lambda one, _s: one.found("not"), "reverse_payment": _paid,
    "confirm_arrears": lambda one, _s: one.contact().found(), "road_result": lambda one, _s: None,
    "record_opinion_outcome": lambda one, _s: one.do("send_opinion", one.mediator),
    "send_advice": lambda one, _s: outcome(one),
}  # fmt: skip
#: Facts a case is born with for a step.
BIRTH: dict[str, Data] = {
    "come_forward": {"disclosure": "anonymous", "name": "", "phone": ""},
    "end_employment": {"employment_ended_on": None},
}
CHECKS = frozenset({"answer_check", "excuse_check", "urge_check", "sum_up"})


def ready(world: World, state: str, verb: str) -> Arrears:
    """A wage case in ``state`` with every guard of ``verb`` satisfied."""
    facts = dict(BIRTH.get(verb, {}))
    if verb == "employer_reply":
        facts["on_the_way"] = {
            "verifying": lambda one: one.do("notify_employer", one.mediator, kind="verify")
        }
    if verb == "record_advice_feedback":
        facts["on_the_way"] = {"demanded": advise}
        one = reach(world, S.DEMANDED if state == S.SUSPENDED else state, **facts)
        return suspend(one) if state == S.SUSPENDED else one
    if verb in CHECKS:
        facts["on_the_way"] = {"verifying": lambda one: _asked(one, verb)}
    if verb == "use_credit":
        return with_credit(world, state)
    if verb in ("send_tip", "send_opinion") and state == S.DEMANDED:
        one = reach(world, S.CONFIRMED)
        outcome(one)
        return _without_tip(one) if verb == "send_tip" else one
    if verb == "reverse_payment" and state == S.PLANNED:
        return reach(world, S.CONFIRMED).pay(10).do("send_tip", world.who(Role.MEDIATOR, world.town)).plan()
    one = reach(world, state, **facts)
    if verb in READY:
        READY[verb](one, state)
    return one


def _asked(one: Arrears, verb: str) -> None:
    """A joint check runs; all have answered where it is to be summed up."""
    checking.ask(one, checking.LABOUR)
    if verb == "sum_up":
        checking.answer(one, checking.LABOUR)


def _without_tip(one: Arrears) -> Arrears:
    """督促中 with no paper out: only a case that came back from a road can stand so; its day is taken away here."""
    from cases.models import WageDetail

    WageDetail.objects.filter(case=one.case).update(opinion_sent_on=None)
    return one


def _row(one: Arrears) -> ClaimRow:
    return ClaimRow(2, 2, "李四", "", "", "2026-01", Figures(Decimal(500)))


def _a_claim(one: Arrears) -> str:
    paid = {line.key for line in one.ledger.lines if line.paid}
    claims = [claim for claim in one.claims if claim.code not in paid] or one.claims
    return claims[-1].code if claims else "NONE"


def _rival_code(one: Arrears) -> str:
    found = Claim.objects.filter(case=one.case, rival_due__isnull=False).first()
    return found.code if found else "NONE"


def _plan(one: Arrears) -> Data:
    rows = [{"amount": one.ledger.outstanding or 1, "due_on": today() + 9 * DAY}]
    return {"instalments": rows, "agreed_on": today()}


def _adopt(one: Arrears) -> Data:
    owed = one.ledger.outstanding or Decimal(1)
    terms = [
        {"what": "支付工资", "who": "单位", "amount": owed, "due_on": today() + 9 * DAY, "proof": "转账"}
    ]
    bound = [party.code for party in one.parties]
    return {
        "mediation": "M1",
        "agreement": "written_agreement",
        "terms": terms,
        "signed_on": today(),
        "bound": bound,
    }


def _last_payment(one: Arrears) -> str:
    found = one.case.payments.filter(is_live=True).order_by("-credit", "-id").first()
    return found.code if found else "NONE"


def _first_payer(one: Arrears) -> str:
    found = Payer.objects.filter(case=one.case, is_active=True).first()
    return found.code if found else "NONE"


def _earlier(one: Arrears) -> Any:
    """The case that was there first: this one's number was given later."""
    return one.earlier


OWN: dict[str, Callable[[Arrears], Data]] = {
    "add_signal": lambda o: {"kind": "visit", "value": 1, "known_from": "走访", "observed_on": today()},
    "confirm_arrears": lambda o: {}, "record_finding": lambda o: {"finding": "confirmed", "note": "工资表"},
    "add_claim": lambda o: {"name": "李四", "period": "2026-02", "due": 100},
    "claim_by_receipt": lambda o: {"period": "2026-02", "due": 100},
    "correct_claim": lambda o: {"claim": _a_claim(o), "due": "6000.01", "reason": "看错"},
    "drop_claim": lambda o: {"claim": _a_claim(o), "reason": "重复"},
    "choose_claim": lambda o: {"claim": _rival_code(o), "keep": "kept"},
    "import_claims": lambda o: {"rows": [_row(o)]},
    "add_payer": lambda o: {"role": "general", "name": "总包公司", "ground": "advance"},
    "remove_payer": lambda o: {"payer": _first_payer(o), "reason": "弄错"},
    "record_opinion_outcome": lambda o: {"outcome": "refused", "note": "拒收"},
    "send_advice": lambda o: {"partner": o.world.partner()},
    "record_advice_feedback": lambda o: {"answered_on": today(), "note": "已责令支付"},
    "record_order_to_pay": lambda o: {"ordered_on": today(), "pay_by": today(), "note": "责令改正书"},
    "agree_plan": _plan, "adopt_agreement": _adopt, "table_failed": lambda o: {"ground": "no_agreement_in_time"},
    "breach": lambda o: {"clock": "NONE"},
    "record_payment": lambda o: {"amount": 1, "paid_on": today(), "voucher": paper()},
    "reverse_payment": lambda o: {"payment": _last_payment(o), "reason": "退票"},
    "use_credit": lambda o: {"payment": _last_payment(o)},
    "hand_over": lambda o: {"road": "inspection", "reason": "拒不配合"},
    "road_result": lambda o: {"outcome": "returned", "note": "退回"},
    "merge": lambda o: {"into": _earlier(o)},
    "ask_close": lambda o: {"reason": "办完了"}, "close": lambda o: {"conclusion": "written_agreement"},
    "absorb": lambda o: {"origin": o.case, "parties": [], "same": {}, "claims": [], "payments": []},
    "correct": lambda o: {"reason": "看错了", "people": 3},
}  # fmt: skip


def told(one: Arrears, verb: str) -> Data:
    """Lawful data of a step."""
    if verb in OWN:
        return OWN[verb](one)
    return SHARED[verb](cast(Scene, one)) if verb in SHARED else {}


def behind(one: Arrears) -> Arrears:
    """A question to the chair is open by its row alone, where no step could ask one."""
    Approval.objects.create(
        code="BEHIND000000", case=one.case, kind="extend", asked_role="mediator", asked_at=now(), unit=one.case.unit
    )  # fmt: skip
    return one


def partner_of(one: Arrears) -> PartnerBody:
    """The labour office beside the town."""
    return one.world.partner()
