"""Keeping, reading and erasing personal data; blind indexes to find it by."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keys
from .models import PersonalData

Private = dict[str, Any]
NONCE = 12
SALT = 16


def _digest(salt: bytes, text: bytes) -> str:
    return hashlib.sha256(salt + text).hexdigest()


def wrap(value: Private, key: uuid.UUID | None = None) -> tuple[PersonalData, str]:
    """An unsaved encrypted row for ``value`` (JSON), and the salted digest the record may hold."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    row_key, salt, nonce = key or uuid.uuid4(), os.urandom(SALT), os.urandom(NONCE)
    cipher = AESGCM(keys.secret("personal")).encrypt(nonce, text, row_key.bytes)
    return PersonalData(key=row_key, salt=salt, ciphertext=nonce + cipher), _digest(salt, text)


def unwrap(row: PersonalData) -> Private | None:
    """The value of a row, or None when it was erased."""
    text = _text(row)
    if text is None:
        return None
    value: Private = json.loads(text)
    return value


def _text(row: PersonalData) -> bytes | None:
    if row.erased_at is not None:
        return None
    sealed = bytes(row.ciphertext)
    return AESGCM(keys.secret("personal")).decrypt(sealed[:NONCE], sealed[NONCE:], row.key.bytes)


def keep(value: Private) -> tuple[uuid.UUID, str]:
    """Store ``value``; returns its key and digest. One INSERT."""
    row, digest = wrap(value)
    row.save(force_insert=True)
    return row.key, digest


def read_many(wanted: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Private]:
    """Values by key, erased ones left out. One query."""
    rows = PersonalData.objects.filter(key__in={key for key in wanted if key})
    return {row.key: value for row in rows if (value := unwrap(row)) is not None}


def read(key: uuid.UUID | None) -> Private:
    """The value of one key; empty when there is none or it was erased."""
    return read_many([key]).get(key, {}) if key else {}


def digest_holds(row: PersonalData, digest: str) -> bool:
    """Whether the row still holds what the record's digest was made of; an erased row always does."""
    try:
        text = _text(row)
    except InvalidTag:
        return False
    return text is None or _digest(bytes(row.salt), text) == digest


def blind_index(kind: str, value: str) -> str:
    """Keyed hash by which equal values (a phone, a name) find each other without being readable."""
    return hmac.new(keys.secret("index"), f"{kind}|{value}".encode(), hashlib.sha256).hexdigest()[:32]


def bigrams(kind: str, text: str) -> Iterator[str]:
    """Blind indexes of every pair of neighbouring characters, for search in Chinese."""
    for start in range(max(1, len(text) - 1)):
        yield blind_index(kind, text[start : start + 2])
