"""三方/四方协商: one table, from its being set to an agreement in force or none.

A table serves a dispute or a wage case, or stands alone with an agenda. Its *sides* (当事人: the workers, the employer)
must consent and sign; its *seats* (席位: 政府, 工会, 企业方组织, 劳动保护监督委员会 and whoever is invited) advise, except at an
agenda meeting, where every seat's consent is needed. The mediator gives notice (通知), opens a session (协商中), adjourns
it (休会) or proposes (方案). A proposal is put to all at once (征求意见): each answers for itself, in any order, signed in,
by a one-time link, or on paper recorded with its evidence. A new version voids what was answered before. In a group each
worker is bound only by his own consent or by special written authority; the others stay open in the case served. With
every side's consent the agreement is signed (签字), sealed and in force (生效): its terms are followed in the case served,
or here where there is none. Fifteen days after the application (调解仲裁法 14) the table has failed unless both sides agreed
in writing to wait and the chair approved.

The parts, in the order a table meets them: ``birth``, ``seats``, ``sessions``, ``proposals``, ``consents``, ``signing``,
``extending``, ``following``. Pure rules: ``sides`` (who must, who may), ``versions`` (what changed), ``roads``, ``clashes``.
What every handled case can do (the ladder, approvals, lawful erasure) is in ``workflows.shared``.
"""

from __future__ import annotations

from workflows.models import ApprovalKind
from workflows.shared.erasure import Erasing
from workflows.shared.ladder import Ladder

from .birth import birth
from .following import Following
from .states import S, state


class Mediation(Following, Ladder, Erasing):
    """The whole workflow: one State, every part's verbs."""

    state = state
    birth = staticmethod(birth)
    step_of = {ApprovalKind.EXTEND: "extend", ApprovalKind.CLOSE: "close"}


__all__ = ["Mediation", "S"]
