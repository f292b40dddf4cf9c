"""Pages as a signed-in mediator gets them, beside the plainest list of the same table. For information."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from benchmarks.county import county, ready_to_mediate
from benchmarks.rows import Row, row, side_by_side

CASES = 40
ROUNDS = 25


def run() -> list[Row]:
    """Milliseconds and ratios of 今日, the list and a case file."""
    cases = [ready_to_mediate() for _ in range(CASES)]
    with override_settings(ROOT_URLCONF="benchmarks.peer.urls"):
        client = Client()
        client.force_login(county().person)
        addresses = {
            "plain list of the same table": "/plain/", "今日": reverse("today"), "the list of cases": reverse("cases"),
            "a case file": reverse("case", args=[cases[0].code]),
        }  # fmt: skip
        asked = {name: queries(client, address) for name, address in addresses.items()}
        taken = side_by_side(ROUNDS, {name: getter(client, at) for name, at in addresses.items()})
    found = {name: median(one.wall for one in values[3:]) for name, values in taken.items()}
    plain = found["plain list of the same table"]
    return [
        row(name, value, "ms", note=f"{value / plain:.1f}× the plain list, {asked[name]} queries")
        for name, value in found.items()
    ]


def getter(client: Client, address: str) -> Callable[[int], object]:
    """One GET a round."""
    return lambda _round: client.get(address)


def queries(client: Client, address: str) -> int:
    """How many statements a page takes."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(captured)
