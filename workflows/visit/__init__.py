"""走访: a visit, from its plan to the last answer.

A visit is planned (安排) or, as is just as normal, recorded at once (记录): whom one met, how wages, contracts and safety
stand, what people wish for. It may serve a contact relation (联系点) or none. Made without signal it is sent when there is
one, and however often it is sent it is one visit; our own clocks begin when it arrives. What was found goes on the list
(问题、需求、服务清单), every entry with an owner, a clock and an answer that whoever asked may rate. A problem becomes a
dispute or a wage case in one step; a safety hazard a 限期整改通知书 of the safety body and the union together. The list is
sorted (分办) and followed, and with its last answer the visit is done with (办结).

The parts, each standing on the one before: ``listing``, ``recording``, ``planning``, ``rectifying``, ``becoming``,
``following``. ``birth`` begins, ``sending`` takes what phones send. What every case can do (reminders, supervision, lawful
erasure) is in ``workflows.shared``.
"""

from __future__ import annotations

from workflows.shared.erasure import Erasing
from workflows.shared.watching import Watching

from .birth import birth
from .following import Following
from .states import S, state


class Visit(Following, Watching, Erasing):
    """The whole workflow: one State, every part's verbs."""

    state = state
    birth = staticmethod(birth)


__all__ = ["S", "Visit"]
