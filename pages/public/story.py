"""What has happened, as the worker is told: plain words, only what concerns the worker, nobody else's name."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Disclosure
from organizations.models import CodeList
from organizations.roles import Role
from pages.kinds import group_of, page_of
from pages.labels import label
from pages.parts import TimelineEntry
from pages.rows import state_of
from pages.speech import spoken_date, spoken_money
from protection.models import NoticeKind
from record.models import Event
from record.names import EventName

#: Sentences that are always the same. An event that is neither here nor in ``SPOKEN`` is not the worker's.
PLAIN = {
    EventName.REPORTED: gettext_lazy("您反映的情况已经收到"),
    EventName.CONTACTED: gettext_lazy("工会联系了您"),
    EventName.ACCEPTED: gettext_lazy("工会受理了这件事"),
    EventName.REFERRED: gettext_lazy("这件事移送给有权处理的单位"),
    EventName.NOT_CONFIRMED: gettext_lazy("工会查了，没有能证实反映的情况"),
    EventName.MERGED: gettext_lazy("工会把它和有关的情况合在一起办"),
    EventName.ASSIGNED: gettext_lazy("安排了调解员"),
    EventName.REASSIGNED: gettext_lazy("换了一位调解员"),
    EventName.FINDING_RECORDED: gettext_lazy("工会做了一次调查核实"),
    EventName.CHECK_ASKED: gettext_lazy("工会请有关单位一起核查"),
    EventName.CHECK_SUMMED_UP: gettext_lazy("有关单位核查完了，工会作了汇总"),
    EventName.APPLICATION_RECEIVED: gettext_lazy("收到了您的调解申请"),
    EventName.OTHER_SIDE_ASKED: gettext_lazy("工会问单位愿不愿意调解"),
    EventName.MEDIATION_STARTED: gettext_lazy("开始调解"),
    EventName.AGREED: gettext_lazy("双方达成了协议"),
    EventName.TERM_BREACHED: gettext_lazy("单位到期没有履行，工会正在跟进"),
    EventName.PARTIES_INFORMED: gettext_lazy("工会把结果和下一步怎么走告诉了双方"),
    EventName.CLOSING_ASKED: gettext_lazy("事情办完，请工会主席确认"),
    EventName.REOPENED: gettext_lazy("这件事重新办理"),
    EventName.RESUMED: gettext_lazy("恢复办理"),
    EventName.RETURN_CALLED: gettext_lazy("工会回访了您"),
    EventName.FACTS_CORRECTED: gettext_lazy("更正了登记的内容"),
    EventName.REPRESENTATIVES_NAMED: gettext_lazy("大家推选了代表"),
    EventName.CAME_FORWARD: gettext_lazy("您留下了姓名和电话"),
    EventName.REOPENING_ASKED: gettext_lazy("您说问题没有解决，要求重新办理"),
    EventName.EMPLOYER_REPLIED: gettext_lazy("单位作了书面答复"),
    EventName.HANDED_UP: gettext_lazy("转由上一级工会办理"),
    EventName.TAKEN_OVER: gettext_lazy("上一级工会直接来办这件事"),
    EventName.HANDED_DOWN: gettext_lazy("交给就近的工会办理"),
    EventName.SUPERVISION_ORDERED: gettext_lazy("上级工会督促尽快办理"),
    EventName.LIMITATION_INTERRUPTED: gettext_lazy("申请仲裁的期限重新计算"),
    EventName.LIMITATION_SUSPENDED: gettext_lazy("申请仲裁的期限暂停计算"),
    EventName.LIMITATION_RESUMED: gettext_lazy("申请仲裁的期限继续计算"),
    EventName.TABLE_FAILED: gettext_lazy("几方坐下来协商，没有谈成"),
    EventName.ALL_SIGNED: gettext_lazy("协商各方都签了字，等盖章生效"),
    EventName.BACK_AT_TABLE: gettext_lazy("签好的协议还要改，几方接着协商"),
    EventName.EMPLOYMENT_ENDED: gettext_lazy("登记了您离开单位的日期"),
}
Data = dict[str, Any]


def _withdrawn(event: Event) -> str:
    return _("您撤回了这件事") if event.actor_role == Role.RECEIPT else _("按您的意思撤回了这件事")


def _evidence(event: Event) -> str:
    return _("您交了一份材料") if event.actor_role == Role.RECEIPT else ""


def _session(event: Event) -> str:
    return "" if event.data.get("delegates") else _("进行了一次调解")


def _answered(event: Event) -> str:
    return _("单位同意调解") if event.data.get("answer") == "agreed" else _("单位不同意调解")


def _performed(event: Event) -> str:
    paid = Decimal(str(event.data.get("paid") or 0))
    return _("单位付了 %(sum)s") % {"sum": spoken_money(paid)} if paid else _("单位履行了一项约定")


def _confirmed(event: Event) -> str:
    return _("您答复：我同意") if event.data.get("answer") == "yes" else _("您答复：我不同意")


def _refused(event: Event) -> str:
    return _("工会主席没有同意重新办理") if event.data.get("kind") == "reopen" else ""


def _extended(event: Event) -> str:
    until = parse_date(str(event.data.get("until", "")))
    return _("双方同意把调解延长到 %(day)s") % {"day": spoken_date(until)} if until else ""


def _disclosed(event: Event) -> str:
    chosen = str(event.data.get("disclosure", ""))
    return _("谁可以知道，改为“%(choice)s”") % {
        "choice": Disclosure(chosen).label if chosen in Disclosure else ""
    }


def _noticed(event: Event) -> str:
    kind = str(event.data.get("kind", ""))
    return _("工会给单位发了%(paper)s") % {
        "paper": NoticeKind(kind).label if kind in NoticeKind else _("函件")
    }


def _coded(sentence: Any, code_list: CodeList, field: str) -> Callable[[Event], str]:
    """A sentence with a code's label after it, where the event has one."""

    def say(event: Event) -> str:
        words = label(code_list, str(event.data.get(field) or ""))
        return f"{sentence}:{words}" if words else str(sentence)

    return say


#: Sentences that depend on what the event says. An empty one is not shown.
SPOKEN: dict[EventName, Callable[[Event], str]] = {
    EventName.WITHDRAWN: _withdrawn,
    EventName.EVIDENCE_ADDED: _evidence,
    EventName.SESSION_RECORDED: _session,
    EventName.OTHER_SIDE_ANSWERED: _answered,
    EventName.TERM_PERFORMED: _performed,
    EventName.REPLY_CONFIRMED: _confirmed,
    EventName.REFUSED: _refused,
    EventName.RETURNED: _refused,
    EventName.EXTENDED: _extended,
    EventName.DISCLOSURE_CHANGED: _disclosed,
    EventName.EMPLOYER_NOTIFIED: _noticed,
    EventName.RATED: lambda event: _("您评了 %(n)s 颗星") % {"n": event.data.get("stars", "")},
    EventName.DECLINED: _coded(gettext_lazy("工会没有受理"), CodeList.DECLINE_GROUND, "ground"),
    EventName.FAILED: _coded(gettext_lazy("调解没有谈成"), CodeList.FAIL_GROUND, "ground"),
    EventName.SUSPENDED: _coded(gettext_lazy("暂时中止办理"), CodeList.SUSPEND_GROUND, "ground"),
    EventName.ROAD_TAKEN: _coded(gettext_lazy("接下来走这条路"), CodeList.ROAD, "road"),
    EventName.CLOSED: _coded(gettext_lazy("办结"), CodeList.RESULT, "conclusion"),
}
TOLD = (*PLAIN, *SPOKEN)
PAPERS = frozenset(
    {EventName.EMPLOYER_NOTIFIED, EventName.EVIDENCE_ADDED, EventName.AGREED, EventName.EMPLOYER_REPLIED}
)
LATE = frozenset({EventName.TERM_BREACHED})


def told(case: Case) -> list[Event]:
    """The events that may be told, oldest first. One query."""
    names = {*TOLD, *page_of(case.kind).told}
    events = Event.objects.filter(subject=case.subject, name__in=names)
    return list(events.order_by("version", "line"))


def timeline(case: Case, events: Iterable[Event]) -> list[TimelineEntry]:
    """The plain line of what has happened, newest first."""
    words = {**PLAIN, **SPOKEN, **page_of(case.kind).told}
    entries = [entry for event in events if (entry := _entry(event, words[EventName(event.name)]))]
    return entries[::-1]


def _entry(event: Event, words: Any) -> TimelineEntry | None:
    name = EventName(event.name)
    sentence = words(event) if callable(words) else str(words)
    if not sentence:
        return None
    kind = "late" if name in LATE else "paper" if name in PAPERS else "step"
    return TimelineEntry(at=event.occurred_at, title=sentence, kind=kind)


def visited(events: Iterable[Event]) -> set[str]:
    """States the case has been in during its present life."""
    seen: set[str] = set()
    for event in events:
        seen = {event.to_state} if event.name == EventName.REOPENED else seen | {event.to_state}
    return seen


LEAD_MERGED = gettext_lazy("您没有留姓名，工会把它当作线索，和有关的情况合在一起查。您不用再提交一次。")
LEAD = gettext_lazy("您没有留姓名，工会把它当作线索去查。要工会替您谈，请在下面留下姓名和电话。")


def now_sentence(case: Case) -> str:
    """Where the case is, in one sentence."""
    if case.detail.is_lead and case.merged_into_id:
        return str(LEAD_MERGED)
    still = {*group_of(case.kind, "leads")} & {*group_of(case.kind, "moving")}
    if case.detail.is_lead and case.state in still:
        return str(LEAD)
    return str(page_of(case.kind).now.get(case.state, state_of(case)))


def end_of_merging(case: Case) -> Case | None:
    """The case in which this one goes on, through every further merging; None when it was not merged.

    Who left no name is not told: anybody, the employer too, could send such a report to learn whether there is another.
    """
    on, seen = (None if case.detail.is_lead else case.merged_into), {case.pk}
    while on is not None and on.merged_into_id and on.pk not in seen:
        seen.add(on.pk)
        on = on.merged_into
    return on


def day_in_words(day: datetime.date) -> str:
    """For sentences that hold a date."""
    return spoken_date(day)
