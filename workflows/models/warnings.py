"""What decides how pressing a wage matter is, and when refusal to pay may be a crime: rows, not code."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What a rule looks at: one kind of signal, or how many different kinds there are."""

    LATE_PAY = "late_pay", _("工资逾期(天)")
    VISIT = "visit", _("走访发现(次)")
    REPORTS = "reports", _("一段时间内多次反映(次)")
    AMOUNT = "amount", _("涉及金额(元)")
    PEOPLE = "people", _("涉及人数(人)")
    RECORD = "record", _("用人单位欠薪记录(次)")
    KINDS = "kinds", _("同时出现的信号种类(种)")


class WarningRule(models.Model):
    """预警规则: a signal of at least ``threshold`` makes the level at least ``level`` (our reading of 姚庄's “123”).

    ``window_days`` is how far back reports and records are counted.
    """

    TRACKED_KEY = "code"
    TRACKED = ("measure", "threshold", "level", "window_days", "is_active", "version")

    code = models.CharField(max_length=40, unique=True)
    measure = models.CharField(_("信号"), max_length=12, choices=Measure)
    threshold = models.DecimalField(_("达到"), max_digits=14, decimal_places=2)
    level = models.PositiveSmallIntegerField(_("预警级别"))
    window_days = models.PositiveSmallIntegerField(_("统计天数"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-level", "measure", "threshold"]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="warning_rule_level_one_to_three"),
            models.CheckConstraint(condition=Q(threshold__gt=0), name="warning_rule_threshold_positive"),
        ]

    def __str__(self) -> str:
        return self.code


class PayRefusalSetting(models.Model):
    """拒不支付劳动报酬 "数额较大" as a province has set it, within 法释〔2013〕3号 art. 3.

    One worker: three months or more and 5,000 to 20,000 yuan; ten workers or more: 30,000 to 100,000 yuan in all.
    """

    TRACKED_KEY = "jurisdiction"
    TRACKED = ("one_amount", "group_amount", "source", "version")

    jurisdiction = models.CharField(_("适用地域"), max_length=24, unique=True)
    one_amount = models.DecimalField(
        _("一名劳动者三个月以上"), max_digits=10, decimal_places=2, default=Decimal(5_000)
    )
    group_amount = models.DecimalField(
        _("十名以上劳动者累计"), max_digits=10, decimal_places=2, default=Decimal(30_000)
    )
    source = models.CharField(_("出处"), max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["jurisdiction"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one_amount__range=(5_000, 20_000)), name="pay_refusal_one_worker_range"
            ),
            models.CheckConstraint(
                condition=Q(group_amount__range=(30_000, 100_000)), name="pay_refusal_group_range"
            ),
        ]

    def __str__(self) -> str:
        return self.jurisdiction
