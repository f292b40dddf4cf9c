"""Keys: made on first use in the data folder, readable by their owner only; production names a folder of its own."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings


def folder() -> Path:
    """Where keys are kept: ``settings.KEYS_DIR``."""
    path = Path(settings.KEYS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _make(path: Path, content: bytes) -> bytes:
    """Write ``content`` unless another process was first; returns what the file holds."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return content


@lru_cache(maxsize=16)
def secret(name: str) -> bytes:
    """32 random bytes known by ``name``: personal data, blind indexes, receipts each have their own."""
    path = folder() / f"{name}.key"
    return path.read_bytes() if path.exists() else _make(path, secrets.token_bytes(32))


@lru_cache(maxsize=16)
def signing_key(name: str) -> Ed25519PrivateKey:
    """The Ed25519 key that signs as ``name`` (``county``, ``witness``)."""
    path = folder() / f"{name}.ed25519"
    fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes() if path.exists() else _make(path, fresh))
