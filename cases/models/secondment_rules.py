"""What a county sets for its secondments: papers and notice by direction, shares of grades."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit

from .secondment import ConsentKind, Grade


class SecondmentSetting(models.Model):
    """挂职设置 of a county, or (without one) of all that set none of their own.

    ``notice_days`` are working days of 公示, 0 means none; the consents are ``ConsentKind`` by direction.
    """

    TRACKED_KEY = "place"
    TRACKED = (
        "county_id", "notice_days", "consent_to_county", "consent_to_town", "consent_to_enterprise", "version",
    )  # fmt: skip

    county = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=24, unique=True)
    notice_days = models.PositiveSmallIntegerField(_("公示工作日"), default=5)
    consent_to_county = models.CharField(max_length=10, choices=ConsentKind, default=ConsentKind.PARTY)
    consent_to_town = models.CharField(max_length=10, choices=ConsentKind, default=ConsentKind.EMPLOYER)
    consent_to_enterprise = models.CharField(max_length=10, choices=ConsentKind, default=ConsentKind.PARTY)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.place

    def consent_for(self, direction: str) -> str:
        """The paper a form of this direction needs."""
        return str(getattr(self, f"consent_{direction}"))


class GradeShare(models.Model):
    """考核等次比例: at most ``most`` per cent of a round's people in post get ``grade`` in a county (or everywhere)."""

    TRACKED_KEY = "code"
    TRACKED = ("county_id", "grade", "most", "is_active", "version")

    code = models.CharField(max_length=40, unique=True)
    county = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    grade = models.CharField(_("等次"), max_length=12, choices=Grade)
    most = models.PositiveSmallIntegerField(_("最多（%）"))
    is_active = models.BooleanField(_("在用"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(most__range=(0, 100)), name="grade_share_is_per_cent"),
        ]

    def __str__(self) -> str:
        return self.code
