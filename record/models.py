"""The log: events in chains, one chain a county."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .canonical import digest

GENESIS = "0" * 64


class Chain(models.Model):
    """The head of one county's chain. Its row is the lock that makes a sealer the only one."""

    key = models.CharField(max_length=24, unique=True)
    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.key}@{self.position}"


class Event(models.Model):
    """One change. Appended, sealed once, then never touched: triggers in the database hold that.

    ``subject`` is ``kind:code``; ``version`` and ``line`` number its events without a gap or a twin.
    ``rows`` lists ``[table, key, digest]`` of every stored row the step wrote, so that a row changed behind the
    door no longer fits. ``private_key`` names an erasable row in protection, ``private_digest`` its salted digest.
    """

    chain = models.CharField(max_length=24)
    subject = models.CharField(max_length=64)
    version = models.BigIntegerField()
    line = models.SmallIntegerField(default=0)
    name = models.CharField(max_length=48)
    actor = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=24)
    actor_place = models.CharField(max_length=40, blank=True)
    on_behalf_of = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    data = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    private_key = models.UUIDField(null=True)
    private_digest = models.CharField(max_length=64, blank=True)
    position = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")

    #: Everything that is hashed: each stored column but the surrogate id and the hash itself.
    SEALED = (
        "chain", "subject", "version", "line", "name", "actor", "actor_role", "actor_place", "on_behalf_of",
        "occurred_at", "recorded_at", "due_at", "from_state", "to_state", "data", "rows", "private_key",
        "private_digest", "position",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version", "line"], name="event_once"),
            models.UniqueConstraint(
                fields=["chain", "position"], condition=Q(position__isnull=False), name="event_position_once"
            ),
        ]
        indexes = [
            models.Index(fields=["chain", "id"], condition=Q(position__isnull=True), name="event_unsealed")
        ]

    def __str__(self) -> str:
        return f"{self.subject} v{self.version}.{self.line} {self.name}"

    def seal_digest(self, before: str) -> str:
        """Hash of this event after the one whose hash is ``before``."""
        columns: dict[str, Any] = {name: getattr(self, name) for name in self.SEALED}
        return digest([before, columns])


class Checkpoint(models.Model):
    """A chain's head as signed by its county and countersigned by another level (the witness)."""

    chain = models.CharField(max_length=24)
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signature = models.CharField(max_length=128)
    countersignature = models.CharField(max_length=128)

    class Meta:
        ordering = ["chain", "position"]
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.chain}@{self.position}"
