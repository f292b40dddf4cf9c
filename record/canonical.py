"""One way to write a value down, so that a digest means the same on every database."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:
    """``value`` in JSON's own types: instants in UTC, decimals without trailing zeros."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    for kind, writer in _WRITERS.items():
        if isinstance(value, kind):
            return writer(value)
    raise TypeError(f"cannot be written to the record: {type(value).__name__}")


def _itself(value: Any) -> Any:
    return value


def _instant(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def _decimal(value: Decimal) -> str:
    return format(value.normalize() + 0, "f")


def _items(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(item) for key, item in value.items()}


def _list(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [plain(item) for item in value]


#: By exact type; what is of a subclass takes the first that fits. Enum members are strings too, but JSON must get their
#: bare value; an instant is a date too, so it comes first.
_WRITERS: dict[type, Callable[[Any], Any]] = {
    str: str.__str__,
    bool: _itself,
    int: _itself,
    type(None): _itself,
    datetime.datetime: _instant,
    datetime.date: datetime.date.isoformat,
    Decimal: _decimal,
    uuid.UUID: str,
    dict: _items,
    list: _list,
    tuple: _list,
}


#: json.dumps makes one of these at every call that asks for anything of its own.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def dumps(value: Any) -> str:
    """Canonical JSON."""
    return _encode(plain(value))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()
