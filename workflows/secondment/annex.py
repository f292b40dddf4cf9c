"""The official annexes in and out: a preview that names every row, an import that adds each person once, the same columns back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import codes
from cases.imports.secondments import AnnexProblem, AnnexRow, span_of
from cases.models import Case, CaseKind, Direction, Grade, SecondmentDetail, SecondmentRound
from cases.secondments import annex
from cases.secondments.columns import ASSESSMENT, columns_of
from cases.secondments.figures import Service, services_of
from cases.secondments.opinions import ALL, satisfied
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.errors import Refusal
from organizations.models import Employer, Level, Unit
from organizations.queries import employer_called, find_unit
from organizations.recording import append
from protection import personal
from record.names import EventName
from workflows.engine import open_cases
from workflows.errors import Refused

from .birth import Filing, check_filing, index_of, may_file


@dataclass(slots=True)
class AnnexImport:
    """What becomes of a table: ``fresh`` are new, ``known`` stand in the round already as they are here."""

    fresh: list[tuple[AnnexRow, Filing]] = field(default_factory=list)
    known: list[AnnexRow] = field(default_factory=list)
    refused: list[AnnexProblem] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


class _NotTaken(Exception):
    """A row that is not taken, with its column and its sentence."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = (column, sentence)


def preview(
    rows: Iterable[AnnexRow], *, acting: Acting, round_: SecondmentRound, direction: str
) -> AnnexImport:
    """预览: what ``import_annex`` would do with each row. Writes nothing."""
    found, columns = AnnexImport(), columns_of(direction)
    there = _there(round_)
    met: dict[str, int] = {}
    units: dict[str, Unit] = {}
    for row in rows:
        try:
            filing = _filing(row, round_, direction, acting, units)
            index = index_of(row.name, filing.sender)
            if index in met:
                sentence = _("第%(row)d行已有同一选送单位的同名同志。") % {"row": met[index]}
                raise _NotTaken(columns[1], sentence)
            met[index] = row.row
            if index in there:
                _need_same(there[index], row, filing, columns)
                found.known.append(row)
            else:
                found.fresh.append((row, filing))
        except _NotTaken as not_taken:
            found.refused.append(AnnexProblem(row.row, *not_taken.problem))
        except (Refusal, Refused) as refused:
            found.refused.append(AnnexProblem(row.row, columns[0], refused.sentence))
    return found


@transaction.atomic
def import_annex(
    rows: Iterable[AnnexRow],
    *,
    acting: Acting,
    round_: SecondmentRound,
    direction: str,
    at: datetime.datetime | None = None,
) -> AnnexImport:
    """导入附件表: a form for every new person; a second time adds nothing. All accepted rows, or none."""
    held = SecondmentRound.objects.select_for_update(no_key=True).get(pk=round_.pk)
    found = preview(rows, acting=acting, round_=held, direction=direction)
    if not found.fresh:
        return found
    facts = [_facts(filing) for _row, filing in found.fresh]
    found.cases = open_cases(CaseKind.SECONDMENT, facts, actor=acting, at=at)
    data = {
        "round": held.code, "direction": direction, "added": len(found.cases), "known": len(found.known),
        "refused": len(found.refused),
    }  # fmt: skip
    append(
        EventName.SECONDMENTS_IMPORTED, f"round:{held.code}", chain=held.county.chain, acting=acting, at=at, rows=[],
        data=data,
    )  # fmt: skip
    return found


def _facts(filing: Filing) -> dict[str, Any]:
    return {name: getattr(filing, name) for name in Filing.__slots__}


def _filing(
    row: AnnexRow, round_: SecondmentRound, direction: str, acting: Acting, units: dict[str, Unit]
) -> Filing:
    if row.sender not in units:
        units[row.sender] = find_unit(row.sender, within=round_.county)
    sender, span = units[row.sender], span_of(row.wish)
    may_file(acting, sender)
    to_enterprise = direction == Direction.TO_ENTERPRISE
    employer = _enterprise(row, round_, columns_of(direction)[3]) if to_enterprise else None
    host = {Direction.TO_COUNTY: round_.county, Direction.TO_TOWN: sender.town}.get(Direction(direction))
    typed = {"sender": row.sender, "person": row.person}
    if employer is not None:
        typed |= {"host": row.last, "host_code": employer.code}
    filing = Filing(
        round=round_, direction=direction, sender=sender, name=row.name, wish_text=row.wish,
        wish_from=span[0] if span else None, wish_until=span[1] if span else None,
        note="" if to_enterprise else row.last, host_unit=host, host_employer=employer, typed=typed,
    )  # fmt: skip
    check_filing(filing, round_)
    return filing


def _enterprise(row: AnnexRow, round_: SecondmentRound, column: str) -> Employer | None:
    if not row.last:
        return None
    found = employer_called(row.last, round_.county)
    if found is None:
        raise _NotTaken(column, _("没有找到“%(name)s”这家企业，请先登记，或改用全称。") % {"name": row.last})
    return found


def _there(round_: SecondmentRound) -> dict[str, SecondmentDetail]:
    """Forms of the round by whom they are about; the newest where somebody has two."""
    rows = SecondmentDetail.objects.filter(round=round_).select_related("host_employer").order_by("case_id")
    return {row.person_index: row for row in rows}


def _need_same(there: SecondmentDetail, row: AnnexRow, filing: Filing, columns: tuple[str, ...]) -> None:
    """A person the round knows must stand there as here: what differs is not dropped without a word."""
    note = str(personal.read(there.note_key).get("note", ""))
    differs = [
        column
        for column, same in (
            (columns[1], there.direction == filing.direction),
            (columns[2], there.wish_text == row.wish),
            (columns[3], note == filing.note and _employer_of(there) == _employer_of(filing)),
        )
        if not same
    ]
    if differs:
        sentence = _("本轮已有这位同志的呈报表，“%(columns)s”与这里不同，请在原表上修改。")
        raise _NotTaken(differs[0], sentence % {"columns": "、".join(differs)})


def _employer_of(row: SecondmentDetail | Filing) -> int | None:
    return row.host_employer.pk if row.host_employer else None


# ── Out ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def export_annex(round_: SecondmentRound, direction: str, *, acting: Acting) -> bytes:
    """导出附件表 of the forms this actor may read, in the order they came, column for column. The record says who took it."""
    columns = columns_of(direction)
    details = _details(round_, acting).filter(direction=direction)
    kept = personal.read_many([key for row in details for key in (row.person_key, row.note_key)])
    rows = [_cells(row, kept) for row in details]
    title = f"{round_.title} · {Direction(direction).label}"
    _left(round_, acting, direction, len(rows))
    return annex.workbook(title, columns, rows)


def _cells(row: SecondmentDetail, kept: dict[Any, Any]) -> tuple[str, ...]:
    person = kept.get(row.person_key, {})
    typed = person.get("typed", {})
    wish = row.wish_text or (f"{row.wish_from}至{row.wish_until}" if row.wish_from else "")
    last = str(kept.get(row.note_key, {}).get("note", ""))
    if row.direction == Direction.TO_ENTERPRISE:
        employer = row.host_employer
        as_typed = employer is not None and typed.get("host_code") == employer.code
        last = str(typed["host"]) if as_typed else row.host_name
    return (
        str(typed.get("sender") or row.sender.name), str(typed.get("person") or person.get("name", "")), wish, last,
    )  # fmt: skip


def export_assessments(round_: SecondmentRound, *, acting: Acting) -> bytes:
    """导出考核表: everybody of the round who came into post, with the figures; opinions only where they may be shown."""
    details = list(_details(round_, acting).filter(took_up_on__isnull=False))
    kept, done = personal.read_many(row.person_key for row in details), services_of(details)
    rows = [
        _assessed(row, str(kept.get(row.person_key, {}).get("name", "")), done[row.pk]) for row in details
    ]
    _left(round_, acting, "assessments", len(rows))
    return annex.workbook(f"{round_.title} · {_('挂职考核')}", ASSESSMENT, rows)


def _assessed(row: SecondmentDetail, name: str, done: Service) -> tuple[str | int, ...]:
    counts = done.opinions.get(ALL)
    return (
        row.sender.name, name, row.host_name, str(row.took_up_on or ""), str(row.ended_on or ""), done.days_served,
        done.days_on_leave, done.days_absent, done.reports, done.matters, done.inspections, done.visits,
        sum(counts.values()) if counts else "", satisfied(counts) if counts else "",
        str(Grade(row.host_mark).label) if row.host_mark else "", str(Grade(row.grade).label) if row.grade else "",
    )  # fmt: skip


def _details(round_: SecondmentRound, acting: Acting) -> Any:
    seen = visible_to([acting]).filter(kind=CaseKind.SECONDMENT).values("pk")
    rows = SecondmentDetail.objects.filter(round=round_, case__in=seen)
    return rows.select_related("sender", "host_unit", "host_employer", "case").order_by("case_id")


def _left(round_: SecondmentRound, acting: Acting, what: str, count: int) -> None:
    chain = acting.unit.chain if acting.unit and acting.unit.level <= Level.COUNTY else "CN"
    append(
        EventName.SECONDMENTS_EXPORTED, f"export:{codes.fresh()}", chain=chain, acting=acting, at=None, rows=[],
        data={"round": round_.code, "what": what, "rows": count},
    )  # fmt: skip
