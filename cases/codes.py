"""Public codes: short, unguessable, without letters people misread."""

from __future__ import annotations

import secrets

from protection.receipts import ALPHABET


def fresh(length: int = 12) -> str:
    """A code of ``length`` letters, five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
