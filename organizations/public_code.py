"""Public codes of what the organisation makes: nobody can guess or count one."""

from __future__ import annotations

import secrets

from protection.receipts import ALPHABET


def fresh_code(letter: str) -> str:
    """``letter`` and 11 characters (55 random bits)."""
    return letter + "".join(secrets.choice(ALPHABET) for _ in range(11))
