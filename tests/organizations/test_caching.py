"""Small tables kept in memory: how long, and what makes them look again."""

from __future__ import annotations

from organizations.caching import Versioned, look_again


def test_a_kept_value_is_not_asked_for_again_within_its_time_unless_told_to_look() -> None:
    database = ["first"]
    kept = Versioned(lambda: database[0], lambda: database[0], every=3600)
    assert kept.get() == "first"
    database[0] = "second"
    assert kept.get() == "first"
    look_again()
    assert kept.get() == "second"
