"""Who must pay besides, or instead of, the employer: 总包、分包、建设、用工 units."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import codes
from cases.imports import cells
from cases.imports.errors import Unreadable
from cases.models import InstalmentState, LiabilityGround, Payer, PayerRole
from cases.wages import liability
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.base import money, plain_choice
from workflows.shared.limits import LONGEST_NAME

from . import guards as g
from . import who
from .base import Base
from .states import SUSPENDABLE, state


class Liability(Base):
    """清偿责任主体."""

    @step(
        state,
        SUSPENDABLE,
        may=who.any_of(who.handler, who.intake),
        label=gettext_lazy("登记清偿责任主体"),
        weight=66,
    )
    def add_payer(
        self,
        *,
        role: str,
        name: str,
        ground: str,
        uscc: str = "",
        share: Decimal | str = "",
        limit: Decimal | str = "",
    ) -> None:
        """登记: a unit that must pay, on a ground the regulation knows for its role (保障农民工工资支付条例).

        ``share`` in per cent where the units split the debt (together no more than 100), empty where it owes the whole;
        ``limit`` in yuan for 先行垫付.
        """
        plain_choice(role, PayerRole, "role")
        plain_choice(ground, LiabilityGround, "ground")
        if not liability.has_ground(role, ground):
            raise BadInput(_("条例没有规定这种单位承担这种责任，请核对身份和依据。"), "ground")
        named = self._payer_name(name, role)
        portion = self._share(share)
        row = Payer(
            code=codes.fresh(), case=self.case, role=role, name=named, uscc=_uscc(uscc), ground=ground, share=portion,
            limit=_limit(limit, ground),
        )  # fmt: skip
        self.draft.born.append(row)
        self.payers.append(row)
        self.say(
            EventName.PAYER_ADDED, payer=row.code, role=role, ground=ground, unit_name=named, uscc=row.uscc, share=portion,
            limit=row.limit,
        )  # fmt: skip

    def _payer_name(self, name: str, role: str) -> str:
        named = name.strip()
        if not named:
            raise BadInput(_("请写明单位名称。"), "name")
        if len(named) > LONGEST_NAME:
            raise BadInput(_("单位名称太长，请控制在120字以内。"), "name")
        if any(row.name == named and row.role == role for row in self.payers):
            raise BadInput(_("这个单位已经登记过。"), "name")
        return named

    def _share(self, share: Decimal | str) -> Decimal | None:
        if share == "" or share is None:
            return None
        portion = money(share, "share")
        taken = sum((row.share or Decimal(0) for row in self.payers), Decimal(0))
        if not 0 < portion <= 100:
            raise BadInput(_("份额应大于0、不超过100。"), "share")
        if taken + portion > 100:
            raise BadInput(_("各单位的份额合计超过100%%，已经登记%(taken)s%%。") % {"taken": taken}, "share")
        return portion

    @step(
        state,
        SUSPENDABLE,
        may=who.any_of(who.handler, who.intake),
        label=gettext_lazy("移除清偿责任主体"),
        weight=77,
        when=[g.has_payers],
    )
    def remove_payer(self, *, payer: str, reason: str) -> None:
        """移除: it does not have to pay after all. One with an instalment to come stays."""
        if not reason.strip():
            raise BadInput(_("请写明移除的理由。"), "reason")
        row = self.payer_named(payer)
        if row is None:
            raise BadInput(_("请从清偿责任主体中选择。"), "payer")
        done = (InstalmentState.PAID, InstalmentState.LATE)
        if any(one.payer_id == row.pk and one.state not in done for one in self.instalments):
            raise BadInput(_("还款计划里还有由它支付的款，请先重订计划。"), "payer")
        row.is_active = False
        self.draft.changed.append(row)
        self.say(EventName.PAYER_REMOVED, {"reason": reason}, payer=row.code)


def _uscc(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return cells.company_number(text)
    except Unreadable as error:
        raise BadInput(str(error), "uscc") from error


def _limit(text: Decimal | str, ground: str) -> Decimal | None:
    if text == "" or text is None:
        if ground == LiabilityGround.ADVANCE_FUNDS:
            raise BadInput(_("先行垫付以未结清的工程款为限，请写明这个金额。"), "limit")
        return None
    limit = money(text, "limit")
    if limit <= 0:
        raise BadInput(_("金额应大于0。"), "limit")
    return limit
