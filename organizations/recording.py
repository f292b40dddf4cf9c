"""How this room writes to the record: one event a change, with the digests of the rows it wrote."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from record import log
from record.names import EventName
from record.timekeeping import now
from record.tracked import Row, rows_of

from .acting import Acting
from .errors import Duplicate, WrongValue

M = TypeVar("M", bound=models.Model)
#: Row digests one event carries at most; a change of more rows has more lines.
ROWS_AN_EVENT = 500


def append(
    name: EventName,
    subject: str,
    *,
    chain: str,
    acting: Acting,
    at: datetime.datetime | None,
    rows: Sequence[models.Model],
    data: dict[str, Any] | None = None,
) -> None:
    """Append the event of one change, as many lines as its rows need. ``data`` holds nothing personal."""
    append_rows(name, subject, chain=chain, acting=acting, at=at, rows=rows_of(rows), data=data)


def append_rows(
    name: EventName,
    subject: str,
    *,
    chain: str,
    acting: Acting,
    at: datetime.datetime | None,
    rows: Sequence[Row],
    data: dict[str, Any] | None = None,
) -> None:
    """As ``append``, of digests already made."""
    version, occurred_at = log.next_version(subject), at or now()
    starts = range(0, max(1, len(rows)), ROWS_AN_EVENT)
    log.append(
        log.Entry(
            chain=chain, subject=subject, version=version, line=line, name=name, occurred_at=occurred_at,
            actor=acting.person.pk if acting.person else None, actor_role=acting.role,
            actor_place=acting.place_code, on_behalf_of=acting.on_behalf_of.pk if acting.on_behalf_of else None,
            data=data or {} if line == 0 else {}, rows=rows[start : start + ROWS_AN_EVENT],
        )
        for line, start in enumerate(starts)
    )  # fmt: skip


def assign(instance: models.Model, changes: dict[str, Any], allowed: Iterable[str]) -> dict[str, list[Any]]:
    """Set ``changes`` on ``instance``; returns ``{field: [before, after]}`` of what really changed."""
    unknown = set(changes) - set(allowed)
    if unknown:
        raise TypeError(f"cannot be changed this way: {', '.join(sorted(unknown))}")
    changed: dict[str, list[Any]] = {}
    for name, after in changes.items():
        before = getattr(instance, name)
        if before != after:
            changed[name] = [_word(before), _word(after)]
            setattr(instance, name, after)
    return changed


def _word(value: Any) -> Any:
    """What an event's data says of a value: a related row by its code or key."""
    if isinstance(value, models.Model):
        return getattr(value, "code", value.pk)
    return value


def check(instance: models.Model) -> None:
    """Raise Duplicate or WrongValue with the first sentence Django's own validation has."""
    try:
        instance.clean_fields()
        instance.validate_unique()
        instance.validate_constraints()
    except ValidationError as error:
        field, problem = _first(error)
        sentence = problem.messages[0]
        if problem.code in ("unique", "unique_together"):
            raise Duplicate(sentence, field) from error
        raise WrongValue(sentence, field) from error


def _first(error: ValidationError) -> tuple[str, ValidationError]:
    for field, problems in error.error_dict.items():
        return ("" if field == "__all__" else field), problems[0]
    return "", error


def save(instance: models.Model, fields: Iterable[str] | None = None) -> None:
    """Check and store; what another person stored a moment ago becomes a sentence, too."""
    check(instance)
    try:
        with transaction.atomic():
            if fields is None:
                instance.save(force_insert=True)
            else:
                instance.save(update_fields=list(fields))
    except IntegrityError as error:
        raise Duplicate(_("刚刚有人做了同样的登记，请刷新后再看。")) from error


def fresh(instance: M) -> M:
    """The row as it stands now, locked until the transaction ends (SQLite locks the whole file instead)."""
    return type(instance)._default_manager.select_for_update(no_key=True).get(pk=instance.pk)
