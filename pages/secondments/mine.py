"""我的挂职: what somebody seconded sees of their own form, and the steps that are theirs, whether or not they handle cases.

It is not the case file: what sender, town and county wrote of them, objections and opinions are not theirs to read.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import (
    Case,
    CaseKind,
    Clock,
    ClockState,
    DayPresence,
    EntryKind,
    SecondmentDetail,
    SecondmentEnd,
    ServiceEntry,
)
from cases.visibility import REPORT_ONLY
from organizations.models import Person
from organizations.roles import HANDLING_ROLES
from pages.acting import actings, works_here
from pages.casefile.access import Reader, cases_to_read
from pages.casefile.actions import ANY_STEP
from pages.casefile.do import step_of
from pages.casefile.forms import StepForm
from pages.clocks import clock_view
from pages.kinds import Pairs, line_of, main_line_of, page_of, state_words, states_of
from pages.parts import ActionView, BlockedAction, ChartState, ClockView
from pages.secondments import own_forms
from pages.speech import spoken_date
from protection import personal
from record.timekeeping import now
from workflows.offers import offers
from workflows.secondment.clocks import END
from workflows.secondment.states import S

#: To whom the menu shows the page even while they are not seconded.
MAY_BE_SECONDED = HANDLING_ROLES | REPORT_ONLY
NEXT: Mapping[str, Any] = {
    S.DRAFT: gettext_lazy("选送单位正在填写您的呈报表。"),
    S.SENDER_REVIEW: gettext_lazy("等选送单位主席审核。"),
    S.CONSENT: gettext_lazy("等用人单位书面同意或党组织意见。"),
    S.SELECTING: gettext_lazy("等乡镇（街道）总工会甄选。"),
    S.MATCHING: gettext_lazy("双向选择：请表明您愿不愿意去，接收单位也在表态。"),
    S.COUNTY_REVIEW: gettext_lazy("双方都选定了，等县总工会审批。"),
    S.NOTICE: gettext_lazy("县总工会已经同意，正在公示。"),
    S.APPROVED: gettext_lazy("等接收单位登记您到岗。"),
    S.IN_POST: gettext_lazy("到岗后先公开身份、职责和廉洁规定，再由您签订职责和目标承诺。"),
    S.SERVING: gettext_lazy("履职中：调研信息和重要事项在这里报，考勤由接收单位登记。"),
    S.ASSESSING: gettext_lazy("挂职期满，正在考核。"),
}


def links(person: Person) -> list[dict[str, str]]:
    """Own forms in a line each, the newest first. One query."""
    rows = SecondmentDetail.objects.filter(person=person).select_related("case", "round").order_by("-case_id")
    return [
        {"title": row.round.title, "state": state_words(CaseKind.SECONDMENT, row.case.state)} for row in rows
    ]


@never_cache
@works_here
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything of one's own, the newest first."""
    person, at = request.user, now()
    if not isinstance(person, Person):
        raise Http404
    found = cases_to_read().filter(secondment__person=person).select_related(
        "secondment__round", "secondment__sender", "secondment__host_unit", "secondment__host_employer"
    )  # fmt: skip
    cases = list(found.order_by("-pk"))
    if not cases and not any(way.role in MAY_BE_SECONDED for way in actings(request)):
        raise Http404
    entries = list(
        ServiceEntry.objects.filter(case__in=cases, kind__in=own_forms.SHOWN).order_by("-on", "-pk")
    )
    details = [case.secondment for case in cases]
    ends = {
        row.case_id: row
        for row in Clock.objects.filter(case__in=cases, rule_id=END, state=ClockState.RUNNING)
    }
    keys = [row.text_key for row in entries]
    keys += [key for row in details for key in (row.publicity_key, row.promises_key)]
    texts = personal.read_many(keys)
    shown = []
    for case in cases:
        own = [row for row in entries if row.case_id == case.pk]
        shown.append(_shown(request, case, own, texts, at) | {"clock": _clock(ends.get(case.pk), case, at)})
    return render(request, "secondments/mine.html", {"shown": shown})


def _shown(
    request: HttpRequest,
    case: Case,
    entries: list[ServiceEntry],
    texts: Mapping[Any, Any],
    at: datetime.datetime,
) -> dict[str, Any]:
    detail = case.secondment
    primary, rare = _actions(request, case, at)
    days = Counter(row.presence for row in entries if row.kind == EntryKind.ATTENDANCE)
    return {
        "case": case, "title": detail.round.title, "direction": detail.get_direction_display(),
        "state": state_words(CaseKind.SECONDMENT, case.state), "next": NEXT.get(S(case.state), _ended(case)),
        "facts": _facts(detail), "primary": primary, "rare": rare,
        "states": _chart(case), "visited": _visited(case),
        "public": _pairs(texts.get(detail.publicity_key, {}), own_forms.THREE),
        "promises": _pairs(texts.get(detail.promises_key, {}), own_forms.TWO),
        "days": [(DayPresence(one).label, n) for one, n in days.items()],
        "last_days": [(spoken_date(row.on), row.get_presence_display()) for row in entries if row.presence][:10],
        "reports": [
            {
                "on": row.on, "kind": row.get_kind_display(),
                "text": str(texts.get(row.text_key, {}).get("text", "")) if row.text_key else "",
            }
            for row in entries
            if row.kind != EntryKind.ATTENDANCE
        ],
    }  # fmt: skip


def _clock(clock: Clock | None, case: Case, at: datetime.datetime) -> ClockView | None:
    return clock_view(clock, case, at) if clock else None


def _ended(case: Case) -> str:
    return str(SecondmentEnd(case.conclusion).label) if case.conclusion else ""


def _chart(case: Case) -> list[ChartState]:
    words = states_of(CaseKind.SECONDMENT)
    return [ChartState(state, str(words[state])) for state in line_of(case, _visited(case))]


def _visited(case: Case) -> list[str]:
    """What the line of states has behind it; of a form that ended on the way, only what is sure."""
    line = main_line_of(CaseKind.SECONDMENT)
    if case.state == S.CLOSED and case.conclusion != SecondmentEnd.COMPLETED:
        return [str(S.DRAFT)]
    return line[: line.index(case.state)]


def _facts(detail: SecondmentDetail) -> Pairs:
    def of(day: datetime.date | None) -> str:
        return spoken_date(day, with_year=True) if day else ""

    return [
        (_("选送单位"), detail.sender.name),
        (_("接收单位"), detail.host_name),
        (_("意愿起止"), f"{of(detail.wish_from)} — {of(detail.wish_until)}" if detail.wish_from else ""),
        (_("公示截止日"), of(detail.notice_until)),
        (_("到岗日"), of(detail.took_up_on)),
        (_("约定期满日"), of(detail.until)),
        (_("工资由谁发"), detail.get_wages_by_display() if detail.wages_by else ""),
        (_("工伤保险由谁缴"), detail.get_insurance_by_display() if detail.insurance_by else ""),
        (_("实际结束日"), of(detail.ended_on)),
        (_("考核等次"), detail.get_grade_display() if detail.grade else ""),
    ]


def _pairs(text: Mapping[str, Any], names: Mapping[str, Any]) -> Pairs:
    return [(label, text.get(name, "")) for name, label in names.items()]


def _actions(
    request: HttpRequest, case: Case, at: datetime.datetime
) -> tuple[ActionView | None, list[ActionView | BlockedAction]]:
    """The one step that is theirs now, and rarer ones."""
    own = [way for way in actings(request) if way.on_behalf_of is None]
    offered = [one for one in offers(case, own, at) if one.verb in own_forms.FORMS and not one.idle]
    icons = page_of(CaseKind.SECONDMENT).icons
    rare: list[ActionView | BlockedAction] = []
    primary = None
    for one in sorted(offered, key=lambda offer: offer.weight):
        if one.reason:
            rare.append(BlockedAction(one.label, one.reason))
            continue
        place = reverse("secondment_mine_do", args=[case.code, one.verb])
        action = ActionView(one.label, place, icons.get(one.verb, ANY_STEP))
        if primary is None and one.verb in own_forms.FIRST:
            primary = action
        else:
            rare.append(action)
    return primary, rare


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """A step of one's own form."""
    case = cases_to_read().filter(code=code, secondment__person=request.user.pk).first()
    if case is None or verb not in own_forms.FORMS:
        raise Http404
    own = [way for way in actings(request) if way.on_behalf_of is None]
    forms: Mapping[str, type[StepForm]] = own_forms.FORMS
    return step_of(request, Reader(case, own, full=False, home=reverse("secondment_mine")), verb, forms)
