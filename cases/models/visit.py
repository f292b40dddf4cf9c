"""走访: the visit, what was found on it, and the joint paper that sets a term for a safety hazard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.models import PartnerBody, Relation, Unit

from .case import Case
from .handled import WATCHED_COLUMNS, Watched
from .papers import Evidence
from .party import Party


class PlaceKind(models.TextChoices):
    """What was visited; duties are counted by it."""

    ENTERPRISE = "enterprise", _("企业")
    COMMUNITY = "community", _("村（社区）、行业等工会")
    WORKER = "worker", _("职工")


class VisitDetail(Watched):
    """走访详情.

    ``place_name`` is what the employer or union was called that day, empty where a worker was visited. ``visitor`` is whose visit it is, ``sent_by`` who sent it; ``client_code`` is made by the phone, so that one visit sent
    several times is one. ``answers`` are the coded answers to the checklist's version, ``said_key`` what was written.
    ``spot_key`` is where it was, if the phone said so: latitude and longitude, erasable.
    """

    TRACKED_KEY = "case_id"
    TRACKED = (
        *WATCHED_COLUMNS, "visitor_id", "sent_by_id", "client_code", "relation_id", "place_kind", "place_name", "unit_id", "planned_on",
        "route_order", "visited_on", "minutes", "no_union", "checklist", "checklist_version", "answers", "said_key",
        "spot_key",
    )  # fmt: skip

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="visit")
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("走访人")
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    client_code = models.CharField(max_length=40, blank=True)
    relation = models.ForeignKey(
        Relation, models.PROTECT, null=True, related_name="visits", verbose_name=_("联系关系")
    )
    place_kind = models.CharField(_("走访对象"), max_length=12, choices=PlaceKind)
    place_name = models.CharField(_("走访的地方"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("走访的工会"))
    planned_on = models.DateField(_("计划日期"), null=True)
    route_order = models.PositiveSmallIntegerField(_("当日次序"), default=0)
    visited_on = models.DateField(_("走访日期"), null=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True)
    no_union = models.BooleanField(_("未建会企业"), default=False)
    checklist = models.CharField(max_length=32, blank=True)
    checklist_version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    said_key = models.UUIDField(null=True)
    spot_key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sent_by", "client_code"], condition=~Q(client_code=""), name="visit_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(visited_on__isnull=False),
                name="visit_is_planned_or_made",
            ),
        ]
        indexes = [
            # What a person owes is counted over the visits of a cycle: from the visitor and the day, nothing else.
            models.Index(
                fields=["visitor", "visited_on"], name="visit_made", condition=Q(visited_on__isnull=False)
            ),
            # A union's month, whoever went.
            models.Index(fields=["visited_on"], name="visit_day", condition=Q(visited_on__isnull=False)),
            models.Index(
                fields=["visitor", "planned_on"], name="visit_to_make", condition=Q(visited_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class FindingKind(models.TextChoices):
    """三张清单 (佛堂)."""

    PROBLEM = "problem", _("问题清单")
    NEED = "need", _("需求清单")
    SERVICE = "service", _("服务清单")


class FindingState(models.TextChoices):
    """清单事项的办理."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    CASE = "case", _("已转为案件")


class FindingOutcome(models.TextChoices):
    """件件有落实: what came of it."""

    SOLVED = "solved", _("已解决")
    EXPLAINED = "explained", _("已说明情况")
    PASSED_ON = "passed_on", _("已转有关部门")
    CASE = "case", _("已转为案件")


class Finding(models.Model):
    """清单事项: what was asked or seen, whose it is, its answer, and what the asker thought of that.

    ``receipt_hash`` lets the asker come back to this one entry; ``became`` is the dispute or wage case it grew into, which
    finds it again as ``case.found_as``.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "order", "kind", "text_key", "asker_id", "owner_id", "due_on", "state", "outcome", "answer_key",
        "answered_at", "rating", "rated_at", "became_id", "receipt_hash",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="findings")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("清单"), max_length=8, choices=FindingKind)
    text_key = models.UUIDField()
    asker = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="findings", verbose_name=_("办理人")
    )
    due_on = models.DateField(_("答复期限"), null=True)
    state = models.CharField(_("办理"), max_length=8, choices=FindingState, default=FindingState.OPEN)
    outcome = models.CharField(_("结果"), max_length=10, choices=FindingOutcome, blank=True)
    answer_key = models.UUIDField(null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    rating = models.PositiveSmallIntegerField(_("评价"), null=True)
    rated_at = models.DateTimeField(null=True)
    became = models.OneToOneField(Case, models.PROTECT, null=True, related_name="found_as")
    receipt_hash = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["case_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["case", "order"], name="finding_order_once"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, outcome="")
                | (~Q(state="open") & Q(answered_at__isnull=False) & ~Q(outcome="")),
                name="finding_answered_has_a_day_and_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="case", became__isnull=False) | (~Q(state="case") & Q(became__isnull=True)),
                name="finding_that_became_a_case_names_it",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="finding_rating_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RectificationState(models.TextChoices):
    """限期整改的结果."""

    WAITING = "waiting", _("整改期内")
    MET = "met", _("已整改到位")
    INSPECTION = "inspection", _("未整改，移交监察")


class Rectification(models.Model):
    """限期整改通知书 (煤山): the safety body and the union together set an employer a day to mend a hazard; then they look again.

    ``round`` counts the terms set; the paper with both seals is on file.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "number", "co_issuer_id", "hazard_key", "issued_on", "due_on", "round", "state", "checked_on", "paper_id",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="rectifications")
    number = models.PositiveSmallIntegerField(_("序号"))
    co_issuer = models.ForeignKey(
        PartnerBody, models.PROTECT, related_name="+", verbose_name=_("联合发文的机构")
    )
    hazard_key = models.UUIDField()
    issued_on = models.DateField(_("发出日期"))
    due_on = models.DateField(_("整改期限"))
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        _("结果"), max_length=10, choices=RectificationState, default=RectificationState.WAITING
    )
    checked_on = models.DateField(_("复查日期"), null=True)
    paper = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name=_("盖章的通知书"))

    class Meta:
        ordering = ["case_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="rectification_number_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")), name="rectification_due_after_issued"
            ),
        ]

    def __str__(self) -> str:
        return self.code
