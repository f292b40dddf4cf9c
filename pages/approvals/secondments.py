"""What a chair reads of a form of 挂职 and of no other request. Pure but for ``load``."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import CaseKind, ConsentKind, Grade, SecondmentDetail, SecondmentSetting
from cases.secondments.figures import share_of
from organizations.acting import Acting
from pages.secondments.assessment import share_words
from pages.speech import spoken_day
from workflows.models import Approval, ApprovalKind, Verdict
from workflows.secondment.states import S

Pairs = list[tuple[str, str]]
#: What ``Approval.case`` needs of its form besides the form's own row.
JOINS = ("secondment__host_unit", "secondment__host_employer", "secondment__round")
#: Requests whose yes moves the form to a state that the county's setting decides.
BY_SETTING = (ApprovalKind.SECOND_SENDER, ApprovalKind.SECOND_COUNTY)


@dataclass(frozen=True)
class OfForms:
    """What is known beside the forms of a page: settings by county (None: the general one), shares in words by approval."""

    settings: Mapping[int | None, SecondmentSetting] = field(default_factory=dict)
    shares: Mapping[int, str] = field(default_factory=dict)


def load(approvals: Iterable[Approval]) -> OfForms:
    """One query where a setting decides what follows; three for each round and grade that is asked about."""
    asked = [one for one in approvals if one.verdict == Verdict.OPEN and one.case.kind == CaseKind.SECONDMENT]
    return OfForms(_settings([one for one in asked if one.kind in BY_SETTING]), _shares(asked))


def _settings(asked: Sequence[Approval]) -> dict[int | None, SecondmentSetting]:
    if not asked:
        return {}
    counties = {one.case.county_id for one in asked}
    rows = SecondmentSetting.objects.filter(Q(county__in=counties) | Q(county=None))
    return {row.county_id: row for row in rows}


def _shares(asked: Sequence[Approval]) -> dict[int, str]:
    words: dict[tuple[int, str], str] = {}
    found = {}
    for one in asked:
        if one.kind != ApprovalKind.SECOND_GRADE:
            continue
        detail, grade = one.case.detail, one.payload.get("grade", "")
        key = (detail.round_id, grade)
        if key not in words:
            share = share_of(detail.round, one.case.county, grade)
            words[key] = share_words(share) if share else ""
        found[one.pk] = words[key]
    return found


def is_about(approval: Approval, actings: Collection[Acting]) -> bool:
    """Whether the reader is the person whom a grade is proposed for: they learn it when it is given."""
    if approval.kind != ApprovalKind.SECOND_GRADE:
        return False
    return approval.case.detail.person_id in {acting.person.pk for acting in actings if acting.person}


def next_state(approval: Approval, known: OfForms) -> str:
    """The state a yes leads to where the county's setting decides; empty where it does not, or is not known."""
    setting = known.settings.get(approval.case.county_id) or known.settings.get(None)
    if setting is None:
        return ""
    if approval.kind == ApprovalKind.SECOND_COUNTY:
        return str(S.NOTICE if setting.notice_days else S.APPROVED)
    if approval.kind == ApprovalKind.SECOND_SENDER:
        needed = setting.consent_for(approval.case.detail.direction)
        return str(S.SELECTING if needed == ConsentKind.NONE else S.CONSENT)
    return ""


def facts(approval: Approval, known: OfForms, hosts: Mapping[str, str], about_reader: bool) -> Pairs:
    """Where to, for how long, who pays; of a grade which one, what the host thinks and what the share allows."""
    detail: SecondmentDetail = approval.case.detail
    payload = approval.payload
    said = [(_("接收单位"), hosts.get(payload.get("host", ""), "") or detail.host_name)]
    if approval.kind in BY_SETTING:
        said.append((_("意愿起止"), _span(payload.get("first"), payload.get("last"))))
    if approval.kind == ApprovalKind.SECOND_COUNTY:
        said.append((_("工资由谁发"), detail.get_wages_by_display() if detail.wages_by else ""))
        said.append((_("工伤保险由谁缴"), detail.get_insurance_by_display() if detail.insurance_by else ""))
    if approval.kind == ApprovalKind.SECOND_EXTEND:
        now = spoken_day(detail.until) if detail.until else "—"
        said.append((_("约定期满日"), f"{now} → {spoken(payload.get('until'))}"))
    if approval.kind == ApprovalKind.SECOND_GRADE and not about_reader:
        said += [
            (_("拟定等次"), grade_of(approval)),
            (_("接收单位评价"), detail.get_host_mark_display() if detail.host_mark else ""),
            (_("等次比例"), known.shares.get(approval.pk, "")),
        ]
    return said


def grade_of(approval: Approval) -> str:
    """The grade that is proposed, in words."""
    grade = approval.payload.get("grade", "")
    return str(dict(Grade.choices).get(grade, grade))


def _span(first: object, last: object) -> str:
    return f"{spoken(first)} — {spoken(last)}" if first and last else ""


def spoken(day: object) -> str:
    """A day of a request's payload as people say it; a dash without one."""
    return spoken_day(datetime.date.fromisoformat(str(day))) if day else "—"
