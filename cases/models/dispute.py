"""What a labour dispute has besides what every case has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case
from .handled import Reported


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


class DisputeDetail(Reported):
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
    serious_injury = models.BooleanField(_("有死亡或重伤"), default=False)
    retaliation = models.BooleanField(_("有打击报复"), default=False)
    wage_level = models.PositiveSmallIntegerField(_("欠薪预警级别"), default=0)
    applied_on = models.DateField(_("收到调解申请"), null=True)
    application_form = models.CharField(_("申请形式"), max_length=8, choices=ApplicationForm, blank=True)
    other_side = models.CharField(_("对方意见"), max_length=8, choices=OtherSide, blank=True)
    other_side_asked_on = models.DateField(_("征询对方日期"), null=True)
    other_side_answered_on = models.DateField(_("对方答复日期"), null=True)
    body_kind = models.CharField(_("调解组织"), max_length=12, choices=BodyKind, blank=True)
    both_delegates = models.BooleanField(_("职工代表和企业代表均到位"), default=False)
    agreement = models.CharField(_("协议形式"), max_length=40, blank=True)
    decline_told_on = models.DateField(_("书面告知日期"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="rating_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
