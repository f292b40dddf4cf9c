"""Fixtures of this folder."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_before() -> None:
    """Every test starts with nobody slowed down."""
    cache.clear()
