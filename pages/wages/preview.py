"""What the preview of a spreadsheet shows: new rows, those on file, those that differ, workers in doubt, refused rows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.imports.claim_columns import COLUMNS, find_headings
from cases.imports.claims import ClaimSheet
from cases.imports.workbook import open_workbook
from cases.models import Case, Party
from cases.wages.comparing import Comparison
from cases.wages.matching import Why
from protection import masking, personal

WHY = {
    Why.ID_OTHER_NAME: gettext_lazy("身份证号相同，姓名不同"),
    Why.PHONE_NEAR_NAME: gettext_lazy("电话相同，姓名只差一个字"),
    Why.NAME_OTHER_PHONE: gettext_lazy("姓名相同，电话不同"),
    Why.NAME_TWICE: gettext_lazy("名单上有几个人同名"),
}


def new_rows(held: Comparison) -> list[dict[str, Any]]:
    """Rows that would be taken."""
    return [_row(row) for row in held.new]


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row.row,
        "name": row.name,
        "phone": masking.phone(row.phone),
        "period": row.period,
        "figures": row.figures,
    }


def rivals_of(held: Comparison, keep: Mapping[int, str]) -> list[dict[str, Any]]:
    """Rows whose figures differ from those on file, both side by side, and what was answered."""
    return [
        {**_row(row), "claim": claim, "source": claim.get_source_display(), "keep": keep.get(row.row, "")}
        for row, claim in held.conflicts
    ]


def doubts_of(
    case: Case, read: ClaimSheet, held: Comparison, same: Mapping[int, bool]
) -> list[dict[str, Any]]:
    """Workers who may be the one on file: both, why it is doubted, and how many rows hang on it. Two queries."""
    if not held.doubts:
        return []
    first = {row.row: row for row in read.rows}
    codes = {match.key for match in held.doubts.values()}
    parties = {row.code: row for row in Party.objects.filter(case=case, code__in=codes)}
    kept = personal.read_many(row.personal_key for row in parties.values())
    return [
        {
            "row": worker, "name": first[worker].name, "phone": masking.phone(first[worker].phone),
            "rows": sum(1 for row in read.rows if row.worker == worker), "why": WHY.get(match.why, ""),
            "other": _known(parties.get(match.key), kept), "answer": same.get(worker),
        }
        for worker, match in sorted(held.doubts.items())
    ]  # fmt: skip


def _known(party: Party | None, kept: Mapping[Any, Mapping[str, Any]]) -> dict[str, str]:
    found = kept.get(party.personal_key, {}) if party else {}
    return {"name": str(found.get("name", "")), "phone": masking.phone(str(found.get("phone", "")))}


def refused_file(data: bytes, read: ClaimSheet) -> bytes:
    """Refused rows as they were written, with the column at fault and the reason: mended, the same file is read again."""
    sheet, headings = find_headings(open_workbook(data))
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        out = book.add_worksheet("退回的行")
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#E2F0EA"})
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        wrong = book.add_format({"num_format": "@", "quote_prefix": True, "bg_color": "#FDE4E1"})
        for place, column in enumerate((*COLUMNS, _("退回的原因"))):
            out.write_string(0, place, column, head)
        for line, one in enumerate(read.refused, start=1):
            row = sheet.rows[one.row - 1]
            for place, column in enumerate(COLUMNS):
                cell = headings.cell(row, column)
                out.write_string(
                    line, place, "" if cell is None else str(cell), wrong if column == one.column else text
                )
            out.write_string(line, len(COLUMNS), one.reason, text)
        out.set_column(0, len(COLUMNS) - 1, 16)
        out.set_column(len(COLUMNS), len(COLUMNS), 60)
    return target.getvalue()
