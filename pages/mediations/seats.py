"""Who sits where: two groups, who must consent and sign, who advises, who speaks for whom. Shapes; no queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import SIDES, Seat, SeatKind, TableForm
from pages.mediations.reading import TableFile
from pages.speech import listed
from protection import masking
from workflows.mediation.sides import missing_seats

#: More workers than this are folded away behind their number.
SHOWN = 12


@dataclass(frozen=True)
class SeatView:
    """One seat. ``task`` says what is asked of it, ``notes`` whom it stands for and what it brought."""

    code: str
    kind: str
    name: str
    phone: str
    speaks: str
    task: str
    notes: Sequence[str]
    has_feed: bool


@dataclass(frozen=True)
class SeatGroup:
    """One of the two groups. ``folded`` are further rows, behind their number."""

    heading: str
    lead: str
    rows: Sequence[SeatView]
    folded: Sequence[SeatView] = ()


@dataclass(frozen=True)
class Seating:
    """The whole table. ``missing`` names seats the form cannot do without."""

    groups: Sequence[SeatGroup]
    counts: Sequence[tuple[str, int]]
    missing: str
    left: Sequence[str]


def seating(table: TableFile, sought: str = "") -> Seating:
    """``sought``: a piece of a name; the others are left out."""
    active = [seat for seat in table.active if _fits(table, seat, sought)]
    return Seating(
        groups=[group for group in _groups(table, active) if group.rows],
        counts=_counts(table),
        missing=listed(kind.label for kind in _missing(table)),
        left=[
            f"{seat.get_kind_display()} {table.name(seat.pk)}" for seat in table.seats if not seat.is_active
        ],
    )


def _fits(table: TableFile, seat: Seat, sought: str) -> bool:
    return not sought or sought in table.name(seat.pk)


def _missing(table: TableFile) -> list[SeatKind]:
    detail = table.case.mediation
    return missing_seats(TableForm(detail.form), detail.matter, {seat.kind for seat in table.active})


def _groups(table: TableFile, active: Sequence[Seat]) -> list[SeatGroup]:
    agenda = table.served is None
    there = [seat for seat in active if seat.kind in SIDES and not agenda]
    # The employer, representatives and single workers before the many who are represented: they are who one looks for.
    there.sort(
        key=lambda seat: (bool(seat.represented_by), seat.kind != SeatKind.EMPLOYER, not _is_chosen(seat))
    )
    sides = [_view(table, seat) for seat in there]
    seats = [_view(table, seat) for seat in active if agenda or seat.kind not in SIDES]
    lead = (
        _("没有争议的协商，每个席位都要表态和签字。") if agenda else _("提意见、作见证，不代替当事人决定。")
    )
    first = SeatGroup(_("当事人"), _("要各自同意并签字，协议才对其生效。"), sides[:SHOWN], sides[SHOWN:])
    return [first, SeatGroup(_("席位"), lead, seats)]


def _counts(table: TableFile) -> list[tuple[str, int]]:
    workers = [seat for seat in table.active if seat.kind == SeatKind.WORKER]
    if len(workers) <= 1 or table.served is None:
        return []
    return [
        (_("职工"), len(workers)),
        (_("其中代表"), sum(_is_chosen(seat) for seat in workers)),
        (_("由代表发言"), sum(bool(seat.represented_by) for seat in workers)),
        (_("书面特别授权代表表态"), sum(bool(seat.represented_by) and seat.may_settle for seat in workers)),
    ]


def _view(table: TableFile, seat: Seat) -> SeatView:
    phone = table.phone(seat)
    return SeatView(
        code=seat.code,
        kind=str(seat.get_kind_display()),
        name=table.name(seat.pk),
        phone=masking.phone(phone),
        speaks=table.speaks(seat),
        task=_task(table, seat),
        notes=_notes(table, seat),
        has_feed=bool(seat.feed_hash),
    )


def _task(table: TableFile, seat: Seat) -> str:
    if table.served is None:
        return _("表态并签字")
    if seat.kind not in SIDES:
        return _("提意见")
    if seat.kind == SeatKind.WORKER and seat.represented_by:
        return _("代表替本人表态和签字") if seat.may_settle else _("本人表态，代表可代签")
    return _("本人同意并签字") if seat.kind == SeatKind.WORKER else _("同意并签字")


def _notes(table: TableFile, seat: Seat) -> list[str]:
    standing = [one for one in table.active if one.represented_by == seat.code]
    notes = [_("代表 %(n)d 人") % {"n": len(standing)}] if standing else []
    if _is_chosen(seat):
        notes.insert(0, _("推举的代表"))
    if seat.authority_id:
        notes.append(_("有书面凭证"))
    if seat.may_settle:
        notes.append(_("特别授权"))
    return notes


def _is_chosen(seat: Seat) -> bool:
    return seat.party is not None and seat.party.is_representative
