"""Fixtures of this folder."""

from __future__ import annotations

import pytest

from tests.organizations.county import County, make_county


@pytest.fixture
def county(db: None) -> County:
    """A small county with a system administrator."""
    return make_county()
