"""Every page of every family, on a small phone, a phone and a desk: nothing scrolls sideways, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from config.demo.accounts import SIGN_INS
from tests.e2e.conftest import Meet
from tests.e2e.looking import faults, walk
from tests.e2e.people import DESK
from tests.e2e.ways import report

#: Who sees most comes first; each kind of page is looked at once, by the first who gets there.
ROLES = [
    "zhuxi",
    "tiaojie",
    "ducha",
    *(name for _role, name, _word in SIGN_INS if name not in ("zhuxi", "tiaojie", "ducha")),
]


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


@pytest.fixture(scope="module")
def seen() -> dict[str, int]:
    """How often each kind of page was looked at."""
    return {}


@pytest.mark.parametrize("username", ROLES)
def test_every_page_of_a_role(meet: Meet, axe: Axe, seen: dict[str, int], username: str) -> None:
    visitor = meet(username, window=DESK, expects=("Failed to load resource",))
    visitor.name = username
    assert "\n".join(walk(visitor, "/", seen, axe)) == ""
    assert len(seen) >= 3


def test_every_page_a_worker_meets(meet: Meet, axe: Axe, seen: dict[str, int]) -> None:
    worker = meet()
    worker.name = "worker"
    assert "\n".join(walk(worker, "/", seen, axe)) == ""
    found: list[str] = []
    report(worker, "诸暨好看测试厂", look=lambda: found.extend(faults(worker, axe)))
    worker.press("看进展")
    found += faults(worker, axe)
    assert "\n".join(found) == ""
