"""Receipt codes: what lets a worker without an account follow the case. Nobody can guess one, the database holds none."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from . import keys

#: Crockford's base 32 without the letters people misread; 16 of them carry 80 random bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def issue() -> str:
    """A fresh code, grouped for reading aloud: ``7F3K-9QXA-…``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def normalise(typed: str) -> str:
    """What was typed, without spaces and hyphens, misread letters mended, full-width taken as half-width."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in typed)
    return "".join(c for c in half.upper().translate(_MISREAD) if c.isalnum())


def fingerprint(typed: str, purpose: str = "") -> str:
    """Keyed hash under which the case is found; the empty string for what cannot be a code.

    ``purpose`` (``opinion``) keeps a code of one kind from opening another; a receipt has none.
    """
    code = normalise(typed)
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return ""
    marked = f"{purpose}|{code}" if purpose else code
    return hmac.new(keys.secret("receipt"), marked.encode(), hashlib.sha256).hexdigest()
