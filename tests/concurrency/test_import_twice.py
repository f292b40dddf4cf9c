"""Two people send the same ledger at the same moment: every row becomes one case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cases.models import Case
from organizations.acting import SYSTEM
from organizations.imports.units import import_divisions
from organizations.towns import find_town
from workflows.imports import LedgerImport, import_ledger
from workflows.seeds import after_migrate

from ..cases.imports.sheets import DATA

pytestmark = [pytest.mark.concurrency, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_the_second_of_two_at_once_finds_only_duplicates() -> None:
    after_migrate()
    import_divisions((DATA / "divisions_sample.csv").read_bytes(), acting=SYSTEM)
    data, start = (DATA / "ledger_hongqiao.xlsx").read_bytes(), Barrier(2)

    def send() -> LedgerImport:
        town = find_town("虹桥镇")
        start.wait()
        try:
            return import_ledger(data, town, actor=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = [future.result() for future in [pool.submit(send), pool.submit(send)]]
    assert sorted((len(result.rows), result.duplicates) for result in results) == [(0, 133), (133, 0)]
    assert Case.objects.count() == 133
