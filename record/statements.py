"""Statements that every step sends: composed once a process, not at every call.

Composing one from a queryset costs more than any of our databases needs to answer it. What is asked is still written as
a queryset or as a row of a model; only the text it became is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
#: Its parameters differ between the Django we run and the one its types describe.
_populators: Any = get_related_populators
#: Stands where the wanted key will be: no row has it.
PLACE = -987_654_321
#: PostgreSQL takes no more in one statement.
MOST_PARAMETERS = 60_000


class ByKey(Generic[M]):
    """A queryset of which one row at a time is wanted, by its integer key."""

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build
        self._composed: dict[str, Composed] = {}

    def get(self, pk: int) -> M | None:
        """The row with that key, its relations and annotations as the queryset says; None if there is none."""
        composed = self._composed.get(connection.vendor)
        if composed is None:
            composed = Composed(self._build().filter(pk=PLACE).order_by())
            self._composed[connection.vendor] = composed
        found: M | None = composed.get(pk)
        return found


class Composed:
    """One queryset's statement, and how its rows become objects: as Django's own ModelIterable does."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        compiler: Any = queryset.query.get_compiler(using=queryset.db)
        self.compiler = compiler
        self.sql, self.parameters = inlined(*compiler.as_sql())
        self.converters = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])
        chosen = compiler.klass_info["select_fields"]
        self.model: Any = compiler.klass_info["model"]
        self.start, self.end = chosen[0], chosen[-1] + 1
        self.names = [one[0].target.attname for one in compiler.select[self.start : self.end]]
        self.related = _populators(compiler.klass_info, compiler.select, queryset.db)
        self.annotations = list((compiler.annotation_col_map or {}).items())

    def get(self, pk: int) -> Any:
        """The row with that key, or None."""
        here = connections[DEFAULT_DB_ALIAS]
        with here.cursor() as cursor:
            cursor.execute(self.sql, [pk if value == PLACE else value for value in self.parameters])
            raw = cursor.fetchone()
        if raw is None:
            return None
        row = next(iter(self.compiler.apply_converters([raw], self.converters)))
        instance = self.model.from_db(here.alias, self.names, row[self.start : self.end])
        for populator in self.related:
            populator.populate(row, instance)
        for name, column in self.annotations:
            setattr(instance, name, row[column])
        return instance


def inlined(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """The statement with its own constants written out; what a caller gives stays a parameter.

    SQLite plans a statement anew at every call whose parameter decides whether a partial index fits: four times the
    time of the answer.
    """
    pieces, left = sql.split("%s"), []
    text = pieces[0]
    for value, piece in zip(parameters, pieces[1:], strict=True):
        if value != PLACE and isinstance(value, int) and not isinstance(value, bool):
            text += str(value)
        elif isinstance(value, str) and value.isidentifier():
            text += f"'{value!s}'"
        else:
            text += "%s"
            left.append(value)
        text += piece
    return text, left


def update(model: type[models.Model], where: Mapping[str, Any], changes: Mapping[str, Any]) -> int:
    """Set ``changes`` on the rows that equal ``where``, both by attribute name; returns how many there were."""
    columns, here = _columns(model), connections[DEFAULT_DB_ALIAS]
    settings = ", ".join(f"{columns[name].quoted} = %s" for name in changes)
    condition = " AND ".join(f"{columns[name].quoted} = %s" for name in where)
    given = [*changes.items(), *where.items()]
    with here.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(model)} SET {settings} WHERE {condition}",  # noqa: S608 -- names of our own columns
            [
                value if type(value) in columns[name].as_they_are else columns[name].prepared(value, here)
                for name, value in given
            ],
        )
        return int(cursor.rowcount)


def insert(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], ending: str = ""
) -> None:
    """INSERT ``rows``: the values of the attributes ``names``, in their order. Nobody learns their keys."""
    most = max(1, (connection.features.max_query_params or MOST_PARAMETERS) // len(names))
    for start in range(0, len(rows), most):
        _insert(model, names, rows[start : start + most], ending)


def _insert(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], ending: str
) -> None:
    columns, here = [_columns(model)[name] for name in names], connections[DEFAULT_DB_ALIAS]
    listed = ", ".join(column.quoted for column in columns)
    places = ", ".join([f"({', '.join(['%s'] * len(names))})"] * len(rows))
    with here.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(model)} ({listed}) VALUES {places}{ending}",  # noqa: S608 -- as above
            [
                value if type(value) in column.as_they_are else column.prepared(value, here)
                for row in rows
                for column, value in zip(columns, row, strict=True)
            ],
        )


def update_each(
    model: type[models.Model], key: str, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Give each row its own values: ``rows`` hold the ``key`` and then the ``names``, plain numbers and texts only."""
    columns, here = _columns(model), connections[DEFAULT_DB_ALIAS]
    width = len(names) + 1
    most = max(1, (here.features.max_query_params or MOST_PARAMETERS) // width)
    # Both databases call the columns of VALUES so.
    settings = ", ".join(f"{columns[name].quoted} = given.column{at}" for at, name in enumerate(names, 2))
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        places = ", ".join([f"({', '.join(['%s'] * width)})"] * len(part))
        with here.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_table(model)} SET {settings} FROM (VALUES {places}) AS given "  # noqa: S608 -- as above
                f"WHERE {_table(model)}.{columns[key].quoted} = given.column1",
                [value for row in part for value in row],
            )


#: Values that go to the driver unchanged, by the kind of their column.
_AS_THEY_ARE: tuple[tuple[Any, frozenset[type]], ...] = (
    (models.CharField, frozenset({str, type(None)})),
    ((models.IntegerField, models.ForeignKey), frozenset({int, type(None)})),
)


class Column:
    """One column: its quoted name, and its values as the driver takes them."""

    def __init__(self, field: models.Field[Any, Any]) -> None:
        self.quoted = connection.ops.quote_name(str(field.column))
        self.prepared = field.get_db_prep_save
        # Asking the field costs more than the value's own way to the database.
        self.as_they_are = next(
            (kinds for kind, kinds in _AS_THEY_ARE if isinstance(field, kind)), frozenset()
        )


@cache
def _columns(model: type[models.Model]) -> dict[str, Column]:
    return {field.attname: Column(field) for field in model._meta.concrete_fields}


@cache
def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
