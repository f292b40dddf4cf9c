"""The index of clock events: what a sweep looks through. The owner of a deadline is its events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class ClockState(models.TextChoices):
    """期限状态."""

    RUNNING = "running", _("计算中")
    PAUSED = "paused", _("已暂停")
    STOPPED = "stopped", _("已终止")


class Clock(models.Model):
    """期限. One row per (case, rule, key); ``epoch`` counts its starts, ``key`` tells several terms apart.

    ``n``, ``unit`` and ``roll`` are the term as it was when the clock started, ``until_on`` a date set instead of it (an
    agreed day, a term's own), ``pauses`` the stretches that do not count. ``due_on`` is the last day and ``due_at`` the
    instant after it: a pure function of all these and the calendar.
    ``next_at`` is when the next escalation row falls due, ``fired`` which ones already did in this epoch.
    """

    TRACKED_KEY = "index_key"
    TRACKED = (
        "epoch", "rule_version", "started_at", "n", "unit", "roll", "until_on", "pauses", "due_on", "due_at", "state",
        "fired", "provisional",
    )  # fmt: skip

    # Its unique constraint begins with the case.
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", db_index=False)
    rule_id = models.CharField(max_length=40)
    key = models.CharField(max_length=24, blank=True)
    epoch = models.PositiveSmallIntegerField(default=1)
    rule_version = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    n = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=12, default="calendar")
    roll = models.CharField(max_length=8, default="forward")
    until_on = models.DateField(null=True)
    pauses = models.JSONField(default=list)
    due_on = models.DateField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    fired = models.JSONField(default=list)
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "rule_id", "key"], name="clock_once_on_a_case"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(next_at__isnull=True), name="only_a_running_clock_falls_due"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_next"),
            # Most limitation periods stop while they are still provisional: without the state this would grow for ever.
            models.Index(
                fields=["due_on"],
                condition=Q(provisional=True) & ~Q(state="stopped"),
                name="clock_provisional",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.due_on}"

    @property
    def index_key(self) -> str:
        """Its name in the record: case, rule and key."""
        return f"{self.case_id}/{self.rule_id}/{self.key}"
