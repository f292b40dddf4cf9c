"""Signed heads, countersigned by a witness that keeps its own memory.

A chain alone cannot see its tail cut or its history signed anew: only someone who remembers an earlier head can.
The witness (in production the city's, on its own disk) refuses to countersign a head behind the one it remembers.
"""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import IntegrityError, transaction

from protection.keys import signing_key

from .models import Chain, Checkpoint, Event
from .timekeeping import now

#: Events between two checkpoints of a chain; verify-log also makes none, it only reads.
EVERY = 200


def message(chain: str, position: int, digest: str) -> bytes:
    """What is signed."""
    return f"fengqiao-checkpoint|{chain}|{position}|{digest}".encode()


def journal(chain: str) -> Path:
    """The witness's own memory of ``chain``, outside the database."""
    folder = Path(settings.WITNESS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{chain}.jsonl"


def remembered(chain: str) -> list[tuple[int, str]]:
    """Every ``(position, digest)`` the witness has countersigned, oldest first."""
    path = journal(chain)
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return [(row["position"], row["digest"]) for row in map(json.loads, lines)]


def _fits(chain: str, memory: list[tuple[int, str]]) -> bool:
    """Whether the head the witness last saw still stands in the chain."""
    if not memory:
        return True
    position, digest = memory[-1]
    return Event.objects.filter(chain=chain, position=position, digest=digest).exists()


def make(key: str) -> Checkpoint | None:
    """Sign the head of ``key`` and have it countersigned; None when nothing is new or the witness refuses."""
    chain = Chain.objects.get(key=key)
    memory = remembered(key)
    if chain.position == 0 or (memory and memory[-1][0] >= chain.position) or not _fits(key, memory):
        return None
    text = message(key, chain.position, chain.digest)
    checkpoint = Checkpoint(
        chain=key, position=chain.position, digest=chain.digest, signed_at=now(),
        signature=signing_key("county").sign(text).hex(), countersignature=signing_key("witness").sign(text).hex(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            checkpoint.save(force_insert=True)
    except IntegrityError:
        return None  # another process made the same checkpoint
    with journal(key).open("a", encoding="ascii") as file:
        file.write(json.dumps({"position": chain.position, "digest": chain.digest}) + "\n")
    return checkpoint


def witness_if_due(key: str) -> None:
    """Make a checkpoint once ``EVERY`` events came after the last, and the first one at once."""
    memory = remembered(key)
    head = Chain.objects.values_list("position", flat=True).get(key=key)
    if not memory or head - memory[-1][0] >= EVERY:
        make(key)


def signatures_hold(checkpoint: Checkpoint) -> bool:
    """Whether both signatures are of this head."""
    text = message(checkpoint.chain, checkpoint.position, checkpoint.digest)
    try:
        signing_key("county").public_key().verify(bytes.fromhex(checkpoint.signature), text)
        signing_key("witness").public_key().verify(bytes.fromhex(checkpoint.countersignature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
