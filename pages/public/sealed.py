"""Small values that travel with a browser: encrypted, so that no table of sessions holds what a worker typed."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag

from protection import personal
from protection.models import PersonalData

KEY_BYTES = 16
#: Nothing a report holds is longer once sealed; what is longer was not made here.
LONGEST = 200_000


def seal(purpose: str, value: dict[str, Any]) -> str:
    """``value`` (JSON) as a token that only ``unseal`` with the same purpose opens."""
    row, _digest = personal.wrap({"for": purpose, "value": value})
    return base64.urlsafe_b64encode(row.key.bytes + bytes(row.ciphertext)).decode()


def unseal(purpose: str, token: object) -> dict[str, Any] | None:
    """What was sealed; None for anything forged, cut, or sealed for something else."""
    if not isinstance(token, str) or not token or len(token) > LONGEST:
        return None
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
        key = uuid.UUID(bytes=raw[:KEY_BYTES])
        opened = personal.unwrap(PersonalData(key=key, salt=b"", ciphertext=raw[KEY_BYTES:]))
    except (ValueError, binascii.Error, InvalidTag):
        return None
    if opened is None or opened.get("for") != purpose:
        return None
    found: dict[str, Any] = opened["value"]
    return found
