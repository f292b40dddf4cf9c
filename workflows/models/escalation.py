"""Escalation as rows: which clock, how long before or after, what then."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import CaseKind
from organizations.models import Level


class EscalationAct(models.TextChoices):
    """升级措施. In order of weight: when several fall due at once only the weightiest is done, the rest are noted."""

    REMIND = "remind", _("提醒承办人")
    TELL = "tell", _("告知主席和上级督查员")
    HAND_UP = "hand_up", _("上交上一级工会")
    ORDER = "order", _("发出督办单")
    BREACH = "breach", _("记为逾期未履行")
    LAPSE = "lapse", _("记为期满未达成")


class OffsetUnit(models.TextChoices):
    """What the offset counts. Working days fall due at nine in the morning; hours to the minute."""

    WORKING = "working", _("工作日")
    CALENDAR = "calendar", _("日")
    HOURS = "hours", _("小时")


class EscalationRow(models.Model):
    """升级规则. ``offset`` before (negative) or after the deadline; ``level`` limits it to cases standing there."""

    TRACKED_KEY = "code"
    TRACKED = ("kind", "rule_id", "offset", "unit", "level", "act", "is_active", "version")

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(_("事项种类"), max_length=12, choices=CaseKind)
    rule_id = models.CharField(_("期限"), max_length=40)
    offset = models.SmallIntegerField(_("提前(负)或逾期(正)"))
    unit = models.CharField(_("单位"), max_length=10, choices=OffsetUnit, default=OffsetUnit.WORKING)
    level = models.PositiveSmallIntegerField(_("仅限层级"), choices=Level, null=True, blank=True)
    act = models.CharField(_("措施"), max_length=10, choices=EscalationAct)
    is_active = models.BooleanField(_("在用"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "rule_id", "unit", "offset"]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.offset:+} {self.act}"
