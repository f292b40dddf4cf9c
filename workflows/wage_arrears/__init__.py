"""欠薪跟踪: wages followed from the first warning to the last yuan.

A warning (预警) is made of signals, each with its source; rules an administrator may change make a level of them, one to
three, and each level has its own time to answer. The chair names who verifies (核实); confirmed, the employer is told to
pay: 提示函, then 意见书, then the general union's 建议书 to the labour authority. What is owed is entered claim by claim, one
worker and one month each, by hand, from a spreadsheet, or by the workers themselves. A plan (还款计划) has instalments that
add up to what they cover; payments (收款) come in with vouchers and are spread by rule; nothing outstanding is stored.
When the last claim is settled the case is cleared (清偿), whoever brought it about, and the chair approves its closing.
From any open state it may be handed over (移交) to inspection, court, arbitration or police, and comes back if that fails.

The parts, in the order a case meets them: ``birth`` and ``signals``, ``warning``, ``verifying``, ``claims`` and
``importing``, ``liability``, ``demand``, ``plan``, ``payments``, ``ledger`` (what follows from every change of money),
``handing_over``, ``absorbing`` (并案), ``closing``, ``erasing``; what they share is in ``states``, ``who``, ``guards``, ``clocks`` and
``base``. The arithmetic is in ``cases.wages``; what every handled case can do is in ``workflows.shared``.
"""

from __future__ import annotations

from workflows.shared.joint_check import JointChecking
from workflows.shared.limitation import Limitation
from workflows.shared.papers import Papers

from .birth import birth
from .closing import Closing
from .erasing import WageErasing
from .importing import Importing
from .liability import Liability
from .plan import Planning
from .states import S, state


class WageArrears(JointChecking, Closing, Importing, Planning, Liability, Papers, Limitation, WageErasing):
    """The whole workflow: one State, every part's verbs."""

    state = state
    birth = staticmethod(birth)


__all__ = ["S", "WageArrears"]
