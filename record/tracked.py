"""Rows the record vouches for: a row of a tracked table must have the digest its last event gave it.

A model is tracked when its class names ``TRACKED`` (the attributes that count) and ``TRACKED_KEY`` (the one that
identifies the row). It is an attribute, not a base class, so that rooms below the record can be tracked too.

A column a table gets after its first release stands in ``TRACKED_LATER``: it counts, by its name, only where it differs
from the column's default. Rows written before it was there keep the digest their last event gave them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

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
    values: list[Any] = [getattr(instance, name) for name in names]
    for name, default in _later(type(instance)):
        value = getattr(instance, name)
        if value != default:
            values.append([name, value])
    return (instance._meta.db_table, key_of(instance), digest(values))


def tracked_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Every attribute the record vouches for."""
    names: tuple[str, ...] = model.TRACKED  # type: ignore[attr-defined]  # duck-typed, see above
    return (*names, *getattr(model, "TRACKED_LATER", ()))


@cache
def _later(model: type[models.Model]) -> tuple[tuple[str, Any], ...]:
    """Columns that came later, each with its default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return tuple((name, fields[name].get_default()) for name in getattr(model, "TRACKED_LATER", ()))


def gone_row(instance: models.Model) -> Row:
    """The row is to be missing from now on."""
    return (instance._meta.db_table, key_of(instance), "")


def rows_of(instances: Iterable[models.Model]) -> list[Row]:
    """Digests of several rows."""
    return [tracked_row(instance) for instance in instances]


def tracked_models() -> dict[str, type[models.Model]]:
    """Every tracked model by its table."""
    return {model._meta.db_table: model for model in apps.get_models() if hasattr(model, "TRACKED")}
