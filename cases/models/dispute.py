"""What a labour dispute has besides what every case has."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class Disclosure(models.TextChoices):
    """The worker's choice of who may know. Obeyed from the first day."""

    OPEN = "open", _("可以告诉单位是我反映的")
    CONFIDENTIAL = "confidential", _("请对单位保密，只让办案的人知道")
    ANONYMOUS = "anonymous", _("我不留姓名")


class BodyKind(models.TextChoices):
    """Kind of mediating organisation: terms, seal and later roads differ."""

    ENTERPRISE = "enterprise", _("企业劳动争议调解委员会")
    PEOPLE = "people", _("人民调解委员会")
    TOWN = "town", _("乡镇(街道)劳动争议调解组织")


class ApplicationForm(models.TextChoices):
    """How the worker applied for mediation."""

    WRITTEN = "written", _("书面申请")
    ORAL = "oral", _("口头申请(已制作笔录)")


class OtherSide(models.TextChoices):
    """What the other side answered when asked whether it agrees to mediation."""

    UNASKED = "", _("尚未征询")
    ASKED = "asked", _("已征询，待答复")
    AGREED = "agreed", _("同意调解")
    DECLINED = "declined", _("不同意调解")


class DisputeDetail(models.Model):
    """劳动争议详情. Dates of law are dates at Shanghai; 第一时间 (known, contact, step) are instants."""

    TRACKED_KEY = "case_id"
    TRACKED = (
        "disclosure", "avoids_own_union", "is_lead", "start_reasons", "serious_injury", "retaliation", "wage_level",
        "conflict_of_interest", "mass_risk", "known_at", "contacted_at", "first_step_at", "applied_on",
        "application_form", "names_applicant", "other_side", "other_side_asked_on", "other_side_answered_on",
        "body_kind", "both_delegates", "finding", "wrong_known_on", "employment_ended_on", "limitation_from",
        "limitation_shift", "agreement", "fail_ground", "road", "informed_at", "suspend_ground", "review_on",
        "emergency_lead_id", "order_open", "return_called_at", "rating", "rated_at", "reopening_asked_at",
        "decline_told_on", "closing_conclusion",
    )  # fmt: skip

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="dispute")
    disclosure = models.CharField(
        _("保密选择"), max_length=12, choices=Disclosure, default=Disclosure.CONFIDENTIAL
    )
    avoids_own_union = models.BooleanField(_("不由本企业工会办理"), default=False)
    is_lead = models.BooleanField(_("线索"), default=False)
    start_reasons = models.JSONField(default=list)
    serious_injury = models.BooleanField(_("有死亡或重伤"), default=False)
    retaliation = models.BooleanField(_("有打击报复"), default=False)
    wage_level = models.PositiveSmallIntegerField(_("欠薪预警级别"), default=0)
    conflict_of_interest = models.BooleanField(_("承办方有利害关系"), default=False)
    mass_risk = models.BooleanField(_("有群体性事件风险"), default=False)
    known_at = models.DateTimeField(_("第一时间知晓"), null=True)
    contacted_at = models.DateTimeField(_("第一时间联系"), null=True)
    first_step_at = models.DateTimeField(_("第一时间处置"), null=True)
    applied_on = models.DateField(_("收到调解申请"), null=True)
    application_form = models.CharField(_("申请形式"), max_length=8, choices=ApplicationForm, blank=True)
    names_applicant = models.BooleanField(_("职工已同意向对方公开姓名"), default=False)
    other_side = models.CharField(_("对方意见"), max_length=8, choices=OtherSide, blank=True)
    other_side_asked_on = models.DateField(_("征询对方日期"), null=True)
    other_side_answered_on = models.DateField(_("对方答复日期"), null=True)
    body_kind = models.CharField(_("调解组织"), max_length=12, choices=BodyKind, blank=True)
    both_delegates = models.BooleanField(_("职工代表和企业代表均到位"), default=False)
    finding = models.CharField(_("核实结论"), max_length=16, blank=True)
    wrong_known_on = models.DateField(_("知道权利被侵害之日"), null=True)
    employment_ended_on = models.DateField(_("劳动关系终止之日"), null=True)
    limitation_from = models.DateField(_("仲裁时效起算日"), null=True)
    limitation_shift = models.PositiveIntegerField(_("仲裁时效中止天数"), default=0)
    agreement = models.CharField(_("协议形式"), max_length=40, blank=True)
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
    rating = models.PositiveSmallIntegerField(_("职工评价"), null=True)
    rated_at = models.DateTimeField(null=True)
    reopening_asked_at = models.DateTimeField(_("职工要求重开"), null=True)
    decline_told_on = models.DateField(_("书面告知日期"), null=True)
    closing_conclusion = models.CharField(_("拟结案结果"), max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="rating_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
