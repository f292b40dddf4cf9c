"""Who must sign, step by step: rows an office edits, copied into every approval when it is asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import CaseKind
from organizations.models import PartnerKind, Unit
from organizations.roles import Role


class Signs(models.TextChoices):
    """Whom a step asks."""

    DECIDERS = "deciders", _("主席(缺位时副主席，再缺位时上级)")
    ROLE = "role", _("某一职务的人")
    PARTNER = "partner", _("协作单位")


class Place(models.TextChoices):
    """Where they stand, seen from the union that handles the case."""

    OWN = "own", _("承办工会")
    ABOVE = "above", _("上一级工会")
    TOWN = "town", _("乡镇(街道)总工会")
    COUNTY = "county", _("县(市、区)总工会")


class Asks(models.Model):
    """What a step says of whom it asks, in a chain and, copied, in an approval.

    ``days`` is the time for its answer in working days; without it the rule ``approval_decide`` says how long.
    ``looks_at`` names the parts of the request the step decides on; none means all of it. In a second round a step is
    not asked again while these stayed as they were.
    """

    name = models.CharField(_("步骤名称"), max_length=40, blank=True)
    signs = models.CharField(_("由谁审批"), max_length=10, choices=Signs, default=Signs.DECIDERS)
    place = models.CharField(_("在哪一级"), max_length=10, choices=Place, default=Place.OWN)
    role = models.CharField(_("职务"), max_length=24, choices=Role, blank=True)
    partner_kind = models.CharField(_("协作单位种类"), max_length=24, choices=PartnerKind, blank=True)
    days = models.PositiveSmallIntegerField(_("几个工作日内答复"), null=True, blank=True)
    looks_at = models.JSONField(_("审批的内容"), default=list, blank=True)

    class Meta:
        abstract = True


#: Columns of ``Asks``, for copying and for the record.
ASKS = ("name", "signs", "place", "role", "partner_kind", "days", "looks_at")


class ChainTemplate(models.Model):
    """审批流程: which steps an approval goes through. Empty ``kind`` and ``case_kind`` mean every one, no ``unit`` everywhere.

    The most local one counts; of two equally local ones that which names the approval, then that which names the kind of
    case. Its steps are those of its ``version``; those of earlier versions stay.
    """

    TRACKED_KEY = "code"
    TRACKED = ("name", "kind", "case_kind", "unit_id", "version", "is_active")

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("审批事项"), max_length=16, blank=True)
    case_kind = models.CharField(_("事项种类"), max_length=12, choices=CaseKind, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用于")
    )
    version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["kind", "case_kind", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "case_kind", "unit"],
                condition=Q(is_active=True, unit__isnull=False),
                name="one_chain_in_use_a_unit",
            ),
            models.UniqueConstraint(
                fields=["kind", "case_kind"],
                condition=Q(is_active=True, unit__isnull=True),
                name="one_chain_in_use_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChainStep(Asks):
    """One step of one version of a chain."""

    TRACKED_KEY = "pk"
    TRACKED = ("chain_id", "version", "order", "mode", "share", *ASKS)

    chain = models.ForeignKey(ChainTemplate, models.PROTECT, related_name="steps")
    version = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    mode = models.CharField(_("怎样算通过"), max_length=10, default="any")
    share = models.PositiveSmallIntegerField(_("比例(%)"), default=100)

    class Meta:
        ordering = ["chain_id", "version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "version", "order"], name="chain_step_once"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="chain_share_is_per_cent"),
            models.CheckConstraint(condition=~Q(signs="role") | ~Q(role=""), name="step_of_a_role_names_it"),
            models.CheckConstraint(
                condition=~Q(signs="partner") | ~Q(partner_kind=""), name="step_of_a_body_names_its_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}.{self.version}.{self.order}"
