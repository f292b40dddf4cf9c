"""Each step, in each state it starts from: it passes for everybody the domain names and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Scene, World, undone
from workflows.dispute.states import S

from .actors import MAY, everybody, may
from .plans import ready, told, transitions
from .soundness import tried

pytestmark = pytest.mark.soundness
ALL = [pytest.param(state, t, id=f"{t.slug}-from-{state}") for state, t in transitions()]


@pytest.mark.parametrize(("state", "transition"), ALL)
def test_a_step_passes_for_those_the_domain_names_and_for_nobody_else(
    world: World, state: S, transition: Any
) -> None:
    verb = transition.slug
    scene, other = ready(world, state, verb), Scene(world)
    data, wrong, passed = told(scene, verb), [], 0
    assert scene.fresh().state == state
    everyone = [(who, who.acting(scene, other)) for who in everybody()]
    if MAY[verb] == "signer":
        everyone.append((next(iter(everybody())), scene.chair))
    for who, acting in everyone:
        with undone():
            answer = tried(scene.case, verb, acting, data)
        expected = may(verb, who, scene, acting)
        passed += answer == "passed"
        if (answer == "passed") != expected:
            wrong.append(f"{who}: {answer}")
    assert wrong == []
    assert passed or MAY[verb] == "nobody"


def test_the_table_of_who_may_names_every_step_and_no_other() -> None:
    assert set(MAY) == {transition.slug for _state, transition in transitions()}
