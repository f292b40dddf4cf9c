"""双向选择: what the host and the person each chose, and the viewflow process that says whose turn it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from cases.models import Case, Evidence
from organizations.models import Employer, Unit


class MatchState(models.TextChoices):
    """Where a choice stands. Whose turn it is within a running one, only its viewflow tasks say."""

    RUNNING = "running", _("双向选择中")
    CHOSEN = "chosen", _("双方已表态")
    MATCHED = "matched", _("双方选定")
    UNMATCHED = "unmatched", _("未选定")
    CANCELLED = "cancelled", _("已终止")


#: Not concluded: a side, or the organising union, is waited for.
LIVE = (MatchState.RUNNING, MatchState.CHOSEN)


class Choice(models.TextChoices):
    """What one side chose."""

    OPEN = "", _("待表态")
    YES = "yes", _("愿意")
    NO = "no", _("不愿意")


class Match(models.Model):
    """双向选择, once for each host tried. A side answers itself, or on paper that the organising union recorded."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "host_unit_id", "host_employer_id", "asked_at", "state", "host_choice", "host_at", "host_by_id",
        "host_key", "host_paper_id", "person_choice", "person_at", "person_by_id", "person_key", "person_paper_id",
        "ended_at",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="matches")
    host_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    host_employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("发起时间"))
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.RUNNING)
    host_choice = models.CharField(
        _("接收单位"), max_length=4, choices=Choice, default=Choice.OPEN, blank=True
    )
    host_at = models.DateTimeField(null=True)
    host_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    host_key = models.UUIDField(null=True)
    host_paper = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    person_choice = models.CharField(_("本人"), max_length=4, choices=Choice, default=Choice.OPEN, blank=True)
    person_at = models.DateTimeField(null=True)
    person_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person_key = models.UUIDField(null=True)
    person_paper = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="running"), name="one_running_match_per_case"
            ),
            models.CheckConstraint(
                condition=Q(host_unit__isnull=False, host_employer__isnull=True)
                | Q(host_unit__isnull=True, host_employer__isnull=False),
                name="match_is_with_one_host",
            ),
            models.CheckConstraint(
                condition=~Q(state="matched") | Q(host_choice="yes", person_choice="yes"),
                name="matched_when_both_chose",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "chosen"], ended_at__isnull=True)
                | (~Q(state__in=["running", "chosen"]) & Q(ended_at__isnull=False)),
                name="ended_match_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def waits_for(self) -> set[str]:
        """The nodes that have not answered."""
        open_ = {"host": self.host_choice, "person": self.person_choice}
        return {node for node, choice in open_.items() if choice == Choice.OPEN}


class MatchProcess(Process):
    """viewflow's own row of a choice: who must act. What was chosen is in ``Match``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    match = models.OneToOneField(Match, models.PROTECT, related_name="process")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("双向选择流程")

    def __str__(self) -> str:
        return f"match {self.match_id}"
