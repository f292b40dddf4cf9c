"""How an office changes who must sign: every change is a new version of the chain, and no running approval notices."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CaseKind
from organizations.acting import Acting
from organizations.authority import NATIONAL, need_administer, need_administer_shared
from organizations.errors import WrongValue
from organizations.models import PartnerKind, Unit
from organizations.recording import append, assign, fresh, save
from organizations.roles import SIGNING_ROLES, Role
from record import log
from record.names import EventName
from record.timekeeping import now
from record.tracked import rows_of

from .models import ASKS, AT_THE_TABLE, ApprovalKind, ChainStep, ChainTemplate, Mode, Place, Signs

CHANGEABLE = ("name", "is_active")
#: The one that comes with the software; it may be changed, and stays in use.
GENERAL = "general"
MOST_STEPS = 9
#: How a chain's step can be decided; 各自表态 belongs to a table.
MODES = frozenset(Mode) - {Mode.EACH}
STEP_KEYS = frozenset({*ASKS, "mode", "share"})
#: The longest time one step is given, in working days.
LONGEST = 60


def subject_of(chain: ChainTemplate) -> str:
    """The record's name for a chain."""
    return f"chain:{chain.code}"


@transaction.atomic
def add_chain(
    *,
    acting: Acting,
    code: str,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    kind: str = "",
    case_kind: str = "",
    unit: Unit | None = None,
    at: datetime.datetime | None = None,
) -> ChainTemplate:
    """新增审批流程 for an approval, a kind of case and a unit with all below it; empty means every one, everywhere.

    Each of ``steps``, in order: any of ``ASKS``, ``mode`` and ``share``. Raises NoAuthority, WrongValue and Duplicate.
    """
    _need_authority(acting, unit)
    if kind and (kind not in ApprovalKind.values or kind in AT_THE_TABLE):
        raise WrongValue(_("请从列表中选择一项。"), "kind")
    if case_kind and case_kind not in CaseKind.values:
        raise WrongValue(_("请从列表中选择一项。"), "case_kind")
    chain = ChainTemplate(code=code, name=name.strip(), kind=kind, case_kind=case_kind, unit=unit)
    rows = _rows(chain, steps)
    save(chain)
    _record(chain, _kept(rows), acting, at, {"added": True, "steps": len(rows)})
    return chain


@transaction.atomic
def change_chain(
    chain: ChainTemplate,
    *,
    acting: Acting,
    steps: Sequence[Mapping[str, Any]] | None = None,
    at: datetime.datetime | None = None,
    **changes: Any,
) -> ChainTemplate:
    """修改审批流程: its steps, all of them anew, or any of ``CHANGEABLE``. Approvals that run keep the steps they have."""
    _need_authority(acting, chain.unit)
    chain = fresh(chain)
    changed = assign(chain, changes, CHANGEABLE)
    if chain.code == GENERAL and not chain.is_active:
        raise WrongValue(_("通用流程不能停用，可以修改。"), "is_active")
    if not changed and steps is None:
        return chain
    chain.version += 1
    rows = _rows(chain, _as_they_are(chain) if steps is None else steps)
    save(chain, [*changed, "version"])
    _record(
        chain, _kept(rows), acting, at, {"changes": changed, "version": chain.version, "steps": len(rows)}
    )
    return chain


def _as_they_are(chain: ChainTemplate) -> list[dict[str, Any]]:
    """The steps of the version before this one."""
    rows = chain.steps.filter(version=chain.version - 1).order_by("order")
    return [{name: getattr(row, name) for name in STEP_KEYS} for row in rows]


def _need_authority(acting: Acting, unit: Unit | None) -> None:
    """The county's administrator for what holds everywhere, the unit's own or one above for what holds there."""
    if unit is None:
        need_administer_shared(acting)
    else:
        need_administer(acting, unit)


def _rows(chain: ChainTemplate, steps: Iterable[Mapping[str, Any]]) -> list[ChainStep]:
    """The steps as rows, unsaved; WrongValue names the one that cannot be meant."""
    given = [dict(step) for step in steps]
    if not 1 <= len(given) <= MOST_STEPS:
        raise WrongValue(_("审批流程要有一步以上，最多%(n)s步。") % {"n": MOST_STEPS}, "steps")
    for order, step in enumerate(given, 1):
        unknown = set(step) - STEP_KEYS
        if unknown:
            raise TypeError(f"a step has no {', '.join(sorted(unknown))}")
        problem = _problem(step)
        if problem:
            raise WrongValue(_("第%(n)s步：%(problem)s") % {"n": order, "problem": problem}, f"steps.{order}")
    return [
        ChainStep(chain=chain, version=chain.version, order=order, **({"mode": Mode.ANY} | step))
        for order, step in enumerate(given, 1)
    ]


def _problem(step: Mapping[str, Any]) -> str:
    """Why a step cannot be meant; empty when it can."""
    signs = step.get("signs", Signs.DECIDERS)
    if (
        signs not in Signs.values
        or step.get("place", Place.OWN) not in Place.values
        or step.get("mode", Mode.ANY) not in MODES
    ):
        return _("请从列表中选择一项。")
    if signs == Signs.ROLE and step.get("role") not in SIGNING_ROLES - {Role.PARTNER_OFFICER}:
        return _("请选择办理案件的职务。")
    if signs == Signs.PARTNER and step.get("partner_kind") not in PartnerKind.values:
        return _("请选择协作单位的种类。")
    if not 1 <= step.get("share", 100) <= 100:
        return _("比例应在1到100之间。")
    if step.get("days") is not None and not 1 <= step["days"] <= LONGEST:
        return _("答复的时间应在1到%(n)s个工作日之间。") % {"n": LONGEST}
    return ""


def _kept(rows: Sequence[ChainStep]) -> list[ChainStep]:
    return ChainStep.objects.bulk_create(rows)


def _record(
    chain: ChainTemplate,
    rows: Sequence[ChainStep],
    acting: Acting,
    at: datetime.datetime | None,
    data: dict[str, Any],
) -> None:
    append(
        EventName.CHAIN_CHANGED, subject_of(chain), chain=chain.unit.chain if chain.unit else NATIONAL, acting=acting, at=at,
        rows=[chain, *rows], data=data,
    )  # fmt: skip


@transaction.atomic
def seed_chains() -> int:
    """Add the general chain if it is missing: one step, any one of those who decide. Returns how many were added."""
    if ChainTemplate.objects.filter(code=GENERAL).exists():
        return 0
    chain = ChainTemplate.objects.create(code=GENERAL, name="通用流程")
    step = ChainStep.objects.create(chain=chain, version=1, order=1, mode=Mode.ANY, name="主席审批")
    log.append(
        [
            log.Entry(
                chain=NATIONAL, subject=subject_of(chain), version=1, name=EventName.CHAIN_CHANGED, occurred_at=now(),
                actor_role=Role.SYSTEM, data={"added": True, "steps": 1}, rows=rows_of([chain, step]),
            )
        ]
    )  # fmt: skip
    return 1
