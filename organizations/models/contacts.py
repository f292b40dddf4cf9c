"""联系点: who keeps in touch with which point in a cycle of one year, and how often each role owes a visit."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.roles import Role

from .employer import Employer
from .unit import Level, Unit


class ContactCycle(models.Model):
    """联系周期 of a county or town: both days count, one year at most. Cycles of one unit do not meet."""

    TRACKED_KEY = "code"
    TRACKED = ("unit_id", "title", "starts_on", "ends_on")

    code = models.CharField(max_length=16, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contact_cycles", verbose_name=_("所属工会"))
    title = models.CharField(_("名称"), max_length=60)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))

    class Meta:
        ordering = ["-starts_on", "unit_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="cycle_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["unit", "starts_on"], name="cycle_once_a_unit_and_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def holds(self, day: datetime.date) -> bool:
        """Whether ``day`` is in the cycle."""
        return self.starts_on <= day <= self.ends_on


class PointKind(models.TextChoices):
    """联系点的种类. A worker or model worker is met; a unit is visited."""

    COMMUNITY = "community", _("村（社区）、行业等工会")
    ENTERPRISE = "enterprise", _("企业")
    WORKER = "worker", _("职工")
    MODEL_WORKER = "model_worker", _("劳模工匠")


#: Points that are people: their names are kept apart.
PEOPLE = (PointKind.WORKER, PointKind.MODEL_WORKER)


class EndReason(models.TextChoices):
    """为什么提前终止."""

    MOVED = "moved", _("联系人调离或换人")
    LEFT = "left", _("职工离开")
    CLOSED = "closed", _("单位关停或撤并")
    MISTAKE = "mistake", _("登记有误")
    OTHER = "other", pgettext_lazy("reason", "其他")


class Relation(models.Model):
    """联系关系: a 联系人 and a point, from a day to a day, with the 联络员 there and the office that helps.

    A point is a unit, an employer, or a worker; ``worker_key`` and ``liaison_key`` hold names that are no officer's, and
    ``worker_index`` finds the worker again. ``ends_on`` is the cycle's end unless the relation was ended before.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "cycle_id", "person_id", "kind", "unit_id", "employer_id", "worker_key", "worker_index", "liaison_id", "liaison_key",
        "office", "starts_on", "ends_on", "end_reason",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    cycle = models.ForeignKey(ContactCycle, models.PROTECT, related_name="relations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="relations", verbose_name=_("联系人")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=PointKind)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系点")
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系点")
    )
    worker_key = models.UUIDField(null=True, blank=True)
    worker_index = models.CharField(max_length=32, blank=True)
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("联络员"),
    )
    liaison_key = models.UUIDField(null=True, blank=True)
    office = models.CharField(_("帮扶单位"), max_length=60, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    end_reason = models.CharField(_("终止原因"), max_length=12, choices=EndReason, blank=True)

    class Meta:
        ordering = ["cycle_id", "person_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="relation_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=PointKind.ENTERPRISE, worker_key__isnull=True)
                    & (Q(employer__isnull=False) | Q(unit__isnull=False))
                )
                | Q(
                    kind=PointKind.COMMUNITY,
                    unit__isnull=False,
                    employer__isnull=True,
                    worker_key__isnull=True,
                )
                | Q(kind__in=PEOPLE, worker_key__isnull=False, unit__isnull=True),
                name="relation_has_the_point_of_its_kind",
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_on"], name="relation_person_end")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_person(self) -> bool:
        """Whether the point is a worker, who is met, rather than a unit, which is visited."""
        return self.kind in PEOPLE


class DutyWhat(models.TextChoices):
    """What a duty counts."""

    OWN_WORKER = "own_worker", _("联系的每名职工、劳模")
    OWN_UNIT = "own_unit", _("联系的每个单位")
    COMMUNITY = "community", _("走访村（社区）工会")
    ENTERPRISE = "enterprise", _("走访企业")


#: Duties counted for each relation apart; the others are counted for the person.
EACH_RELATION = (DutyWhat.OWN_WORKER, DutyWhat.OWN_UNIT)


class ContactDuty(models.Model):
    """走访任务: how many visits a role at a level owes in a cycle. Without a role it is owed by whoever has relations.

    ``least`` are owed, ``most`` is what the source names as usual (1–2 times); a change is a new version.
    """

    TRACKED_KEY = "code"
    TRACKED = ("role", "level", "what", "least", "most", "is_active", "version")

    code = models.CharField(max_length=40, unique=True)
    role = models.CharField(_("职务"), max_length=24, choices=Role, blank=True)
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level, null=True, blank=True)
    what = models.CharField(_("任务"), max_length=12, choices=DutyWhat)
    least = models.PositiveSmallIntegerField(_("至少次数"), default=1)
    most = models.PositiveSmallIntegerField(_("通常最多"), default=1)
    is_active = models.BooleanField(_("在用"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least__gte=1, most__gte=F("least")), name="duty_most_not_below_least"
            ),
            models.CheckConstraint(
                condition=Q(role="", level__isnull=True, what__in=EACH_RELATION)
                | (~Q(role="") & Q(level__isnull=False) & ~Q(what__in=EACH_RELATION)),
                name="duty_of_a_role_or_of_relations",
            ),
        ]

    def __str__(self) -> str:
        return self.code
