"""A phone sends its visit several times at the same moment: one visit, and every sending gets its receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases.models import Case, Finding
from record.models import Event
from record.timekeeping import now
from tests.builders import World
from tests.visits import Going, record_of
from workflows.visit.sending import Sent, send_visit

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
SENDINGS = 4


@pytest.mark.parametrize("planned", [False, True])
def test_sendings_at_the_same_moment_make_one_visit_and_show_one_receipt(planned: bool) -> None:
    world = World()
    who, start = Going.visitor_of(world), Barrier(SENDINGS)
    going: dict[str, Any] = {"plan": Going(world).case} if planned else {"employer": world.mill}
    before = Event.objects.count()

    def send() -> Sent:
        start.wait()
        try:
            return send_visit(actor=who, client_code="phone-1", record=record_of(), at=now(), **going)
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDINGS) as pool:
        sent = [future.result() for future in [pool.submit(send) for _ in range(SENDINGS)]]
    assert len({one.case.code for one in sent}) == 1
    assert sum(one.is_new for one in sent) == 1
    assert (Case.objects.filter(kind="visit").count(), Finding.objects.count()) == (1, 1)
    subjects = set(Event.objects.order_by("pk")[before:].values_list("subject", flat=True))
    assert subjects == {f"case:{sent[0].case.code}"}
