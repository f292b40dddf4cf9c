"""Bodies that sit beside a town or county union at one table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .unit import Unit


class PartnerKind(models.TextChoices):
    """协作单位的种类."""

    LABOUR_OFFICE = "labour_office", _("人社所")
    JUSTICE_OFFICE = "justice_office", _("司法所")
    LEGAL_OFFICE = "legal_office", _("法制办")
    RESIDENTS_OFFICE = "residents_office", _("新居民管理所")
    SAFETY_OFFICE = "safety_office", _("应急/安监所")
    TOWN_AREA = "town_area", _("镇政府工作片")
    GOVERNANCE_OFFICE = "governance_office", _("综治办")
    VILLAGE_COMMITTEE = "village_committee", _("村调解委员会")
    COURT = "court", _("法院")
    ARBITRATION = "arbitration", _("仲裁委")
    LEGAL_AID = "legal_aid", _("法律援助中心")
    PETITION_OFFICE = "petition_office", _("信访办")
    CHAMBER = "chamber", _("商会")
    PROTECTION_COMMITTEE = "protection_committee", _("劳动保护监督委员会")
    POLICE = "police", _("公安")
    OTHER = "other", _("其他")


class PartnerBody(models.Model):
    """协作单位, beside one unit."""

    TRACKED = ("name", "kind", "beside_id", "is_active")
    TRACKED_KEY = "pk"

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("种类"), max_length=24, choices=PartnerKind)
    beside = models.ForeignKey(Unit, models.PROTECT, related_name="partners", verbose_name=_("所在工会"))
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["beside_id", "kind", "name"]
        constraints = [models.UniqueConstraint(fields=["beside", "name"], name="partner_once_beside_a_unit")]

    def __str__(self) -> str:
        return self.name
