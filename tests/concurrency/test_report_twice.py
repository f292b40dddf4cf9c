"""A report is sent twice at the same moment: one case, and both presses get its receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from cases.models import Case, Evidence
from tests.pages.reporting import CONTACT, WHAT, code_on, photo, staffed, where

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
PRESSES = 4


def test_presses_at_the_same_moment_make_one_case_and_show_one_receipt() -> None:
    world, first, start = staffed(), Client(), Barrier(PRESSES)
    first.post("/report/", WHAT)
    first.post("/report/where/", where(world))
    first.post("/report/contact/", {**CONTACT, "photos": [photo()]})

    def press() -> str:
        client = Client()
        client.cookies = first.cookies
        start.wait()
        try:
            return str(client.post("/report/check/").headers.get("Location"))
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        shown = [future.result() for future in [pool.submit(press) for _ in range(PRESSES)]]
    assert shown == ["/report/receipt/"] * PRESSES
    assert Case.objects.count() == Evidence.objects.count() == 1
    assert code_on(first.get("/report/receipt/"))
