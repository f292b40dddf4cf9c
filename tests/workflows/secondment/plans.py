"""For each step of a secondment: the facts under which it passes, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.models import Objection
from organizations.acting import Acting
from organizations.models import Post
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, paper
from tests.secondments import Form, months_on, notice_over
from workflows.models import Approval, Signature
from workflows.secondment.assessing import fingerprint, issue_codes
from workflows.secondment.states import S

Data = dict[str, Any]
NOTE = {"reason": "情况有变"}


def for_form(world: World, **facts: Any) -> Form:
    """A form whose four places all differ: from an enterprise, by its town, to the other town; with an account."""
    seconded = world.made.acting("挂职人", Role.INFO_OFFICER, world.made.enterprise).person
    form = Form(world, **({"host_unit": world.other_town, "person": seconded} | facts))
    form.past = True
    return form


def reach(world: World, state: str, **facts: Any) -> Form:
    """A new form in ``state``."""
    return for_form(world, **facts).to(state)


def ready(world: World, state: str, verb: str) -> Form:
    """A form in ``state`` with every guard of ``verb`` satisfied."""
    form = reach(world, state)
    if verb in READY:
        READY[verb](form)
    return form


def object_to(form: Form) -> Form:
    """An objection waits."""
    return form.do("receive_objection", form.county, text="不够条件", received_on=today())


def refused(form: Form) -> Form:
    """The host would rather not."""
    return form.choose(host="no")


def asked(form: Form) -> Form:
    """A question is out for approval."""
    if form.fresh().state == S.SERVING:
        return form.do("ask_longer", form.host, **told(form, "ask_longer"))
    if form.case.state == S.ASSESSING:
        return form.mark().do("propose_grade", form.county, grade="competent", reason="综合各项")
    return form


def ordered(form: Form) -> Form:
    """A supervision order waits."""
    return form.do("order", form.world.who(Role.SUPERVISOR, form.world.county), note="限期说明")


def voting(form: Form) -> Form:
    """Codes are out."""
    form.codes = form.codes_for()
    return form


def with_papers(form: Form) -> Form:
    """A paper is on file."""
    form.codes = [form.file_paper()]
    return form


def added(form: Form) -> Form:
    """The chair had somebody sign besides."""
    return asked(form).do("add_signer", form.chair, **_adding(form))


def chair_gone(form: Form) -> Form:
    """Whoever was asked has left, behind the door."""
    asked(form).world.who(Role.VICE_CHAIR, form.world.county)
    Post.objects.filter(person__in=signers(form), role=Role.CHAIR).update(ends_on=today() - DAY)
    return form


READY: dict[str, Callable[[Form], object]] = {
    "record_consent": with_papers, "choose_as_host": with_papers, "choose_as_person": with_papers,
    "promise_two": with_papers, "record_host_mark": with_papers,
    "put_to_county": Form.choose, "try_other_host": refused, "not_matched": refused,
    "dismiss_objection": object_to, "uphold_objection": object_to, "end_notice": notice_over,
    "begin_service": lambda form: form.publish().promise(), "answer_order": ordered,
    "give_opinion": voting, "close_opinions": voting, "propose_grade": lambda form: form.mark(),
    "transfer": asked, "add_signer": asked, "urge_approval": asked, "remove_signer": added, "readdress": chair_gone,
    "approve": asked, "send_back": asked, "refuse": asked, "withdraw_request": asked,
}  # fmt: skip


def _question(form: Form) -> Data:
    row = Approval.objects.filter(case=form.case, verdict="open").first()
    return {"approval": row.code if row else "NONE", "round": row.round if row else 1}


def _adding(form: Form) -> Data:
    person = form.world.who(Role.VICE_CHAIR, form.world.county).person
    return _question(form) | {"person": person, "how": "after", "reason": "请把关"}


def _transfer(form: Form) -> Data:
    to = form.world.who(Role.VICE_CHAIR, form.world.county).person
    return _question(form) | {"to": to, "reason": "外出开会"}


def _removal(form: Form) -> Data:
    row = Signature.objects.filter(step__approval__case=form.case).exclude(added_how="").first()
    return _question(form) | {"signature": row.code if row else "NONE", "reason": "不需要了"}


def _only(form: Form) -> Data:
    return {"approval": _question(form)["approval"]}


def _paper(form: Form) -> str:
    return form.codes[0] if form.codes else "NONE"


def _objection(form: Form) -> Data:
    row = Objection.objects.filter(case=form.case).first()
    return {"objection": row.code if row else "NONE", "answer": "经核查不属实"}


def _first(form: Form) -> Any:
    return form.fresh().secondment.took_up_on or today()


def _filled(form: Form) -> Data:
    return {
        "wish_from": today(), "wish_until": months_on(today(), 3), "host_unit": form.world.other_town,
        "wish_text": "三个月", "note": "已商量",
    }  # fmt: skip


TOLD: dict[str, Callable[[Form], Data]] = {
    "correct": _filled, "add_evidence": lambda f: {"file": paper()}, "submit": lambda f: {},
    "record_consent": lambda f: {
        "paper": _paper(f), "given_on": today(), "wages_by": "sender", "insurance_by": "host",
    },
    "not_consented": lambda f: NOTE, "return_form": lambda f: NOTE, "withdraw": lambda f: NOTE,
    "file": lambda f: {}, "not_select": lambda f: NOTE,
    "choose_as_host": lambda f: {"choice": "yes", "paper": _paper(f)},
    "choose_as_person": lambda f: {"choice": "yes", "paper": _paper(f)},
    "put_to_county": lambda f: NOTE, "try_other_host": lambda f: {"host_unit": f.world.town},
    "not_matched": lambda f: NOTE,
    "receive_objection": lambda f: {"text": "不够条件", "received_on": today()},
    "dismiss_objection": _objection, "uphold_objection": _objection, "end_notice": lambda f: {},
    "take_up": lambda f: {"on": today(), "until": months_on(today(), 4)},
    "publish_three": lambda f: {
        "identity": "挂职副主席", "duties": "协助调解", "integrity": "不收礼金", "published_on": today(),
    },
    "promise_two": lambda f: {
        "duties": "按时到岗", "goals": "建会五家", "promised_on": today(), "paper": _paper(f),
    },
    "begin_service": lambda f: {},
    "record_attendance": lambda f: {"days": [{"on": _first(f), "presence": "present"}]},
    "report": lambda f: {"kind": "report", "text": "走了三家企业", "on": _first(f)},
    "inspect": lambda f: {"kind": "support", "text": "安排了住处", "on": _first(f)},
    "check_midterm": lambda f: {"text": "进展正常", "on": _first(f)},
    "ask_longer": lambda f: {"until": months_on(_first(f), 9), "reason": "项目未完"},
    "finish": lambda f: {"on": f.fresh().secondment.until},
    "end_early": lambda f: {"ground": "illness", "on": _first(f), "reason": "住院"},
    "hand_out_codes": lambda f: {"fingerprints": [fingerprint(c) for c in issue_codes(3)], "group": "served"},
    "give_opinion": lambda f: {"grade": "excellent"}, "close_opinions": lambda f: {},
    "mark_by_host": lambda f: {"mark": "competent", "note": "扎实"},
    "record_host_mark": lambda f: {"mark": "competent", "paper": _paper(f)},
    "propose_grade": lambda f: {"grade": "competent", "reason": "综合各项"},
    "approve": _question, "send_back": lambda f: _question(f) | {"note": "请补充"},
    "refuse": lambda f: _question(f) | {"note": "不合适"},
    "withdraw_request": _only, "urge_approval": _only, "readdress": _only, "transfer": _transfer, "add_signer": _adding,
    "remove_signer": _removal,
    "remind": lambda f: {"clock": "", "rule": "second_draft"}, "tell": lambda f: {"clock": "", "rule": "second_draft"},
    "order_by_clock": lambda f: {"clock": "", "rule": "second_draft"},
    "order": lambda f: {"note": "限期说明"}, "answer_order": lambda f: {"note": "已在办"},
    "urge": lambda f: {"note": "请抓紧"}, "erase_personal": lambda f: {"reason": "本人申请"},
}  # fmt: skip


def told(form: Form, verb: str) -> Data:
    """What ``verb`` needs to be told; nothing for steps nobody takes by themselves."""
    return TOLD[verb](form) if verb in TOLD else {}


def signers(form: Form) -> set[int]:
    """Whose signature is waited for."""
    rows = Signature.objects.filter(step__approval__case=form.case, step__approval__verdict="open", answer="")
    return {row.signer_id for row in rows if row.signer_id is not None}


def asker(form: Form) -> Acting | None:
    """Who asked the open question, at the office they asked from: the county's question comes from the town."""
    row = Approval.objects.filter(case=form.case, verdict="open").select_related("asked_by").first()
    if row is None or row.asked_by is None:
        return None
    unit = form.world.town if row.kind == "second_county" else row.unit
    return Acting(row.asked_by, Role(row.asked_role), unit=unit)
