"""The ledger as a spreadsheet: the columns offices know, one case a row, totals apart. Nothing in it is a formula."""

from __future__ import annotations

import datetime
import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from xlsxwriter.worksheet import Worksheet

from cases.figures import Totals, totals_by
from cases.imports import columns as c
from cases.models import Case, Party
from organizations.models import CodeList
from pages.labels import label
from pages.speech import masked_text
from protection import personal
from record.models import Event
from record.names import EventName
from record.timekeeping import day_of

CHUNK = 500
LONGEST_CELL = 32_767
#: Columns whose numbers are added up, and which of the totals each shows.
SUMMED = {c.PEOPLE: "people", c.PERSON_TIMES: "person_times", c.AMOUNT: "involved", c.RECOVERED: "recovered"}
WIDE = {c.EMPLOYER: 30, c.COMPANY_NUMBER: 21, c.SUMMARY: 48, c.NUMBER: 16, c.CATEGORY: 18, c.RESULT: 14}
Cell = str | int | Decimal | datetime.date | None


@dataclass(frozen=True)
class Export:
    """What is written. ``title`` heads the sheet; ``full_names`` says whether names and numbers are whole."""

    title: str
    cases: QuerySet[Case]
    totals: Totals
    full_names: bool = False
    note: str = ""


def ledger_workbook(export: Export) -> bytes:
    """An .xlsx with two sheets: 台账, which an import reads back, and 汇总."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        paper = _Paper(book)
        paper.ledger(book.add_worksheet("台账"), export)
        paper.summary(book.add_worksheet("汇总"), export)
    return target.getvalue()


class _Paper:
    """The looks of the cells, and how each kind of value is written."""

    def __init__(self, book: Any) -> None:
        # A text keeps its quote mark, so that opening and leaving the cell does not turn it into a formula.
        text = {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top", "border": 1}
        self.title = book.add_format({"bold": True, "font_size": 15, "align": "center", "valign": "vcenter"})
        self.head = book.add_format({"bold": True, "border": 1, "bg_color": "#E2F0EA", "text_wrap": True})
        self.text = book.add_format(text)
        self.date = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1})
        self.whole = book.add_format({"num_format": "0", "valign": "top", "border": 1})
        self.money = book.add_format({"num_format": "#,##0.00", "valign": "top", "border": 1})
        self.strong = {"bold": True, "border": 1, "top": 2}
        self.total = book.add_format(self.strong)
        self.total_money = book.add_format(self.strong | {"num_format": "#,##0.00"})

    def ledger(self, sheet: Worksheet, export: Export) -> None:
        """Title, headings, rows, one total line."""
        last = len(c.COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, "", self.title)
        sheet.write_string(0, 0, export.title, self.title)
        sheet.set_row(0, 30)
        for place, column in enumerate(c.COLUMNS):
            sheet.write_string(1, place, column, self.head)
            sheet.set_column(place, place, WIDE.get(column, 12))
        line = 1
        for line, row in enumerate(rows_of(export), start=2):
            for place, value in enumerate(row):
                self.cell(sheet, line, place, value)
        self._total(sheet, line + 1, export.totals)
        sheet.freeze_panes(2, 1)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)

    def _total(self, sheet: Worksheet, line: int, totals: Totals) -> None:
        for place, column in enumerate(c.COLUMNS):
            name = SUMMED.get(column)
            value = getattr(totals, name) if name else None
            if isinstance(value, Decimal):
                sheet.write_number(line, place, float(value), self.total_money)
            elif value is not None:
                sheet.write_number(line, place, value, self.total)
            else:
                sheet.write_string(line, place, "合计" if place == 0 else "", self.total)

    def cell(self, sheet: Worksheet, line: int, place: int, value: Cell) -> None:
        """One value as what it is; a text is never read as a formula or a link."""
        if value is None or value == "":
            sheet.write_blank(line, place, None, self.text)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(line, place, value, self.date)
        elif isinstance(value, Decimal):
            sheet.write_number(line, place, float(value), self.money)
        elif isinstance(value, int):
            sheet.write_number(line, place, value, self.whole)
        else:
            sheet.write_string(line, place, value[:LONGEST_CELL], self.text)

    def summary(self, sheet: Worksheet, export: Export) -> None:
        """People, person-times and both sums of money, each apart, by category."""
        heads = (
            "类别",
            "件数",
            c.PEOPLE,
            c.PERSON_TIMES,
            "涉及金额(元)",
            "其中未写金额的件数",
            "追回金额(元)",
        )
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, self.head)
        found = totals_by(export.cases, "category")
        lines = [(label(CodeList.CATEGORY, code), each) for code, each in sorted(found.items(), key=_largest)]
        for line, (name, each) in enumerate([*lines, ("合计", export.totals)], start=1):
            values: Sequence[Cell] = (
                name, each.cases, each.people, each.person_times, each.involved, each.unknown, each.recovered,
            )  # fmt: skip
            for place, value in enumerate(values):
                self.cell(sheet, line, place, value)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, len(heads) - 1, 18)
        if export.note:
            sheet.write_string(len(lines) + 3, 0, export.note)


def _largest(item: tuple[str, Totals]) -> tuple[int, str]:
    return -item[1].cases, item[0]


@dataclass
class _Beside:
    """Names, stories and what only an imported row's own event knows, for one chunk of cases."""

    people: Mapping[int, Party]
    imported: Mapping[str, Event]
    texts: Mapping[uuid.UUID, personal.Private]

    def text(self, key: uuid.UUID | None, name: str) -> str:
        """A private text; empty when there is none or it was erased."""
        return str(self.texts.get(key, {}).get(name, "")) if key else ""


def rows_of(export: Export) -> Iterator[list[Cell]]:
    """The cases in the order of their reports, in the columns of the ledger. Four queries a chunk."""
    cases = export.cases.select_related("town", "unit", "employer", "handler").order_by("reported_at", "pk")
    keys = list(cases.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = list(cases.filter(pk__in=keys[start : start + CHUNK]))
        beside = _beside(chunk)
        for case in chunk:
            yield _row(case, beside, export.full_names)


def _beside(cases: Sequence[Case]) -> _Beside:
    people: dict[int, Party] = {}
    for party in Party.objects.filter(case__in=cases).order_by("-is_representative", "pk"):
        people.setdefault(party.case_id, party)
    subjects = [case.subject for case in cases if case.is_imported]
    events = Event.objects.filter(subject__in=subjects, name=EventName.HISTORY_RECORDED)
    imported = {event.subject: event for event in events}
    keys = [party.personal_key for party in people.values()] + [
        case.story_key for case in cases if case.story_key
    ]
    keys += [event.private_key for event in imported.values() if event.private_key]
    return _Beside(people, imported, personal.read_many(keys))


def _row(case: Case, beside: _Beside, full_names: bool) -> list[Cell]:
    party = beside.people.get(case.pk)
    key = party.personal_key if party else None
    name, phone = beside.text(key, "name"), beside.text(key, "phone")
    if not full_names:
        name, phone = name and masked_text(name, "name"), phone and masked_text(phone, "phone")
    old = beside.imported.get(case.subject)
    handler = case.handler.name if case.handler else beside.text(old.private_key if old else None, "handler")
    number = case.employer.uscc if case.employer else ""
    values: dict[str, Cell] = {
        c.NUMBER: case.ledger_number or case.number,
        c.REPORTED_ON: day_of(case.reported_at),
        c.SOURCE: label(CodeList.SOURCE, case.source),
        c.TOWN: case.town.short_name if case.town else case.unit.short_name,
        c.EMPLOYER: case.employer_name,
        c.COMPANY_NUMBER: number or (old.data.get("uscc", "") if old else ""),
        c.APPLICANT: name,
        c.PHONE: phone,
        c.PEOPLE: case.people,
        c.PERSON_TIMES: case.person_times,
        c.CATEGORY: label(CodeList.CATEGORY, case.category),
        c.AMOUNT: case.amount_involved,
        c.SUMMARY: beside.text(case.story_key, "story"),
        c.HANDLER: handler,
        c.RESULT: label(CodeList.RESULT, case.conclusion),
        c.CLOSED_ON: day_of(case.closed_at) if case.closed_at else None,
        c.RECOVERED: case.amount_recovered if case.closed_at or case.amount_recovered else None,
    }
    return [values[column] for column in c.COLUMNS]


__all__ = ["Export", "ledger_workbook", "rows_of"]
