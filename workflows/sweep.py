"""Due clocks enter by the door: many cases at once, as the system, with the same machine and the same writer."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator

from django.db import transaction

from cases.models import Case, Clock, ClockState
from organizations import calendar as calendars
from organizations.acting import SYSTEM
from record.timekeeping import now

from . import escalation, rebinding
from .draft import Draft
from .engine import plan
from .errors import NotPossible, StaleCase
from .fetching import as_locked, book_of, cases_to_step, held
from .models import EscalationAct
from .writing import write

logger = logging.getLogger(__name__)
BATCH = 200
VERB_OF = {
    EscalationAct.REMIND: "remind",
    EscalationAct.TELL: "tell",
    EscalationAct.HAND_UP: "climb",
    EscalationAct.ORDER: "order_by_clock",
    EscalationAct.BREACH: "breach",
    EscalationAct.LAPSE: "lapse",
}


def perform_due(at: datetime.datetime | None = None, limit: int = BATCH, rounds: int = 1000) -> int:
    """Do everything that is due; returns how many steps were taken. Any number of sweeps may run at once."""
    moment, total = at or now(), 0
    with calendars.holding():
        rebinding.rebind_overtaken(moment)
        for _round in range(rounds):
            done = sweep_once(moment, limit)
            total += done
            if not done:
                break
    return total


def sweep_once(at: datetime.datetime, limit: int = BATCH) -> int:
    """One batch in one transaction: at most one due clock a case, the soonest."""
    if not Clock.objects.filter(next_at__lte=at).exists():
        return 0
    with transaction.atomic():
        drafts = list(_drafts(at, limit))
        try:
            with transaction.atomic():
                write(drafts)
        except StaleCase:
            # Where there are no row locks another process got there first: one by one, the rest still goes through.
            return sum(_write_alone(draft) for draft in list(_drafts(at, limit)))
    return len(drafts)


def _write_alone(draft: Draft) -> int:
    try:
        with transaction.atomic():
            write([draft])
    except StaleCase:
        return 0
    return 1


def _claim(at: datetime.datetime, limit: int) -> dict[int, tuple[str, str]]:
    """The soonest due clock of each of up to ``limit`` cases."""
    due = Clock.objects.filter(next_at__lte=at).order_by("next_at").values_list("case_id", "rule_id", "key")
    found: dict[int, tuple[str, str]] = {}
    for case_id, rule_id, key in due[: limit * 4]:
        found.setdefault(case_id, (rule_id, key))
        if len(found) >= limit:
            break
    return found


def _drafts(at: datetime.datetime, limit: int) -> Iterator[Draft]:
    claimed = _claim(at, limit)
    # Whoever is late may climb: where to is fetched with all of them at once.
    cases = cases_to_step().select_related("unit__town", "unit__county").filter(pk__in=claimed).order_by("pk")
    for case in held(cases, skip_locked=True):
        draft = _draft(as_locked(case), *claimed[case.pk], at)
        if draft is not None:
            yield draft


def _draft(case: Case, rule_id: str, key: str, at: datetime.datetime) -> Draft | None:
    """The step a due clock asks for; the next weaker one where the case's state does not allow it."""
    clock = book_of(case, at).get(rule_id, key)
    if clock is None or clock.state != ClockState.RUNNING or clock.next_at is None or clock.next_at > at:
        return None  # another sweep was here between the claim and the lock
    due = [t for t in escalation.thresholds(case.kind, clock, case.level) if t.at <= at]
    if not due:
        # Its rows were edited after it was scheduled: nothing to do but look again later.
        escalation.schedule(case.kind, clock, case.level)
        Clock.objects.filter(case=case, rule_id=rule_id, key=key).update(next_at=clock.next_at)
        return None
    chosen, codes = escalation.chosen(due)
    for act in _or_weaker(chosen):
        verb = VERB_OF[act]
        data: dict[str, object] = {"clock": key, "rows": codes}
        if verb not in ("breach", "lapse"):
            data["rule"] = rule_id
        try:
            return plan(case, verb, actor=SYSTEM, at=at, data=data, due_at=clock.due_at)
        except NotPossible:
            continue
    logger.error("nothing can be done about a due clock", extra={"case": case.code, "rule": rule_id})
    return None


def _or_weaker(act: EscalationAct) -> Iterable[EscalationAct]:
    """The act, then what is said instead where the case's state does not allow it."""
    return [act, *(word for word in (EscalationAct.TELL, EscalationAct.REMIND) if word != act)]
