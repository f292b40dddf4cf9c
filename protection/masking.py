"""What a reader without need to know sees instead."""

from __future__ import annotations


def name(value: str) -> str:
    """王小明 → 王**."""
    return value[:1] + "*" * max(1, len(value) - 1) if value else ""


def phone(value: str) -> str:
    """13912345678 → 139****5678; short numbers keep their last two digits."""
    if len(value) >= 11:
        return f"{value[:3]}****{value[-4:]}"
    return "*" * max(0, len(value) - 2) + value[-2:]
