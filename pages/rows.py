"""Case → a line of a list. What several rows need is asked for once for all of them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, CaseKind, Clock, ClockState
from pages.clocks import clock_view, nearest
from pages.kinds import Texts, page_of, state_words
from pages.next_steps import NextStep, Owner, next_step
from pages.parts import CaseRow
from pages.speech import spoken_people
from protection import personal
from workflows.mediation.states import ENDED as TABLE_ENDED
from workflows.models import AT_THE_TABLE, Approval, Verdict

#: What a row needs of its case, in the one statement that fetches the page: each kind's own row too.
ROW_JOINS = (*CaseKind.values, "unit", "town", "county", "handler")


@dataclass
class RowFacts:
    """What is known beside the case: its running clocks, its open question to a chair, the code of an open table
    that it waits for, names that are kept apart."""

    clocks: dict[str, Clock] = field(default_factory=dict)
    all_clocks: list[Clock] = field(default_factory=list)
    approval: Approval | None = None
    table: str = ""
    texts: Texts = field(default_factory=dict)


def facts_of(cases: Sequence[Case]) -> dict[int, RowFacts]:
    """By case id. Two queries, however many cases; one more where a case's name is kept apart, one
    where a case may wait for a table."""
    keys = [case.pk for case in cases]
    texts = titles_apart(cases)
    found: dict[int, RowFacts] = defaultdict(lambda: RowFacts(texts=texts))
    for clock in Clock.objects.filter(case__in=keys, state__in=[ClockState.RUNNING, ClockState.PAUSED]):
        found[clock.case_id].all_clocks.append(clock)
        if clock.state == ClockState.RUNNING:
            found[clock.case_id].clocks.setdefault(clock.rule_id, clock)
    for approval in to_chairs(Approval.objects.filter(case__in=keys, verdict=Verdict.OPEN)):
        found[approval.case_id].approval = approval
    for served, code in tables_of(cases).items():
        found[served].table = code
    return found


def tables_of(cases: Iterable[Case]) -> dict[int, str]:
    """The open table that a case waits for, by the case's id. One query, none where no case is in such a state."""
    keys = [case.pk for case in cases if case.state in page_of(case.kind).at_table]
    if not keys:
        return {}
    rows = Case.objects.filter(mediation__serves__in=keys, closed_at__isnull=True).exclude(
        state__in=TABLE_ENDED
    )
    return dict(rows.order_by().values_list("mediation__serves", "code"))


def to_chairs(approvals: QuerySet[Approval]) -> QuerySet[Approval]:
    """Questions put to a chair: what is put to the sides and seats of a table is on the table's own page."""
    return approvals.exclude(kind__in=AT_THE_TABLE)


def titles_apart(cases: Iterable[Case]) -> Texts:
    """The names of cases that are kept as personal data. One query, none where there are no such names."""
    keys = [key for case in cases for key in page_of(case.kind).title_keys(case) if key]
    return personal.read_many(keys) if keys else {}


def title_of(case: Case, texts: Texts | None = None) -> str:
    """「拖欠劳动报酬 · 示例袜业有限公司」. ``texts``: what ``titles_apart`` read for several cases."""
    return page_of(case.kind).title(case, titles_apart([case]) if texts is None else texts)


def state_of(case: Case) -> str:
    """The case's state in words."""
    return state_words(case.kind, case.state)


def waits_for(case: Case, step: NextStep) -> str:
    """Whose turn it is, in words."""
    if step.owner == Owner.HANDLER and case.handler:
        return str(case.handler.name)
    words = {
        Owner.HANDLER: _("调解员"),
        Owner.INTAKE: _("受理岗位"),
        Owner.CHAIR: _("主席"),
        Owner.SIGNER: _("主席审批"),
    }
    return f"{case.unit.name} {words[step.owner]}"


def colour_of(case: Case) -> str:
    """The case's colour; none for a kind nobody grades, where it would be blue for ever."""
    return str(case.colour) if page_of(case.kind).is_graded else ""


def case_row(
    case: Case,
    facts: RowFacts,
    at: datetime.datetime,
    *,
    extra: Iterable[str] = (),
    mine: bool = False,
    url: str = "",
) -> CaseRow:
    """One line. ``mine``: the reader is who acts next, so nobody is waited for."""
    approval = facts.approval
    asked = str(approval.get_kind_display()) if approval else ""
    step = next_step(case, facts.clocks, asked, facts.table)
    clock = nearest(facts.all_clocks)
    over = not case.is_open and "return_call" not in facts.clocks
    return CaseRow(
        url=url or reverse("case", args=[case.code]),
        title=title_of(case, facts.texts),
        number=case.number,
        kind="" if case.kind == CaseKind.DISPUTE else str(case.get_kind_display()),
        colour=colour_of(case),
        state_label=state_of(case),
        clock=clock_view(clock, case, at) if clock else None,
        next_step="" if over else step.label,
        waiting_for="" if mine or over else waits_for(case, step),
        meta=[*_meta(case, facts), *extra],
    )


def _meta(case: Case, facts: RowFacts) -> Iterable[str]:
    if case.is_emergency:
        yield _("应急处置中")
    yield case.unit.name
    if case.people > 1:
        yield spoken_people(case.people)
    if "message_reply" in facts.clocks:
        yield _("职工来消息，待答复")
    if case.detail.order_open:
        yield _("督办待答复")
    yield from page_of(case.kind).row_notes(case)


def uncounted(rows: Iterable[CaseRow]) -> list[CaseRow]:
    """The lines without their running numbers: two of them would tell how many others reported in between."""
    return [replace(row, number="") for row in rows]


def rows_of(
    cases: Sequence[Case],
    at: datetime.datetime,
    more: Callable[[Case, RowFacts], Iterable[str]] | None = None,
) -> list[CaseRow]:
    """Lines of a page of cases. Two queries."""
    facts = facts_of(cases)
    return [
        case_row(case, facts[case.pk], at, extra=more(case, facts[case.pk]) if more else ()) for case in cases
    ]
