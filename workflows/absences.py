"""Whoever leaves a post leaves no signature behind: somebody stands in for every open one, at once or the morning after.

Posts end at midnight of their last day; ``stand_in`` is called every few minutes, and finds nothing in one statement.
"""

from __future__ import annotations

import datetime
import logging

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from organizations.acting import SYSTEM
from organizations.actions.posts import on_end
from organizations.models import Person, Post
from record.timekeeping import day_of

from .engine import perform
from .errors import Refused
from .models import AT_THE_TABLE, Answer, Approval, Signature, Verdict

logger = logging.getLogger(__name__)
#: Approvals readdressed in one pass; what is left is found again by the next.
MOST = 200


def orphaned(on: datetime.date, person: Person | None = None) -> QuerySet[Approval]:
    """Approvals with an open signature whose signer holds the post it was sent to no longer on a day."""
    held = Post.objects.on(on).filter(
        Q(unit=OuterRef("unit")) | Q(partner=OuterRef("partner")),
        person=OuterRef("signer"),
        role=OuterRef("role"),
    )
    rows = Signature.objects.filter(
        ~Exists(held), answer=Answer.OPEN, signer__isnull=False, step__approval__verdict=Verdict.OPEN,
        round=F("step__approval__round"),
    )  # fmt: skip
    if person is not None:
        rows = rows.filter(signer=person)
    asked = Approval.objects.filter(pk__in=rows.values("step__approval")).exclude(kind__in=AT_THE_TABLE)
    return asked.select_related("case").order_by("pk")


def stand_in(at: datetime.datetime, person: Person | None = None) -> int:
    """Readdress them; returns how many. One nobody can take waits, and its clock tells those above."""
    done = 0
    for approval in orphaned(day_of(at), person)[:MOST]:
        try:
            perform(approval.case, "readdress", actor=SYSTEM, at=at, approval=approval.code)
        except Refused as refused:
            logger.warning(
                "nobody stands in", extra={"case": approval.case.code, "why": type(refused).__name__}
            )
        else:
            done += 1
    return done


def follow(person: Person, at: datetime.datetime) -> None:
    """Posts of ``person`` ended: inside the same transaction."""
    stand_in(at, person)


def register() -> None:
    """Have every end of a post call ``follow``; once."""
    if follow not in on_end:
        on_end.append(follow)
