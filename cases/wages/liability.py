"""Who must pay: 用工、分包、总包、建设 units, on which ground, in which order, up to how much (保障农民工工资支付条例)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import LiabilityGround as G
from cases.models import PayerRole as R

from .allocation import fen, in_proportion, yuan

#: (role, ground) → the article, and what it says in short. A pair that is not here has no ground in the regulation.
GROUNDS: dict[tuple[str, str], tuple[str, Promise]] = {
    (R.LABOUR_USER, G.DIRECT): ("16", _("用人单位应当按时足额支付工资；拖欠的，应当依法予以清偿。")),
    (R.LABOUR_USER, G.ADVANCE): ("18", _("用工单位使用个人、不具备合法经营资格的单位派遣的农民工，拖欠工资的，由用工单位清偿，并可以依法追偿。")),
    (R.LABOUR_USER, G.JOINT): ("19", _("将工作任务发包给个人或者不具备合法经营资格的单位，导致拖欠的，依照有关法律规定承担清偿责任。")),
    (R.SUB, G.DIRECT): ("30", _("分包单位对所招用农民工的实名制管理和工资支付负直接责任。")),
    (R.GENERAL, G.ADVANCE): ("30", _("分包单位拖欠农民工工资的，由施工总承包单位先行清偿，再依法进行追偿。")),
    (R.GENERAL, G.DIRECT): ("36", _("施工总承包单位将工程分包给个人或者不具备合法经营资格的单位，导致拖欠的，由施工总承包单位清偿。")),
    (R.DEVELOPER, G.ADVANCE_FUNDS): ("29", _("因建设单位未按合同约定及时拨付工程款导致拖欠的，建设单位应当以未结清的工程款为限先行垫付。")),
    (R.DEVELOPER, G.DIRECT): ("36", _("建设单位将工程发包给个人或者不具备合法经营资格的单位，导致拖欠的，由建设单位清偿。")),
}  # fmt: skip
LAW = _("保障农民工工资支付条例")
#: Who is asked first.
ORDER = (G.DIRECT, G.JOINT, G.ADVANCE, G.ADVANCE_FUNDS)


@dataclass(frozen=True, slots=True)
class Liable:
    """One who must pay. ``share`` in per cent, None for the whole; ``limit`` in yuan."""

    key: int
    role: str
    ground: str
    share: Decimal | None = None
    limit: Decimal | None = None


def has_ground(role: str, ground: str) -> bool:
    """Whether the regulation knows this liability of this unit."""
    return (role, ground) in GROUNDS


def source(role: str, ground: str) -> str:
    """The regulation, its article and what it says."""
    article, sentence = GROUNDS[role, ground]
    return _("%(law)s第%(n)s条：%(what)s") % {"law": LAW, "n": article, "what": sentence}


def in_order(payers: Iterable[Liable]) -> list[Liable]:
    """Who is asked first: direct, joint, 先行清偿, 先行垫付."""
    return sorted(payers, key=lambda payer: (ORDER.index(G(payer.ground)), payer.key))


def portions(outstanding: Decimal, payers: Sequence[Liable]) -> dict[int, Decimal]:
    """The most each may be asked for, in yuan: the whole, or their share of it to the fen, never beyond their limit.

    Shares that make up a hundred per cent add up to the whole exactly.
    """
    total = fen(outstanding)
    shared = {payer.key: int(payer.share * 100) for payer in payers if payer.share is not None}
    left = 10_000 - sum(shared.values())
    parts = in_proportion(total, {**shared, -1: left}) if shared and left >= 0 else {}
    asked = {payer.key: yuan(parts.get(payer.key, total)) for payer in payers}
    limits = {payer.key: payer.limit for payer in payers if payer.limit is not None}
    return {key: min(amount, limits.get(key, amount)) for key, amount in asked.items()}
