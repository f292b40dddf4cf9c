"""Rules of time limits: the law's and our own, each in versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class RuleUnit(models.TextChoices):
    """What the length counts. A length in months is in ``months``; hours are for internal targets only."""

    CALENDAR = "calendar", _("日")
    WORKING = "working", _("工作日")
    HOURS = "hours", _("小时")


class RuleKind(models.TextChoices):
    """What the date means; what it does on a rest day is in ``workflows.rules.ROLL_OF_KIND``."""

    DEADLINE = "deadline", _("期限")
    TARGET = "target", _("目标时限")
    LIMITATION = "limitation", _("时效")
    BEFORE = "before", _("向前倒计")
    ROLL_BACK = "roll_back", _("遇假提前")
    DEEMED = "deemed", _("期满视为")
    TERM = "term", _("存续期间")
    RETENTION = "retention", _("保存期限")
    RECURRING = "recurring", _("周期")
    QUOTA = "quota", _("周期任务")
    RIGHT = "right", _("权利")
    NO_FIXED_TERM = "no_fixed_term", _("无固定期限")


class Rule(models.Model):
    """One version of one rule. Versions are never edited: a change is a new version, an end is a date.

    ``effective_from`` and ``effective_to`` are both included; null from is "always in force", null to "until further
    notice". ``starts_on`` and the other texts are the source's own words.
    """

    TRACKED = (
        "rule_id", "version", "jurisdiction", "overrides", "name_zh", "name_en", "law", "article", "days", "months",
        "unit", "starts_on", "bound_party", "kind", "extension_days", "extension_unit", "extension_rule",
        "pause_grounds", "consequence", "effective_from", "effective_to", "checked", "unit_checked", "source", "note",
        "is_internal", "active",
    )  # fmt: skip
    TRACKED_KEY = "key"

    rule_id = models.CharField(_("规则编号"), max_length=50)
    version = models.PositiveIntegerField(_("版本"), default=1)
    jurisdiction = models.CharField(_("适用地域"), max_length=24, default="national")
    overrides = models.CharField(_("优先于"), max_length=50, blank=True)
    name_zh = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120)
    law = models.CharField(_("法律依据"), max_length=200)
    article = models.CharField(_("条款"), max_length=40, blank=True)
    days = models.PositiveIntegerField(_("日数(或小时数)"), null=True, blank=True)
    months = models.PositiveIntegerField(_("月数"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=12, choices=RuleUnit)
    starts_on = models.CharField(_("起算"), max_length=120)
    bound_party = models.CharField(_("义务人"), max_length=60, blank=True)
    kind = models.CharField(_("性质"), max_length=16, choices=RuleKind)
    extension_days = models.PositiveIntegerField(_("可延长日数"), null=True, blank=True)
    extension_unit = models.CharField(_("延长单位"), max_length=12, choices=RuleUnit, blank=True)
    extension_rule = models.CharField(_("延长规定"), max_length=300, blank=True)
    pause_grounds = models.JSONField(_("中止情形"), default=list, blank=True)
    consequence = models.CharField(_("后果"), max_length=300, blank=True)
    effective_from = models.DateField(_("生效日"), null=True, blank=True)
    effective_to = models.DateField(_("失效日"), null=True, blank=True)
    checked = models.CharField(_("核对"), max_length=12, default="no")
    unit_checked = models.BooleanField(_("单位已核对"), default=False)
    source = models.CharField(_("出处"), max_length=400, blank=True)
    note = models.TextField(_("备注"), blank=True)
    is_internal = models.BooleanField(_("内部目标"), default=False)
    active = models.BooleanField(_("在用"), default=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["rule_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["rule_id", "version"], name="rule_version_once"),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(months__isnull=True), name="rule_counts_days_or_months"
            ),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_to__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="rule_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(unit=RuleUnit.HOURS) | Q(is_internal=True), name="rule_hours_are_ours"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def key(self) -> str:
        """What the record calls this row."""
        return f"{self.rule_id}@{self.version}"
