"""排查 rounds: one form to every 信息员 of a town, one answer each, and who has not answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Checklist, Unit


class SurveyRound(models.Model):
    """一轮排查 of a town, for a month (``2026-03``). It is open until ``closed_at``."""

    TRACKED_KEY = "code"
    TRACKED = ("unit_id", "checklist_id", "month", "sent_at", "sent_by_id", "due_on", "urged_at", "closed_at")

    code = models.CharField(max_length=16, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发起工会"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", verbose_name=_("清单"))
    month = models.CharField(_("月份"), max_length=7)
    sent_at = models.DateTimeField(_("发起时间"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("填报截止"))
    urged_at = models.DateTimeField(_("催办时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "checklist", "month"], name="round_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month}"

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"round:{self.code}"


class SurveyAnswer(models.Model):
    """What one 信息员 is asked in a round, and answered: coded answers in clear, written ones kept apart."""

    TRACKED_KEY = "pk"
    TRACKED = ("round_id", "person_id", "unit_id", "answers", "said_key", "answered_at")

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="answers", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="survey_answers", verbose_name=_("信息员")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所在工会"))
    answers = models.JSONField(default=dict, blank=True)
    said_key = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(_("填报时间"), null=True, blank=True)

    class Meta:
        ordering = ["round_id", "unit__path", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person", "unit"], name="survey_answer_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(said_key__isnull=True),
                name="survey_text_comes_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"
