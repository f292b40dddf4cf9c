"""What the parts of the dispute workflow share besides what every handled case has."""

from __future__ import annotations

from cases.models import DisputeDetail
from workflows.shared.base import ReportedBase

from .clocks import MEDIATION_CLOCKS, STATE_CLOCKS, STATUTORY
from .states import GROUPS, S

#: Papers of a mediation and its clocks end with these.
AFTER_MEDIATION = frozenset({S.PERFORMING, S.FAILED, S.CLOSING, S.CLOSED})


class Base(ReportedBase):
    """The dispute's own row, and clocks that end with mediation."""

    kind = "dispute"
    state_clocks = STATE_CLOCKS
    state_choices = S.choices
    groups = GROUPS
    statutory = STATUTORY

    @property
    def detail(self) -> DisputeDetail:
        """The dispute's own row."""
        detail = self.draft.detail
        assert isinstance(detail, DisputeDetail)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    def settle_clocks(self, before: str) -> None:
        """State clocks, and what ends with mediation."""
        case = self.case
        if case.state in AFTER_MEDIATION and before != S.SUSPENDED:
            for rule_id in MEDIATION_CLOCKS:
                self.draft.clocks.stop(rule_id)
        super().settle_clocks(before)
