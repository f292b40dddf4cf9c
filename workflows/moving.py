"""A union that moved takes its open cases along: one event on each. Closed cases keep the path they were closed under."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Case
from organizations.acting import Acting
from organizations.actions import on_move
from organizations.errors import WrongPlace
from organizations.models import Unit
from organizations.paths import under
from record.names import EventName

from .draft import Draft
from .engine import start_draft
from .fetching import as_locked, cases_to_step, held
from .writing import write

BATCH = 200


def follow(unit: Unit, before: str, after: str, acting: Acting, at: datetime.datetime) -> None:
    """Give the open cases of the moved subtree its new path and town. Runs inside the move's transaction."""
    ids = (
        Case.objects.filter(under(before, "unit_path"), closed_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    waiting = list(ids)
    for start in range(0, len(waiting), BATCH):
        cases = cases_to_step().select_related("unit__town").filter(pk__in=waiting[start : start + BATCH])
        try:
            with transaction.atomic():
                held_now = map(as_locked, held(cases.order_by("pk")))
                write([_moved(case, before, after, acting, at) for case in held_now])
        except IntegrityError as error:
            raise WrongPlace(_("新的乡镇已有台账编号相同的案件，请先处理重复的案件。"), "parent") from error


def _moved(case: Case, before: str, after: str, acting: Acting, at: datetime.datetime) -> Draft:
    draft = start_draft(case, acting, at)
    case.unit_path = after + case.unit_path[len(before) :]
    case.town = case.unit.town
    draft.say(EventName.UNIT_MOVED, path_before=draft.before["unit_path"], path_after=case.unit_path)
    return draft


def register() -> None:
    """Have every move call ``follow``; once."""
    if follow not in on_move:
        on_move.append(follow)
