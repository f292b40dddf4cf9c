"""依法删除: what a wage case keeps apart besides what every case does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from cases.models import Claim, Instalment, Payment, WarningSignal
from workflows.machine import common
from workflows.shared.erasure import Erasing

from . import who
from .base import Base


class WageErasing(Erasing, Base):
    """Claims hold an index of ID numbers, signals and payments their notes."""

    @common("closed", may=who.security_admin, label=pgettext_lazy("step", "依法删除个人信息"), by_hand=False)
    def erase_personal(self, *, reason: str) -> None:
        """As in every case, and the index by which an ID number finds its claims."""
        super().erase_personal(reason=reason)
        for row in Claim.objects.filter(case=self.case).exclude(id_index=""):
            row.id_index = ""
            self.draft.changed.append(row)

    def more_personal_keys(self) -> set[Any]:
        """Keys of what is kept apart with claims, signals, payments and instalments."""
        found: set[Any] = set()
        for model, name in (
            (Claim, "private_key"),
            (WarningSignal, "note_key"),
            (Payment, "note_key"),
            (Instalment, "what_key"),
        ):
            found |= set(model._default_manager.filter(case=self.case).values_list(name, flat=True))
        return found
