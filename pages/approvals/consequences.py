"""What a yes and a no would do, and the few facts a chair decides on. Pure: everything was loaded before."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, CaseKind, Clock
from organizations.models import CodeList
from pages.approvals import secondments
from pages.approvals.secondments import OfForms
from pages.kinds import Texts, page_of, state_words
from pages.labels import FINDINGS, label, verb_label
from pages.rows import state_of, title_of
from pages.speech import spoken_date, spoken_money
from record.timekeeping import day_of
from workflows.models import Approval, ApprovalKind
from workflows.registry import workflow_for

#: What a chair reads of the story here; the rest is in the case.
STORY = 80
Pairs = list[tuple[str, str]]


@dataclass
class Beside:
    """What is known beside the approval and its case."""

    partners: Mapping[int, str] = field(default_factory=dict)
    proofs: int = 0
    story: str = ""
    mediation_close: Clock | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)
    forms: OfForms = field(default_factory=OfForms)
    #: The reader is whom it is about: what is proposed for them they do not read here.
    about_reader: bool = False


def on_yes(approval: Approval, beside: Beside) -> str:
    """What follows at once when the chair agrees: in the kind's own words, the general ones, or its step's."""
    payload, kind = approval.payload, ApprovalKind(approval.kind)
    own = page_of(approval.case.kind).on_yes.get(kind)
    if own is not None and not beside.about_reader:
        return own(approval)
    if approval.kind == ApprovalKind.DECLINE:
        return _("案件以“不予受理”结案，由承办工会书面告知职工。")
    if approval.kind == ApprovalKind.REFER:
        return _("案件移送给“%(partner)s”并结案，对方从此可以查看。") % {
            "partner": _partner(approval, beside)
        }
    if approval.kind == ApprovalKind.NOT_CONFIRMED:
        return _("案件以“不属实”结案。")
    if approval.kind == ApprovalKind.EXTEND:
        return _("调解期限延到 %(day)s。") % {"day": _until(payload)}
    if approval.kind == ApprovalKind.CLOSE:
        result = label(CodeList.RESULT, payload.get("conclusion", ""))
        return _("案件以“%(result)s”结案，期限全部停止，只留回访。") % {"result": result}
    return _by_its_step(approval.case.kind, kind, secondments.next_state(approval, beside.forms))


def _by_its_step(case_kind: str, kind: ApprovalKind, state: str = "") -> str:
    """What the step does that a yes opens: its name, and the state it leads to; ``state`` where that is known."""
    flow: Any = workflow_for(case_kind)
    verb = flow.step_of[kind]
    words = {"step": verb_label(case_kind, verb), "state": ""}
    for transition in getattr(flow, verb).get_transitions():
        targets = [state] if state else transition.declared_targets()
        states = [state_words(case_kind, str(target)) for target in targets]
        words["state"] = "、".join(state for state in states if state)
    if not words["state"]:
        return _("马上办理“%(step)s”，案件留在现在的状态。") % words
    return _("马上办理“%(step)s”，案件进入“%(state)s”。") % words


def on_no(approval: Approval, case: Case, beside: Beside) -> str:
    """What follows when the chair sends it back or refuses."""
    if approval.kind == ApprovalKind.CLOSE:
        back = state_words(case.kind, case.back_to) or _("原来的状态")
        return _("案件回到“%(state)s”，由承办人按您的意见继续办理。") % {"state": back}
    if approval.kind == ApprovalKind.REOPEN:
        return _("案件保持已结案。")
    if approval.kind == ApprovalKind.EXTEND:
        clock = beside.mediation_close
        day = spoken_date(clock.due_on) if clock else "—"
        return _("调解期限不变，仍是 %(day)s。") % {"day": day}
    if approval.kind in (ApprovalKind.SECOND_SENDER, ApprovalKind.SECOND_COUNTY):
        return _("退回的，呈报表回到选送单位修改；不同意的，这份呈报表到此结束。")
    return _("案件留在“%(state)s”，继续办理。") % {"state": state_of(case)}


def title(case: Case, texts: Texts) -> str:
    """「拖欠劳动报酬 · 示例袜业有限公司 · 3 人」."""
    people = ngettext("%(n)d 人", "%(n)d 人", case.people) % {"n": case.people}
    return f"{title_of(case, texts)} · {people}"


def facts(approval: Approval, case: Case, beside: Beside, at: datetime.datetime) -> Pairs:
    """A few lines: what the worker said, the money, who handles it since when, what this kind of request turns on."""
    # A secondment's form lies with an office, is nobody's to handle and moves no money.
    is_form = case.kind == CaseKind.SECONDMENT
    handler = [case.handler.name if case.handler else _("未指派")] if not is_form else []
    reported = day_of(case.reported_at)
    days = (day_of(at) - reported).days
    lasted = ngettext("已 %(n)d 天", "已 %(n)d 天", days) % {"n": days}
    since = _("%(day)s 上报，%(lasted)s") % {"day": spoken_date(reported), "lasted": lasted}
    return [
        (_("案情"), Truncator(beside.story).chars(STORY)),
        *([] if is_form else [(_("金额"), _money(case))]),
        (_("承办"), " · ".join([*handler, case.unit.name, since])),
        *_of_form(approval, beside, is_form),
        _of_kind(approval, case, beside),
    ]


def _of_form(approval: Approval, beside: Beside, is_form: bool) -> Pairs:
    if not is_form:
        return []
    return secondments.facts(approval, beside.forms, beside.hosts, beside.about_reader)


def _money(case: Case) -> str:
    parts = [_("涉及 %(money)s") % {"money": spoken_money(case.amount_involved)}]
    if case.amount_recovered:
        parts.append(_("追回 %(money)s") % {"money": spoken_money(case.amount_recovered)})
    if case.performance:
        parts.append(case.get_performance_display())
    return " · ".join(parts)


def _of_kind(approval: Approval, case: Case, beside: Beside) -> tuple[str, str]:
    payload = approval.payload
    if approval.kind == ApprovalKind.DECLINE:
        return _("理由类别"), label(CodeList.DECLINE_GROUND, payload.get("ground", ""))
    if approval.kind == ApprovalKind.REFER:
        return _("移送给"), _partner(approval, beside)
    if approval.kind == ApprovalKind.NOT_CONFIRMED:
        return _("核实结论"), str(FINDINGS.get(getattr(case.detail, "finding", ""), ""))
    if approval.kind == ApprovalKind.EXTEND:
        clock = beside.mediation_close
        return _("期限"), f"{spoken_date(clock.due_on)} → {_until(payload)}" if clock else _until(payload)
    if approval.kind == ApprovalKind.CLOSE:
        proofs = ngettext("履行凭证 %(n)d 份", "履行凭证 %(n)d 份", beside.proofs) % {"n": beside.proofs}
        return _("拟结案"), f"{label(CodeList.RESULT, payload.get('conclusion', ''))} · {proofs}"
    if approval.kind != ApprovalKind.REOPEN:
        return _("现在的状态"), state_of(case)
    closed = spoken_date(day_of(case.closed_at)) if case.closed_at else ""
    stars = getattr(case.detail, "rating", None)
    rating = _("职工评 %(n)d 星") % {"n": stars} if stars else ""
    result = label(CodeList.RESULT, case.conclusion)
    return _("原结果"), " · ".join(part for part in (result, closed, rating) if part)


def _partner(approval: Approval, beside: Beside) -> str:
    return beside.partners.get(approval.payload.get("partner", 0), _("协作单位"))


def _until(payload: Mapping[str, str]) -> str:
    until = payload.get("until", "")
    return spoken_date(datetime.date.fromisoformat(until)) if until else "—"
