"""Whose receipt it is: the one worker whose own claims the holder of a case's receipt may add and read."""

from __future__ import annotations

from django.db.models import Q

from cases.models import Case, Party
from record.models import Event
from record.names import EventName


def reporter_of(case: Case) -> Party | None:
    """The worker who reported the case or came forward since; None while nobody did. Two queries.

    Read from the record, never guessed from the list of workers: on an anonymous report the first name on that list is
    somebody else's, and a receipt must not open another worker's wages.
    """
    came = Q(version=1) | Q(name=EventName.CAME_FORWARD)
    rows = (
        Event.objects.filter(came, subject=case.subject, line=0)
        .order_by("version")
        .values_list("rows", flat=True)
    )
    codes = [key for written in rows for table, key, _digest in written if table == Party._meta.db_table]
    return Party.objects.filter(case=case, code=codes[-1]).first() if codes else None
