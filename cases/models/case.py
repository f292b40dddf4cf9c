"""One row per case of any kind. Written only by ``workflows.engine``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Employer, Level, Unit
from organizations.models.unit import PATH_LENGTH


class CaseKind(models.TextChoices):
    """事项种类."""

    DISPUTE = "dispute", _("劳动争议调处")
    MEDIATION = "mediation", _("三方/四方协商")
    WAGES = "wage_arrears", _("欠薪跟踪")
    VISIT = "visit", _("走访")
    SECONDMENT = "secondment", _("上挂下联")


class Colour(models.TextChoices):
    """风险等级. In order of rising risk."""

    BLUE = "blue", _("蓝")
    YELLOW = "yellow", _("黄")
    ORANGE = "orange", _("橙")
    RED = "red", _("红")


class Performance(models.TextChoices):
    """履行情况, apart from the result."""

    NOT_DUE = "not_due", _("未到期")
    PART = "part", _("部分履行")
    FULL = "full", _("全部履行")
    OVERDUE = "overdue", _("逾期未履行")


#: What anybody may still have to do with: open cases, and closed ones whose 回访 is still to come.
ALIVE = Q(closed_at__isnull=True) | Q(due_at__isnull=False)


class Case(models.Model):
    """案件.

    ``code`` is the public, unguessable name; ``number`` the office's running one. ``unit_path``, ``county`` and ``town``
    are copied from the handling unit so that lists need no join. ``due_at`` is the nearest running clock of ours and
    ``told_level`` the highest level told that it is late: both are indexes, their owners are the clock events.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "kind", "number", "county_id", "town_id", "unit_id", "unit_path", "origin_unit_id", "level", "handler_id", "state", "colour",
        "version", "epoch", "category", "source", "employer_id", "employer_name", "people", "person_times",
        "amount_involved", "amount_recovered", "reported_at", "closed_at", "conclusion", "performance", "due_at",
        "told_level", "is_group", "is_emergency", "is_imported", "ledger_number", "ledger_digest", "reported_by_id",
        "receipt_hash", "merged_into_id", "back_to", "story_key",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=CaseKind)
    number = models.CharField(_("编号"), max_length=40)
    # The indexes below begin with county and town, and nobody asks for a first union's cases: each index costs a write.
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("县"))
    town = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("所属乡镇")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name=_("承办工会"))
    unit_path = models.CharField(max_length=PATH_LENGTH)
    origin_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("最初受理工会")
    )
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="handled", verbose_name=_("承办人")
    )
    state = models.CharField(_("状态"), max_length=24)
    colour = models.CharField(_("等级"), max_length=8, choices=Colour, default=Colour.BLUE)
    version = models.PositiveIntegerField(default=0)
    epoch = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(_("类别"), max_length=40)
    source = models.CharField(_("来源"), max_length=40)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="cases", verbose_name=_("用人单位")
    )
    employer_name = models.CharField(_("企业名称"), max_length=120)
    people = models.PositiveIntegerField(_("人数"), default=1, validators=[MinValueValidator(1)])
    person_times = models.PositiveIntegerField(_("人次"), default=1)
    amount_involved = models.DecimalField(_("涉及金额"), max_digits=14, decimal_places=2, null=True)
    amount_recovered = models.DecimalField(_("追回金额"), max_digits=14, decimal_places=2, default=Decimal(0))
    reported_at = models.DateTimeField(_("上报时间"))
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    conclusion = models.CharField(_("结果"), max_length=40, blank=True)
    performance = models.CharField(_("履行情况"), max_length=8, choices=Performance, blank=True)
    due_at = models.DateTimeField(_("最近期限"), null=True)
    told_level = models.PositiveSmallIntegerField(default=0)
    is_group = models.BooleanField(_("群体案件"), default=False)
    is_emergency = models.BooleanField(_("应急处置中"), default=False)
    is_imported = models.BooleanField(_("历史导入"), default=False)
    ledger_number = models.CharField(_("台账编号"), max_length=60, blank=True)
    ledger_digest = models.CharField(max_length=64, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reported"
    )
    receipt_hash = models.CharField(max_length=64, null=True, unique=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    back_to = models.CharField(max_length=24, blank=True)
    story_key = models.UUIDField(null=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="case_number_once_in_a_county"),
            models.UniqueConstraint(
                fields=["town", "ledger_number"],
                condition=~Q(ledger_number=""),
                name="ledger_number_once_in_a_town",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="case_has_people"),
            models.CheckConstraint(condition=Q(person_times__gte=1), name="case_has_person_times"),
            models.CheckConstraint(
                condition=Q(amount_recovered__gte=0)
                & (Q(amount_involved__isnull=True) | Q(amount_involved__gte=0)),
                name="case_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(conclusion="") & Q(closed_at__isnull=False))
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="closed_case_has_conclusion_and_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=models.F("reported_at")),
                name="case_closed_after_it_was_reported",
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "due_at"], name="case_county_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["town", "due_at"], name="case_town_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["handler", "due_at"], name="case_handler_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["unit_path", "-reported_at"], name="case_path_newest"),
            models.Index(fields=["unit_path"], name="case_alive", condition=ALIVE),
            models.Index(fields=["county", "state", "-reported_at"], name="case_county_state"),
            models.Index(fields=["town", "state", "-reported_at"], name="case_town_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.employer_name}"

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"case:{self.code}"

    @property
    def detail(self) -> Any:
        """The row of its own kind: a ``DisputeDetail``, ``MediationDetail``, ``WageDetail`` or ``VisitDetail``."""
        return getattr(self, self.kind)

    @property
    def is_open(self) -> bool:
        """Whether anything may still happen but 回访, 评价 and 重开."""
        return self.closed_at is None


class CaseNumber(models.Model):
    """The last running number a county gave in a year, to a case of whatever kind."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="case_number_row_once")]

    def __str__(self) -> str:
        return f"{self.county_id} {self.year}: {self.last}"


class ReaderReason(models.TextChoices):
    """Why someone outside the handling line may read a case."""

    HANDED_UP = "handed_up", _("上交前的承办工会")
    INVITED = "invited", _("受邀参与")


class CaseReader(models.Model):
    """A unit or partner body that reads one case without handling it; a row that ended stays, with its day."""

    TRACKED_KEY = "pk"
    TRACKED = ("case_id", "unit_id", "partner_id", "reason", "is_active")

    case = models.ForeignKey(Case, models.PROTECT, related_name="readers")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey("organizations.PartnerBody", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=12, choices=ReaderReason)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, partner__isnull=True)
                | Q(unit__isnull=True, partner__isnull=False),
                name="reader_is_a_unit_or_a_partner",
            ),
            models.UniqueConstraint(fields=["case", "unit", "partner", "reason"], name="reader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.unit_id or self.partner_id}"
