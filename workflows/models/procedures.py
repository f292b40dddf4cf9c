"""联调: what a town asked the bodies beside it, what each answered, and the viewflow process that says whose turn it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from cases.models import Case, Evidence
from organizations.models import PartnerBody, PartnerKind, Unit


class CheckState(models.TextChoices):
    """Where a joint check stands. Whose turn it is within a running one, only its viewflow tasks say."""

    RUNNING = "running", _("联调中")
    DONE = "done", _("已汇总")
    CANCELLED = "cancelled", _("已终止")


class CheckConclusion(models.TextChoices):
    """联调结论, by the centre."""

    CONFIRMED = "confirmed", _("反映的情况属实")
    PARTLY = "partly", _("部分属实")
    NOT_CONFIRMED = "not_confirmed", _("不属实")
    UNCLEAR = "unclear", _("各单位意见不一或查不清，需继续核实")


class BodyAnswer(models.TextChoices):
    """What one body answered; the last two are the centre's own, for who will not answer any more."""

    OPEN = "", _("待答复")
    TRUE = "true", _("属实")
    PARTLY = "partly", _("部分属实")
    UNTRUE = "untrue", _("不属实")
    NOT_OURS = "not_ours", _("不属本单位职责")
    MORE = "more", _("需要进一步核查")
    EXCUSED = "excused", _("不再等待")
    VOID = "void", _("联调已终止")


#: What a body itself may answer.
OWN_ANSWERS = (
    BodyAnswer.TRUE,
    BodyAnswer.PARTLY,
    BodyAnswer.UNTRUE,
    BodyAnswer.NOT_OURS,
    BodyAnswer.MORE,
)


class JointCheck(models.Model):
    """联调, one question put to several bodies at once. ``unit`` is the union that asked (联调中心)."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "epoch", "unit_id", "asked_by_id", "asked_at", "state", "conclusion", "conclusion_key", "ended_by_id",
        "ended_at",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="joint_checks")
    epoch = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("发起时间"))
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.RUNNING)
    conclusion = models.CharField(_("联调结论"), max_length=16, choices=CheckConclusion, blank=True)
    conclusion_key = models.UUIDField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="running"), name="one_running_joint_check_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="ended_joint_check_has_its_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="done") & ~Q(conclusion="")) | (~Q(state="done") & Q(conclusion="")),
                name="only_a_summed_up_check_has_a_conclusion",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def asked_kinds(self) -> frozenset[str]:
        """Kinds of the bodies asked; they never change. One query."""
        return frozenset(self.answers.values_list("kind", flat=True))


class CheckAnswer(models.Model):
    """One asked body: its question, and its answer. ``kind`` is the body's when it was asked and names its node.

    The answer's deadline is the case's clock ``check_reply`` under this row's ``code``.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "joint_check_id", "partner_id", "kind", "question_key", "answer", "answer_key", "answered_by_id", "answered_at",
        "evidence_id", "urged_at",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    joint_check = models.ForeignKey(JointCheck, models.PROTECT, related_name="answers")
    partner = models.ForeignKey(PartnerBody, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=PartnerKind)
    question_key = models.UUIDField()
    answer = models.CharField(
        _("答复"), max_length=10, choices=BodyAnswer, default=BodyAnswer.OPEN, blank=True
    )
    answer_key = models.UUIDField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    urged_at = models.DateTimeField(_("最近一次催办"), null=True)

    class Meta:
        ordering = ["joint_check_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["joint_check", "kind"], name="one_body_of_a_kind_in_a_check"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="a_bodys_answer_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["partner"], condition=Q(answer=""), name="check_answer_waiting"),
            models.Index(fields=["partner", "-answered_at", "-id"], name="check_answer_given"),
        ]

    def __str__(self) -> str:
        return self.code


class JointCheckProcess(Process):
    """viewflow's own row of a check: who must do which node. What was answered is in ``CheckAnswer``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    joint_check = models.OneToOneField(JointCheck, models.PROTECT, related_name="process")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("联调流程")

    def __str__(self) -> str:
        return f"joint check {self.joint_check_id}"
