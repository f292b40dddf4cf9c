"""The bar at the bottom of a phone: what stands in it, and what waits behind 更多."""

from __future__ import annotations

import pytest

from pages.parts import NavItem
from pages.templatetags.fengqiao import bar_places, more_places


def places(*in_bar: bool) -> list[NavItem]:
    return [NavItem(label=str(n), url=f"/{n}/", icon="sun", in_bar=one) for n, one in enumerate(in_bar)]


@pytest.mark.parametrize(
    ("nav", "shown"),
    [
        (places(True, True, True), 3),
        (places(True, True, True, True, True), 5),
        (places(True, True, True, True, True, False), 4),
        (places(True, False), 1),
        (places(False, False), 2),
    ],
)
def test_more_never_stands_alone_in_the_bar(nav: list[NavItem], shown: int) -> None:
    assert len(bar_places(nav)) == shown
    assert [*bar_places(nav), *more_places(nav)] == sorted(nav, key=lambda one: one not in bar_places(nav))
