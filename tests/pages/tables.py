"""A table's file and its steps, asked for as pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from organizations.acting import Acting
from tests.mediations import Table
from tests.pages.asking import page, signed_in


def file_of(table: Table, who: Acting | None = None, more: str = "") -> str:
    """The case file of the table."""
    return page(who or table.mediator, reverse("case", args=[table.case.code]) + more)


def form_of(table: Table, verb: str, who: Acting | None = None) -> str:
    """The page of one step."""
    return page(who or table.mediator, reverse("case_do", args=[table.case.code, verb]))


def post(table: Table, verb: str, **data: Any) -> Any:
    """Press the button of a step, on the version that is there."""
    address = reverse("case_do", args=[table.case.code, verb])
    return signed_in(table.mediator).post(address, {"expects": table.fresh().version, **data})
