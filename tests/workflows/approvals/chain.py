"""Chains to try approvals on: two steps of three signers each, the town's chairs and the county's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from tests.builders import Scene, World, person_of
from workflows.chain_changes import add_chain
from workflows.models import Answer, Approval, ChainTemplate, Mode, Signature

TOWN: dict[str, Any] = {"name": "镇总工会审批", "place": "own"}
COUNTY: dict[str, Any] = {"name": "县总工会复核", "place": "county"}


def chain(*steps: Mapping[str, Any], **more: Any) -> ChainTemplate:
    """A chain for closings, used from now on."""
    given: dict[str, Any] = {"code": "closing", "name": "结案", "kind": "close"} | more
    return add_chain(acting=SYSTEM, steps=steps, **given)


def two_steps(mode: str = Mode.ANY, **more: Any) -> ChainTemplate:
    """The town's chairs, then the county's, both decided the same way."""
    return chain({**TOWN, "mode": mode, "share": 50, **more}, {**COUNTY, "mode": mode, "share": 50, **more})


def chairs(world: World, count: int = 3) -> tuple[list[Acting], list[Acting]]:
    """So many chairs of the town, and of the county."""
    town = [world.who(Role.CHAIR, world.town, nth) for nth in range(1, count + 1)]
    return town, [world.who(Role.CHAIR, world.county, nth) for nth in range(1, count + 1)]


def said(scene: Scene, verb: str, who: Acting | None, **more: Any) -> Scene:
    """One verb on the scene's open approval."""
    asked = scene.approval
    return scene.do(verb, who, approval=asked.code, round=asked.round, **more)


def yes(scene: Scene, *who: Acting) -> Scene:
    """Each of them says yes."""
    for one in who:
        said(scene, "approve", one)
    return scene


def rows(scene: Scene, *, round_: int | None = None) -> list[Signature]:
    """The signatures of a round of the case's last approval (default: the present one), as they were asked."""
    asked = last(scene)
    found = Signature.objects.filter(step__approval=asked, round=round_ or asked.round)
    return list(found.select_related("step", "signer", "signed_by").order_by("step__order", "id"))


def last(scene: Scene) -> Approval:
    """The case's newest approval."""
    return Approval.objects.filter(case=scene.case).latest("id")


def waiting(scene: Scene) -> list[str]:
    """Names of those whose signature is open."""
    return [str(row.signer) for row in rows(scene) if row.answer == Answer.OPEN]


def standing(scene: Scene) -> list[tuple[int, str, str]]:
    """Step, name and answer of each signature of this round."""
    return [(row.step.order, str(row.signer), row.answer) for row in rows(scene)]


def name(acting: Acting) -> str:
    """The person's name."""
    return person_of(acting).name
