"""Workers on a case: names and numbers are erasable personal data, found again by blind index."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class Consent(models.TextChoices):
    """A worker's own word on settling, waiving or changing the claim."""

    UNASKED = "", _("尚未表态")
    AGREED = "agreed", _("本人同意")
    AUTHORISED = "authorised", _("书面特别授权")
    DECLINED = "declined", _("不同意")


class Party(models.Model):
    """申请人(职工). In a group case 3–5 of them represent the others, by a signed 推举书 that lists whom."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "personal_key", "is_representative", "represented_by_id", "consent", "consented_on", "phone_index",
        "name_index",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    personal_key = models.UUIDField()
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    name_index = models.CharField(max_length=32, blank=True, db_index=True)
    is_representative = models.BooleanField(_("代表"), default=False)
    represented_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="stands_for")
    consent = models.CharField(_("本人意见"), max_length=12, choices=Consent, blank=True)
    consented_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_representative=True) | Q(represented_by__isnull=True),
                name="representative_stands_for_himself",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_bound(self) -> bool:
        """Whether an agreement binds this worker: only by their own word or written authority."""
        return self.consent in (Consent.AGREED, Consent.AUTHORISED)
