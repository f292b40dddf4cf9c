"""Hundreds of claims at once from a spreadsheet: held against those on file, then taken in one step, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import codes
from cases.imports.claims import MOST_CLAIMS, ClaimRow
from cases.models import Case, Claim, ClaimSource, Party
from cases.wages import reading
from cases.wages.claims import WrongClaim, check_figures, check_period
from cases.wages.comparing import Comparison, compare
from protection import personal
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.people import WORKERS_HAND

from .claims import KEPT, Claims, index_of
from .states import CLAIMABLE, state

SHEET = "sheet"


class Importing(Claims):
    """The spreadsheet."""

    @step(state, CLAIMABLE, may=WORKERS_HAND, label=gettext_lazy("导入欠薪明细"), weight=13)
    def import_claims(
        self,
        *,
        rows: Sequence[ClaimRow],
        same: Mapping[int, bool] | None = None,
        keep: Mapping[int, str] | None = None,
        file_sha256: str = "",
        refused: int = 0,
    ) -> None:
        """导入 up to 5,000 rows as ``cases.imports.claims.read_claims`` reads them.

        ``same`` says of a worker in doubt (by first row) whether it is the one on file; an unanswered doubt refuses the
        whole. ``keep`` says of a row whose figures differ from those on file: ``sheet`` takes the list's, ``kept`` leaves
        those on file; unsaid, both stay side by side until ``choose_claim``. ``refused`` is how many rows of the file
        were not taken, for the record.
        """
        self._check_rows(rows)
        found = comparison(self.case, rows, same or {}, self.parties, self.claims)
        if found.doubts:
            raise BadInput(
                _(
                    "有%(n)s名职工与已登记的职工身份证号、电话或姓名相近，请先逐一确认是不是同一人（第%(rows)s行）。"
                )
                % {"n": len(found.doubts), "rows": "、".join(str(row) for row in sorted(found.doubts)[:10])},
                "same",
            )
        workers = self._workers_of(rows, found)
        for row in found.new:
            self._take(row, workers[row.worker])  # type: ignore[arg-type]  # compare gives back the rows it was given
        replaced = self._settle_conflicts(found, keep or {})
        self.say(
            EventName.CLAIMS_IMPORTED, rows=len(rows), new=len(found.new), matched=len(found.matched),
            conflicts=len(found.conflicts), replaced=replaced, refused=refused, sha256=file_sha256,
        )  # fmt: skip
        self.count_people()

    def _check_rows(self, rows: Sequence[ClaimRow]) -> None:
        if not rows:
            raise BadInput(_("表格里没有可以导入的行。"), "rows")
        if len(rows) > MOST_CLAIMS:
            raise BadInput(_("一次最多导入%(n)s行，请分成几份再上传。") % {"n": MOST_CLAIMS}, "rows")
        try:
            for row in rows:
                check_period(row.period, self.today)
                check_figures(row.figures)
        except WrongClaim as wrong:
            raise BadInput(str(wrong), "rows") from wrong

    def _workers_of(self, rows: Sequence[ClaimRow], found: Comparison) -> dict[int, Party]:
        """The party of each worker by first row; those not on file are made, with all their rows say of them."""
        by_code = {party.code: party for party in self.parties}
        workers: dict[int, Party] = {}
        told: dict[int, dict[str, str]] = {}
        for row in rows:
            one = told.setdefault(row.worker, {"name": row.name, "phone": "", "id_number": ""})
            one["phone"], one["id_number"] = one["phone"] or row.phone, one["id_number"] or row.id_number
        for worker, one in told.items():
            code = found.same.get(worker, "")
            workers[worker] = (
                by_code[code] if code else self.new_party(one["name"], one["phone"], one["id_number"])
            )
        return workers

    def _take(self, row: ClaimRow, worker: Party) -> None:
        # A new worker's own row holds the number already; the index makes it findable.
        known = not worker._state.adding
        private = {"id_number": row.id_number} if row.id_number and known else {}
        private |= {"note": row.note} if row.note else {}
        claim = Claim(
            code=codes.fresh(), case=self.case, party=worker, period=row.period, due=row.figures.due,
            deducted=row.figures.deducted, paid_before=row.figures.paid_before, source=ClaimSource.SHEET,
            id_index=index_of("id", row.id_number), private_key=self.draft.keep(private) if private else None,
            claimed_on=self.today,
        )  # fmt: skip
        self.draft.born.append(claim)
        self.claims.append(claim)

    def _settle_conflicts(self, found: Comparison, keep: Mapping[int, str]) -> int:
        """Take the list's figures where that was said, lay them beside where nothing was; returns how many were taken."""
        replaced = 0
        changed = []
        for row, claim in found.conflicts:
            answer = keep.get(row.row, "")
            if answer not in ("", KEPT, SHEET):
                raise BadInput(_("请从列表中选择一项。"), "keep")
            if answer == KEPT:
                continue
            if answer == SHEET:
                self._set_figures(claim, row.figures)
                claim.source, replaced = ClaimSource.SHEET, replaced + 1
            else:
                self.lay_beside(claim, row.figures, ClaimSource.SHEET)
            changed.append(claim)
        self.draft.changed += changed
        return replaced


def comparison(
    case: Case,
    rows: Sequence[ClaimRow],
    same: Mapping[int, bool],
    parties: Sequence[Party] | None = None,
    claims: Sequence[Claim] | None = None,
) -> Comparison:
    """What a page shows before the step, and the step does: new, matched, conflicting rows, and workers in doubt.

    Four statements at most.
    """
    rows_of = list(Party.objects.filter(case=case)) if parties is None else list(parties)
    live = reading.live_claims(case) if claims is None else list(claims)
    code_of = {party.pk: party.code for party in rows_of}
    on_file = {(code_of[claim.party_id], claim.period): claim for claim in live}
    return compare(rows, reading.workers_of(case, rows_of), on_file, same, personal.blind_index)
