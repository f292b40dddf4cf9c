"""What the details of several kinds of case have in common: columns, not tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Disclosure(models.TextChoices):
    """The worker's choice of who may know. Obeyed from the first day."""

    OPEN = "open", _("可以告诉单位是我反映的")
    CONFIDENTIAL = "confidential", _("请对单位保密，只让办案的人知道")
    ANONYMOUS = "anonymous", _("我不留姓名")


#: What ``Watched`` brings to a detail's TRACKED.
WATCHED_COLUMNS = (
    "avoids_own_union", "start_reasons", "conflict_of_interest", "mass_risk", "first_step_at", "fail_ground", "road",
    "informed_at", "suspend_ground", "review_on", "emergency_lead_id", "order_open", "return_called_at",
    "closing_conclusion",
)  # fmt: skip


class Watched(models.Model):
    """What every handled case needs: the ladder, supervision, the emergency track, 中止, the roads, 回访."""

    avoids_own_union = models.BooleanField(_("不由本企业工会办理"), default=False)
    start_reasons = models.JSONField(default=list)
    conflict_of_interest = models.BooleanField(_("承办方有利害关系"), default=False)
    mass_risk = models.BooleanField(_("有群体性事件风险"), default=False)
    first_step_at = models.DateTimeField(_("第一时间处置"), null=True)
    fail_ground = models.CharField(_("调解不成原因"), max_length=40, blank=True)
    road = models.CharField(_("后续途径"), max_length=40, blank=True)
    informed_at = models.DateTimeField(_("告知双方时间"), null=True)
    suspend_ground = models.CharField(_("中止理由"), max_length=40, blank=True)
    review_on = models.DateField(_("中止复查日"), null=True)
    emergency_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("应急负责人")
    )
    order_open = models.BooleanField(_("有待答复的督办"), default=False)
    return_called_at = models.DateTimeField(_("回访时间"), null=True)
    closing_conclusion = models.CharField(_("拟结案结果"), max_length=40, blank=True)

    class Meta:
        abstract = True


#: What ``Reported`` brings besides.
REPORTED_COLUMNS = (
    *WATCHED_COLUMNS, "disclosure", "is_lead", "known_at", "contacted_at", "names_applicant", "finding",
    "wrong_known_on", "employment_ended_on", "limitation_from", "limitation_shift", "rating", "rated_at",
    "reopening_asked_at",
)  # fmt: skip


class Reported(Watched):
    """What a case has that a worker reports: the choice who may know, first contact, the limitation, the worker's word."""

    disclosure = models.CharField(
        _("保密选择"), max_length=12, choices=Disclosure, default=Disclosure.CONFIDENTIAL
    )
    is_lead = models.BooleanField(_("线索"), default=False)
    known_at = models.DateTimeField(_("第一时间知晓"), null=True)
    contacted_at = models.DateTimeField(_("第一时间联系"), null=True)
    names_applicant = models.BooleanField(_("职工已同意向对方公开姓名"), default=False)
    finding = models.CharField(_("核实结论"), max_length=16, blank=True)
    wrong_known_on = models.DateField(_("知道权利被侵害之日"), null=True)
    employment_ended_on = models.DateField(_("劳动关系终止之日"), null=True)
    limitation_from = models.DateField(_("仲裁时效起算日"), null=True)
    limitation_shift = models.PositiveIntegerField(_("仲裁时效中止天数"), default=0)
    rating = models.PositiveSmallIntegerField(_("职工评价"), null=True)
    rated_at = models.DateTimeField(null=True)
    reopening_asked_at = models.DateTimeField(_("职工要求重开"), null=True)

    class Meta:
        abstract = True
