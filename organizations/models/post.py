"""A role held by a person from a day to a day, and the deputy who stands in."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.roles import NOT_POSTS, Role

from .employer import Employer
from .partner import PartnerBody
from .unit import Unit

POST_ROLES = [(role.value, role.label) for role in Role if role not in NOT_POSTS]


class PostQuerySet(models.QuerySet["Post"]):
    """Posts as of a day."""

    def on(self, day: datetime.date) -> PostQuerySet:
        """Posts held on ``day`` by people who are still active."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, person__is_active=True
        )


class Post(models.Model):
    """任职: one role at one unit, partner body or employer; both dates count."""

    TRACKED = (
        "person_id", "role", "unit_id", "partner_id", "employer_id", "starts_on", "ends_on", "certificate",
        "certificate_expires_on", "manages_for_employer",
    )  # fmt: skip
    TRACKED_KEY = "pk"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    role = models.CharField(_("职务"), max_length=24, choices=POST_ROLES)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    partner = models.ForeignKey(PartnerBody, models.PROTECT, null=True, blank=True, related_name="posts")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="posts")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    certificate = models.CharField(_("证书编号"), max_length=60, blank=True)
    certificate_expires_on = models.DateField(_("证书到期"), null=True, blank=True)
    manages_for_employer = models.BooleanField(
        _("同时代表用人单位管理"), default=False, help_text=_("这样的企业工会干部只看得到自己上报的事项。")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["unit_id", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role=Role.EMPLOYER_REP, employer__isnull=False, unit__isnull=True, partner__isnull=True)
                    | Q(
                        role=Role.PARTNER_OFFICER,
                        partner__isnull=False,
                        unit__isnull=True,
                        employer__isnull=True,
                    )
                    | (
                        ~Q(role__in=[Role.EMPLOYER_REP, Role.PARTNER_OFFICER])
                        & Q(unit__isnull=False, partner__isnull=True, employer__isnull=True)
                    )
                ),
                name="post_stands_where_its_role_may",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role", "starts_on"], name="post_unit_role")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()} {self.place}"

    @property
    def place(self) -> Unit | PartnerBody | Employer:
        """Where the role is held."""
        place = self.unit or self.partner or self.employer
        assert place is not None  # noqa: S101  the check constraint holds it; tells mypy
        return place


class Deputy(models.Model):
    """代理: who does the work of a post while its holder is away; the work moves, not only a message.

    ``only_approvals`` (委托审批): who stands in gives the holder's signatures and does nothing else of the post.
    """

    TRACKED = ("post_id", "person_id", "starts_on", "ends_on")
    TRACKED_LATER = ("only_approvals",)
    TRACKED_KEY = "pk"

    post = models.ForeignKey(Post, models.PROTECT, related_name="deputies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputising")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    only_approvals = models.BooleanField(_("只代为审批"), default=False)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.post}"
