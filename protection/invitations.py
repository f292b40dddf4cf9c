"""One-time links and calendar addresses: what opens one thing for one person, without an account.

The database holds a keyed fingerprint, never the token. A link is spent by its first use; a calendar address is read
as often as a calendar asks, and opens nothing but times and places.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from . import keys

#: 160 random bits: nobody types these, they come as an address or a QR code.
BYTES = 20
#: What ``issue`` makes is so long; anything else was cut off or made up.
LENGTH = 27
#: Digits of a telephone number asked for with a link.
TAIL = 4


def issue() -> str:
    """A fresh token, safe in an address."""
    return secrets.token_urlsafe(BYTES)


def fingerprint(token: str, purpose: str = "answer") -> str:
    """Keyed hash under which a token is found; the empty string for what cannot be one.

    ``purpose`` (``answer``, ``feed``) keeps a token of one kind from opening another.
    """
    if len(token) != LENGTH or not token.isascii():
        return ""
    return hmac.new(keys.secret("invitation"), f"{purpose}|{token}".encode(), hashlib.sha256).hexdigest()


def tail_fits(phone: str, typed: str) -> bool:
    """Whether ``typed`` is the end of ``phone``: at least its last four digits. A forwarded link stops here.

    Full-width digits, as a Chinese keyboard gives them, are digits.
    """
    digits, asked = _digits(phone), _digits(typed)
    return len(asked) >= TAIL and digits.endswith(asked)


def _digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c in "0123456789")
