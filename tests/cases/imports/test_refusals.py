"""Refused rows come back as a spreadsheet that can be mended and sent again."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from cases.imports import columns as c
from cases.imports.ledger import read_ledger
from cases.imports.refusals import REASON, SHEET_ROW, refused_workbook

from .sheets import DATA, FENGQIAO, TODAY, codes, ledger_file, read, xlsx


def rows_of(data: bytes) -> list[list[object]]:
    return [
        list(row)
        for row in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    ]


def test_the_refused_rows_come_back_with_their_cells_and_the_reason() -> None:
    ledger = read((DATA / "ledger_messy.xlsx").read_bytes())
    head, *rows = rows_of(refused_workbook(ledger))
    assert head == [*c.COLUMNS, REASON, SHEET_ROW]
    assert [row[-1] for row in rows] == [refusal.row for refusal in ledger.refusals]
    assert rows[2][head.index(c.PEOPLE)] == "约10人"
    assert rows[2][-2] == ledger.refusals[2].reason


def test_sent_again_unmended_the_same_rows_are_refused_for_the_same_reasons() -> None:
    ledger = read((DATA / "ledger_messy.xlsx").read_bytes())
    again = read(refused_workbook(ledger))
    assert again.rows == ()
    assert [refusal.reason for refusal in again.refusals] == [refusal.reason for refusal in ledger.refusals]


def test_a_mended_cell_makes_its_row_good() -> None:
    head, row = rows_of(refused_workbook(read(ledger_file({c.PEOPLE: "约3人"}))))
    row[head.index(c.PEOPLE)] = 3
    again = read(xlsx(head, row))
    assert [each.facts() for each in again.rows] == [read(ledger_file({c.PEOPLE: 3})).rows[0].facts()]


@pytest.mark.parametrize(
    "typed", ['=HYPERLINK("http://example.invalid")', "+1", "-1", "@SUM(A1)", "http://example.invalid"]
)
def test_nothing_that_was_typed_comes_back_as_a_formula_or_a_link(typed: str) -> None:
    refused = refused_workbook(read(ledger_file({c.SUMMARY: typed, c.PEOPLE: typed})))
    with zipfile.ZipFile(io.BytesIO(refused)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
        assert b"quotePrefix" in package.read("xl/styles.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet.lower()
    assert typed in [str(cell) for cell in rows_of(refused)[1]]


def test_serial_days_from_1904_come_back_as_the_same_days() -> None:
    sheet = ledger_file({c.PEOPLE: "约3人", c.REPORTED_ON: 44624}, {c.REPORTED_ON: 44624, c.NUMBER: "T2"})
    with zipfile.ZipFile(io.BytesIO(sheet)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    ledger = read_ledger(target.getvalue(), today=TODAY, town=FENGQIAO, codes=codes())
    assert ledger.rows[0].reported_on.isoformat() == "2026-03-05"
    head, row = rows_of(refused_workbook(ledger))
    assert row[head.index(c.REPORTED_ON)] == 44624
    assert b"date1904" in zipfile.ZipFile(io.BytesIO(refused_workbook(ledger))).read("xl/workbook.xml")
