"""The only door through which a case changes.

``perform()`` takes one step of one case; ``open_case()`` makes a case; ``sweep.perform_due()`` is the same door for many
due clocks at once. All three plan with the same machine and write with the same writer.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.fsm import NoTransition, TransitionConditionsUnmet

from cases.models import Case, CaseKind
from organizations.acting import Acting
from organizations.workdays import OutOfCalendar
from record.models import Event
from record.names import EventName
from record.timekeeping import now

from . import approvals, sheets
from .draft import Draft, snapshot
from .errors import BadInput, NotPermitted, NotPossible, Refused, StaleCase
from .fetching import book_of, lock
from .machine import Workflow, bind
from .registry import workflow_for
from .writing import write

__all__ = [
    "BadInput",
    "NotPermitted",
    "NotPossible",
    "Refused",
    "StaleCase",
    "open_case",
    "open_cases",
    "perform",
]
#: A phone's clock may be a little ahead of ours.
TOLERANCE = datetime.timedelta(minutes=2)
#: What the system says of a case without changing it: nobody's form is overtaken by it.
ONLY_SAID = frozenset({EventName.REMINDED, EventName.SUPERIORS_TOLD, EventName.OPINION_GIVEN})


def perform(
    case: Case,
    verb: str,
    *,
    actor: Acting | None,
    at: datetime.datetime | None = None,
    expects: int | None = None,
    **data: Any,
) -> Case:
    """Take one step; returns the case as it is after it.

    ``at`` is when it happened (aware; default now), ``expects`` the version the actor was looking at, ``data`` the verb's
    own fields. Raises NotPermitted, NotPossible, StaleCase or BadInput, and then nothing was changed.
    """
    with transaction.atomic(), _days_within_reach():
        locked = lock(case.pk, case.kind)
        draft = plan(locked, verb, actor=actor, at=at or now(), expects=expects, data=data)
        _bear(draft)
        write([draft])
        _follow(draft)
    return locked


def _bear(draft: Draft) -> None:
    """The cases this step brings into the world: they are written first, since its rows point at them."""
    for one in draft.births:
        born = workflow_for(CaseKind(one.kind)).birth(draft.actor, draft.at, one.facts)
        write([born])
        one.take(born.case)


def _follow(draft: Draft) -> None:
    """The steps this one brings about on older cases: all of them, or nothing happened."""
    for next_step in draft.follow_ups:
        other = lock(next_step.case.pk, next_step.case.kind)
        then = plan(
            other, next_step.verb, actor=draft.actor, at=draft.at, data=next_step.data, following=True
        )
        write([then])


@contextmanager
def _days_within_reach() -> Iterator[None]:
    """A day nobody can count from or to (9999年, 1999年) is a slip of the hand, told in a sentence."""
    try:
        yield
    except OutOfCalendar as error:
        raise BadInput(str(error)) from error
    except OverflowError as error:
        raise BadInput(_("有一个日期太早或太晚，请核对年份。")) from error


def plan(
    case: Case,
    verb: str,
    *,
    actor: Acting | None,
    at: datetime.datetime,
    data: dict[str, Any],
    expects: int | None = None,
    due_at: datetime.datetime | None = None,
    following: bool = False,
) -> Draft:
    """The draft of one step on a locked case, or the reason why not. Writes nothing.

    ``following`` says that another case's step asks for it; the verbs that wait for that ask for nothing else.
    """
    if actor is None:
        raise NotPermitted(_("没有说明是谁在办理。"))
    if expects is not None and expects != case.version:
        _need_fresh(case, expects)
    _check_time(case, at)
    draft = start_draft(case, actor, at, due_at)
    flow = workflow_for(case.kind)(case, draft)
    flow.data, flow.following = data, following
    before = case.state
    _call(flow, verb, actor, data)
    _after(flow, before)
    return draft


def start_draft(
    case: Case, actor: Acting, at: datetime.datetime, due_at: datetime.datetime | None = None
) -> Draft:
    """An empty draft on a case just read."""
    detail = getattr(case, case.kind)
    return Draft(case, detail, actor, at, book_of(case, at), snapshot(case), snapshot(detail), due_at)


def _check_time(case: Case, at: datetime.datetime) -> None:
    if at > now() + TOLERANCE:
        raise BadInput(_("发生时间不能晚于现在。"), "at")
    if case.pk and at < case.reported_at:
        raise BadInput(_("发生时间不能早于上报时间。"), "at")


def _call(flow: Workflow, verb: str, actor: Acting, data: dict[str, Any]) -> None:
    method = getattr(flow, verb, None) if not verb.startswith("_") else None
    if method is None or not hasattr(method, "can_proceed"):
        raise NotPossible(_("没有这样的步骤。"))
    if not method.can_proceed(check_conditions=False):
        raise flow.overtaken(verb) or NotPossible(
            _("案件现在是“%(state)s”，不能“%(verb)s”。")
            % {"state": state_label(flow.case), "verb": _words(method)}
        )
    if not method.has_perm(actor):
        raise NotPermitted(_("您没有对这个案件“%(verb)s”的权限。") % {"verb": method.label})
    if flow.bars(verb, actor):
        raise NotPermitted(_("您受委托的只是审批，不能办理“%(verb)s”。") % {"verb": method.label})
    bind(method, data)
    try:
        method(**data)
    except TransitionConditionsUnmet as unmet:
        raise flow.overtaken(verb) or NotPossible(unmet.unmet_message) from unmet
    except NoTransition as none:
        raise NotPossible(_("案件的状态已经变了，这一步不能再办。")) from none


def _words(method: Any) -> str:
    """A step's own name; the method's ``label`` knows it only in the states the step leads from."""
    return str(next(iter(method.get_transitions())).label)


def _after(flow: Workflow, before: str) -> None:
    """What follows every step: clocks of the states, approvals overtaken."""
    case, draft = flow.case, flow.draft
    flow.settle_clocks(before)
    if not getattr(case, "has_open_approval", False):
        return
    if before != case.state:
        approvals.void_open(draft, but=flow.data.get("approval", ""), keep=flow.outlasting)
    elif draft.before["unit_id"] != case.unit_id:
        sheets.readdress_open(flow)


def state_label(case: Case) -> str:
    """The case's state in words."""
    return str(dict(workflow_for(case.kind).state_choices)[case.state])


def _need_fresh(case: Case, expects: int) -> None:
    """Raise StaleCase naming what happened since; a reminder changed nothing that anybody would have to look at."""
    happened = Event.objects.filter(subject=case.subject, version__gt=expects, line=0).order_by("version")
    names = list(happened.values_list("name", flat=True))
    if names and all(name in ONLY_SAID for name in names):
        return
    seen = tuple(str(EventName(name).label) for name in names)
    sentence = _("您打开之后，案件已有新的办理：%(changes)s。您填的内容还在，请看过再提交。")
    raise StaleCase(sentence % {"changes": "、".join(seen)}, seen)


def open_case(kind: str, *, actor: Acting | None, at: datetime.datetime | None = None, **facts: Any) -> Case:
    """Make a case; the same door. ``facts`` are those of the kind's ``birth``. Raises as ``perform``."""
    return open_cases(kind, [facts], actor=actor, at=at)[0]


def open_cases(
    kind: str, many: Iterable[dict[str, Any]], *, actor: Acting | None, at: datetime.datetime | None = None
) -> list[Case]:
    """Make several at once, all or none; each may bring its own ``at``."""
    if actor is None:
        raise NotPermitted(_("没有说明是谁在办理。"))
    if actor.only_approvals:
        raise NotPermitted(_("您受委托的只是审批，不能登记案件。"))
    birth = workflow_for(CaseKind(kind)).birth
    with transaction.atomic(), _days_within_reach():
        drafts = [birth(actor, facts.pop("at", None) or at or now(), facts) for facts in map(dict, many)]
        for draft in drafts:
            if draft.at > now() + TOLERANCE:
                raise BadInput(_("发生时间不能晚于现在。"), "at")
        write(drafts)
    return [draft.case for draft in drafts]
