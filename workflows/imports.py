"""A ledger becomes cases: read, compared with what is there, and opened all in one transaction or not at all."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import numbers
from cases.imports.codes import LedgerCodes, ledger_codes
from cases.imports.ledger import Ledger, other_facts, read_ledger
from cases.imports.refusals import refused_workbook
from cases.imports.rows import LedgerRow, Reading, Refusal, TownNames
from cases.models import Case, CaseKind
from organizations.acting import Acting
from organizations.models import Code, CodeList, Employer, Unit
from organizations.paths import under
from organizations.roles import Role
from organizations.towns import written_names
from protection import personal
from record.timekeeping import midnight, now, today

from .dispute.history import IMPORTERS
from .engine import open_cases
from .errors import NotPermitted

LOOKUP = 500


@dataclass(frozen=True, slots=True)
class LedgerImport:
    """What became (or would become) of a ledger; ``rows`` are the good ones, ``refusals`` in the sheet's order."""

    ledger: Ledger
    rows: tuple[LedgerRow, ...]
    duplicates: int
    refusals: tuple[Refusal, ...]
    category_names: dict[str, str]

    @property
    def read(self) -> int:
        """Every row below the headings that holds anything."""
        return self.ledger.read

    @property
    def by_category(self) -> dict[str, int]:
        """Good rows by the category's name, the most frequent first."""
        counts = Counter(row.category for row in self.rows)
        return {self.category_names.get(code, code): count for code, count in counts.most_common()}

    @property
    def readings(self) -> list[tuple[int, Reading]]:
        """Cells of good rows taken otherwise than they are written, for the preview: (sheet row, reading)."""
        return [(row.row, reading) for row in self.rows for reading in row.readings]

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command's answer."""
        return {
            "read": self.read,
            "imported": len(self.rows),
            "duplicates": self.duplicates,
            "refused": [refusal.as_dict() for refusal in self.refusals],
            "by_category": self.by_category,
        }

    def refused_file(self) -> bytes:
        """The refused rows as an .xlsx, to be mended and sent again."""
        return refused_workbook(self.ledger, self.refusals)


def may_import(actor: Acting | None, town: Unit) -> bool:
    """The software itself, and whoever keeps the ledgers of the town or of a unit above it."""
    if actor is None or actor.role not in IMPORTERS or actor.only_approvals:
        return False
    return actor.role == Role.SYSTEM or (actor.unit is not None and actor.unit.holds(town.path))


def preview_ledger(data: bytes, town: Unit, *, actor: Acting | None) -> LedgerImport:
    """What importing the file would do now; writes nothing. Raises FileRefused or NotPermitted."""
    if not may_import(actor, town):
        raise NotPermitted(_("您的岗位不能导入%(town)s的台账。") % {"town": town.name})
    codes, names = _codes()
    ledger = read_ledger(
        data, today=today(), town=TownNames(town.short_name, written_names(town)), codes=codes
    )
    return _compared(ledger, town, names)


@transaction.atomic
def import_ledger(data: bytes, town: Unit, *, actor: Acting | None) -> LedgerImport:
    """导入台账: every good row becomes a case, all of them or none. Raises FileRefused, NotPermitted."""
    # Two people sending the same ledger wait for each other here; the second then finds duplicates.
    Unit.objects.select_for_update(no_key=True).get(pk=town.pk)
    found = preview_ledger(data, town, actor=actor)
    running = _numbers(found.rows, town)
    employers = _Employers(found.rows, town)
    open_cases(
        CaseKind.DISPUTE,
        (_facts(row, town, running[row.row], employers.of(row)) for row in found.rows),
        actor=actor,
        at=now(),
    )
    return found


def _codes() -> tuple[LedgerCodes, dict[str, str]]:
    """The code lists as they are now, and the categories' names by code."""
    lists: dict[str, dict[str, str]] = {CodeList.CATEGORY: {}, CodeList.SOURCE: {}, CodeList.RESULT: {}}
    for code in Code.objects.filter(list__in=lists, is_active=True).order_by("list", "order", "code"):
        lists[code.list][code.name_zh] = code.code
    category, source, result = lists[CodeList.CATEGORY], lists[CodeList.SOURCE], lists[CodeList.RESULT]
    return ledger_codes(category, source, result), {code: name for name, code in category.items()}


def digest_of(row: LedgerRow) -> str:
    """Keyed hash of a row's facts: the same row sent again is known, and nobody can guess a name out of it."""
    return personal.blind_index("ledger", "\x1f".join(row.facts()))


def _compared(ledger: Ledger, town: Unit, names: dict[str, str]) -> LedgerImport:
    """The ledger against the town's cases: the same facts are duplicates, other facts under a known 编号 refused."""
    there = _there([row.number for row in ledger.rows], town)
    fresh: list[LedgerRow] = []
    refusals = list(ledger.refusals)
    duplicates = len(ledger.duplicates)
    for row in ledger.rows:
        if row.number not in there:
            fresh.append(row)
        elif there[row.number] == digest_of(row):
            duplicates += 1
        else:
            refusals.append(other_facts(row, None))
    refusals.sort(key=lambda refusal: refusal.row)
    return LedgerImport(ledger, tuple(fresh), duplicates, tuple(refusals), names)


def _there(wanted: Sequence[str], town: Unit) -> dict[str, str]:
    """Digests of the town's cases that came under these ledger numbers."""
    found: dict[str, str] = {}
    for start in range(0, len(wanted), LOOKUP):
        cases = Case.objects.filter(town=town, ledger_number__in=wanted[start : start + LOOKUP])
        found.update(cases.values_list("ledger_number", "ledger_digest"))
    return found


def _numbers(rows: Iterable[LedgerRow], town: Unit) -> dict[int, str]:
    """A running number of the county for each row, by the year it was reported in, in the sheet's order."""
    by_year: dict[int, list[LedgerRow]] = {}
    for row in rows:
        by_year.setdefault(row.reported_on.year, []).append(row)
    given: dict[int, str] = {}
    for year, same in sorted(by_year.items()):  # in one order for all: two imports never wait for each other
        block = numbers.next_numbers(town, datetime.date(year, 1, 1), len(same))
        given.update(zip((row.row for row in same), block, strict=True))
    return given


class _Employers:
    """Registered employers a ledger names: by company number, else by a name that only one in the county has."""

    def __init__(self, rows: Iterable[LedgerRow], town: Unit) -> None:
        self.by_number: dict[str, Employer] = {}
        self.by_name: dict[str, Employer | None] = {}
        if not rows:
            return
        for employer in Employer.objects.filter(
            under((town.county or town).path, "unit__path"), is_active=True
        ):
            if employer.uscc:
                self.by_number[employer.uscc] = employer
            self.by_name[employer.name] = None if employer.name in self.by_name else employer

    def of(self, row: LedgerRow) -> Employer | None:
        """The employer, or None where the row leaves a doubt."""
        if row.company_number:
            return self.by_number.get(row.company_number)
        return self.by_name.get(row.employer)


def _facts(row: LedgerRow, town: Unit, number: str, employer: Employer | None) -> dict[str, Any]:
    """What the dispute's birth is told of a row. A ledger knows days, not hours: each counts from its beginning."""
    return {
        "imported": True, "place": town, "number": number, "ledger_number": row.number, "ledger_digest": digest_of(row),
        "employer": employer, "employer_name": row.employer, "uscc": row.company_number, "category": row.category,
        "source": row.source, "people": row.people, "person_times": row.person_times, "amount": row.amount,
        "recovered": row.recovered, "story": row.summary, "name": row.applicant, "phone": row.phone,
        "handler_name": row.handler, "result": row.result, "reported_at": midnight(row.reported_on),
        "closed_at": midnight(row.closed_on) if row.closed_on else None,
    }  # fmt: skip
