"""How many queries a page costs, without those that only ask once a second whether the calendar, rules or codes changed."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations import calendar as calendars
from pages import labels
from workflows import rules


def cost(client: Client, address: str) -> int:
    """The number of queries of one answer, which must be a page."""
    with (
        calendars.holding(),
        rules.holding(),
        labels._codes.holding(),
        CaptureQueriesContext(connection) as queries,
    ):
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return len(queries)
