"""Rows the record vouches for: a row of a tracked table must have the digest its last event gave it.

A model is tracked when its class names ``TRACKED`` (the attributes that count) and ``TRACKED_KEY`` (the one that
identifies the row). It is an attribute, not a base class, so that rooms below the record can be tracked too.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from .canonical import digest

Row = tuple[str, str, str]


def key_of(instance: models.Model) -> str:
    """What identifies the row."""
    return str(getattr(instance, type(instance).TRACKED_KEY))  # type: ignore[attr-defined]  # duck-typed, see above


def tracked_row(instance: models.Model) -> Row:
    """``(table, key, digest)`` of this row as it stands in memory."""
    names: tuple[str, ...] = type(instance).TRACKED  # type: ignore[attr-defined]  # duck-typed, see above
    values = [getattr(instance, name) for name in names]
    return (instance._meta.db_table, key_of(instance), digest(values))


def gone_row(instance: models.Model) -> Row:
    """The row is to be missing from now on."""
    return (instance._meta.db_table, key_of(instance), "")


def rows_of(instances: Iterable[models.Model]) -> list[Row]:
    """Digests of several rows."""
    return [tracked_row(instance) for instance in instances]


def tracked_models() -> dict[str, type[models.Model]]:
    """Every tracked model by its table."""
    return {model._meta.db_table: model for model in apps.get_models() if hasattr(model, "TRACKED")}
