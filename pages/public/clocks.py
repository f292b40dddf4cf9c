"""The time limits that concern a worker, in the order a worker asks: what comes next and by when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Clock, ClockState
from organizations.code_values import NOT_LABOUR
from pages.clocks import clock_view
from pages.parts import ClockView
from record.timekeeping import day_of
from workflows.fetching import book_of
from workflows.shared.limits import PAY

#: What each clock means to the worker. A clock that is not here is the office's own business.
SENTENCES = {
    "first_contact": gettext_lazy("工会最晚这天联系您"),
    "intake_decision": gettext_lazy("工会最晚这天决定是否受理"),
    "mediation_accept": gettext_lazy("调解组织最晚这天答复是否受理您的调解申请"),
    "verify": gettext_lazy("工会计划在这天前核实清楚"),
    "mediation_close": gettext_lazy("调解最晚在这天有结果；没有结果，您可以直接申请仲裁"),
    "mediation_close_accepted": gettext_lazy("从受理之日算，调解最晚在这天结束"),
    "people_mediation_close": gettext_lazy("人民调解组织最晚在这天调解完"),
    "agreement_seal": gettext_lazy("大家都签了字，工会计划在这天前给协议盖章"),
    "term_due": gettext_lazy("单位最晚这天履行约定"),
    "enforcement_follow": gettext_lazy("工会最晚这天和您商量怎么让单位履行"),
    "inform_failed": gettext_lazy("工会最晚这天告诉您调解结果和下一步怎么走"),
    "message_reply": gettext_lazy("工会最晚这天回复您的留言"),
    "union_refuse_zj": gettext_lazy("如果不受理，工会最晚这天书面告诉您"),
    "arb_review_apply": gettext_lazy("双方可以在这天前共同申请仲裁审查，让协议能强制执行"),
    "judicial_confirm_apply": gettext_lazy("双方可以在这天前共同申请司法确认，让协议能强制执行"),
    "warn_response_1": gettext_lazy("工会最晚这天派人核实"),
    "warn_response_2": gettext_lazy("工会最晚这天派人核实"),
    "warn_response_3": gettext_lazy("工会最晚这天派人核实"),
    "wage_demand": gettext_lazy("工会最晚这天督促单位付款"),
    "payday_holiday": gettext_lazy("单位最晚这天付这一期"),
    "instalment_follow": gettext_lazy("工会最晚这天跟进没付的一期"),
    "handover_follow": gettext_lazy("工会最晚这天告诉您那边办得怎么样"),
    "suspension_review": gettext_lazy("工会最晚这天看看能不能恢复办理"),
}
LIMITATION = "arb_limitation"
WARN_DAYS, LAST_DAYS = 60, 30


@dataclass(frozen=True)
class NextDate:
    """One date the worker may rely on."""

    sentence: str
    clock: ClockView


@dataclass(frozen=True)
class Limitation:
    """仲裁时效 in plain words. ``tone`` as a notice's; ``clock`` is None where no day can be said."""

    tone: str
    text: str
    clock: ClockView | None = None


def open_clocks(case: Case, at: datetime.datetime) -> list[Clock]:
    """The case's clocks that have not stopped, soonest first. They came with the case: no query."""
    return sorted(book_of(case, at), key=lambda clock: clock.due_at)


def next_dates(case: Case, at: datetime.datetime) -> list[NextDate]:
    """What comes next and by when. Of the two ways to count the end of mediation the earlier one comes first."""
    known = [clock for clock in open_clocks(case, at) if clock.rule_id in SENTENCES]
    return [NextDate(str(SENTENCES[clock.rule_id]), view(clock, case, at)) for clock in known]


def view(clock: Clock, case: Case, at: datetime.datetime) -> ClockView:
    """As the offices see it, with the worker's own way to the day-by-day reason."""
    place = reverse("track_clock", args=[clock.rule_id])
    return replace(
        clock_view(clock, case, at), steps_url=f"{place}?key={quote(clock.key)}" if clock.key else place
    )


def limitation(case: Case, at: datetime.datetime) -> Limitation | None:
    """How long the worker may still go to arbitration; missing it costs the claim (劳动争议调解仲裁法 27)."""
    clock = next((one for one in open_clocks(case, at) if one.rule_id == LIMITATION), None)
    if clock is not None:
        return _running(clock, case, at)
    if not case.is_open:
        return None
    if case.category in PAY:
        return Limitation(
            "info",
            _(
                "您还在这家单位上班时，追讨工资不受一年时效限制；离开单位以后，要在一年内申请劳动仲裁。如果您已经离开，请告诉我们是哪一天。"
            ),
        )
    if case.category not in NOT_LABOUR:
        return Limitation(
            "info",
            _(
                "申请劳动仲裁一般有一年的期限，从您知道自己权利受损的那天算。请告诉我们是哪一天，我们帮您算清楚。"
            ),
        )
    return None


def _running(clock: Clock, case: Case, at: datetime.datetime) -> Limitation:
    shown = view(clock, case, at)
    if clock.state == ClockState.PAUSED:
        return Limitation("info", _("申请劳动仲裁的期限因为法定原因暂停计算，原因消除后继续。"), shown)
    left = (clock.due_on - day_of(at)).days
    if left < 0:
        return Limitation(
            "late",
            _("申请劳动仲裁的一年期限看来已经过了。请马上和我们联系，看看有没有可以重新计算的情形。"),
            shown,
        )
    if left <= WARN_DAYS:
        tone = "late" if left <= LAST_DAYS else "warn"
        return Limitation(
            tone, _("申请劳动仲裁的期限快到了。调解还没有结果的，也可以先去申请仲裁，别错过。"), shown
        )
    return Limitation(
        "info", _("调解谈不成，可以申请劳动仲裁，但要在期限之前。过了这天，仲裁委可能不再支持。"), shown
    )


def answer_by(case: Case, at: datetime.datetime, spoken: Any) -> str:
    """The receipt's one sentence: when somebody must answer. ``spoken`` says a date in words."""
    dates = {clock.rule_id: clock.due_on for clock in open_clocks(case, at)}
    if "first_contact" in dates and not case.detail.is_lead:
        return _("最晚 %(day)s，会有人联系您") % {"day": spoken(dates["first_contact"])}
    if "intake_decision" in dates:
        return _("最晚 %(day)s，工会决定是否受理") % {"day": spoken(dates["intake_decision"])}
    return ""
