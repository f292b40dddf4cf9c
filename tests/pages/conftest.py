"""Fixtures of this folder."""

from __future__ import annotations

import pytest
from django.test import Client

from protection import receipts
from tests.builders import Scene, World
from tests.pages.reporting import enter, staffed


@pytest.fixture
def world(db: None) -> World:
    """A county that takes reports in."""
    return staffed()


@pytest.fixture
def code() -> str:
    """A receipt code."""
    return receipts.issue()


@pytest.fixture
def scene(world: World, code: str) -> Scene:
    """A case in which the worker still works there, with its receipt."""
    return Scene(world, receipt_code=code)


@pytest.fixture
def holder(client: Client, scene: Scene, code: str) -> Client:
    """A browser that showed the receipt."""
    assert enter(client, code)["Location"] == "/track/case/"
    return client
