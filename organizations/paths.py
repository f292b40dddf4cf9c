"""Subtrees as ranges of paths. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from .models.unit import PATH_LENGTH, PATH_STEP

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_CHILDREN = len(DIGITS) ** PATH_STEP


def step(number: int) -> str:
    """The ``number``-th child's part of its path (from 1), ``PATH_STEP`` base-36 digits."""
    if not 0 < number < MOST_CHILDREN:
        raise ValueError(f"no path step for {number}")
    digits = ""
    for _ in range(PATH_STEP):
        number, rest = divmod(number, len(DIGITS))
        digits = DIGITS[rest] + digits
    return digits


def last(path: str) -> str:
    """The greatest path that can stand under ``path``. Only digits and capitals, so it is so in every collation."""
    return path.ljust(PATH_LENGTH, "Z")


def under(path: str, field: str = "path") -> Q:
    """Rows whose ``field`` is ``path`` or below it: a range, so that an index serves it on either database."""
    return Q(**{f"{field}__gte": path, f"{field}__lte": last(path)})


def under_any(paths: Iterable[str], field: str = "path") -> Q:
    """Rows in any of the subtrees; nested ones are asked for once. No path at all matches no row."""
    wanted = Q(pk__in=[])
    covering = ""
    for path in sorted(set(paths)):
        if not covering or not path.startswith(covering):
            wanted |= under(path, field)
            covering = path
    return wanted


def ancestors(path: str) -> list[str]:
    """Paths from the root down to ``path``, itself last."""
    return [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]
