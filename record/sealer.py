"""Seals what was committed into its county's chain: one sealer a chain, holding the lock on its head."""

from __future__ import annotations

from django.db import transaction

from . import checkpoints
from .models import Chain, Event
from .statements import update_each

BATCH = 500


def seal_batch(key: str, limit: int = BATCH) -> int:
    """Seal up to ``limit`` events of one chain, oldest id first; returns how many. Safe to run anywhere, any time."""
    with transaction.atomic():
        chain = _head(key)
        events = list(Event.objects.filter(chain=key, position__isnull=True).order_by("id")[:limit])
        for event in events:
            event.position = chain.position + 1
            event.digest = event.seal_digest(chain.digest)
            chain.position, chain.digest = event.position, event.digest
        if events:
            sealed = [(event.pk, event.position, event.digest) for event in events]
            update_each(Event, "id", ("position", "digest"), sealed)
            chain.save(update_fields=["position", "digest"])
    return len(events)


def _head(key: str) -> Chain:
    """The chain's head, locked; a chain's first sealer makes it."""
    heads = Chain.objects.select_for_update(no_key=True).filter(key=key)
    head = heads.first()
    if head is None:
        Chain.objects.get_or_create(key=key)
        head = heads.get()
    return head


def seal_chain(key: str) -> int:
    """Seal everything one chain has waiting, and have its head witnessed when enough was added."""
    total = 0
    while count := seal_batch(key):
        total += count
        if count < BATCH:
            break
    if total:
        checkpoints.witness_if_due(key)
    return total


def seal_all() -> int:
    """Seal every chain that has something waiting; returns how many events."""
    waiting = (
        Event.objects.filter(position__isnull=True).order_by().values_list("chain", flat=True).distinct()
    )
    return sum(seal_chain(key) for key in list(waiting))
