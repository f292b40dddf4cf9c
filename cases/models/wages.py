"""Wage arrears: what a case has besides what every case has, and its ledger of claims, plans and payments.

Every amount is in yuan with two decimals. Nothing outstanding is stored: what a claim still lacks is
``due − deducted − paid_before``, less what the live payments brought and what its worker waived in a live agreement;
``cases.wages.balances`` is the one place that says so.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .handled import REPORTED_COLUMNS, Reported
from .party import Party


class OpinionOutcome(models.TextChoices):
    """What became of a 监督意见书 (浙江省工会劳动法律监督条例 22、23)."""

    NONE = "", _("尚无结果")
    CORRECTED = "corrected", _("已答复并改正")
    REFUSED = "refused", _("拒收")
    UNANSWERED = "unanswered", _("逾期不答复")
    UNCORRECTED = "uncorrected", _("无正当理由不改正")


class RoadOutcome(models.TextChoices):
    """What became of the road a case was handed over to."""

    NONE = "", _("办理中")
    PAID = "paid", _("已促成支付")
    LAPSED = "lapsed", _("支付令失效")
    AWARDED = "awarded", _("已有生效裁决、判决或支付令")
    RETURNED = "returned", _("不予受理或退回")


class WageDetail(Reported):
    """欠薪详情. ``warn_level`` is 1 to 3, the highest the most pressing; ``handed_from`` is the state before a hand-over."""

    TRACKED_KEY = "case_id"
    TRACKED = (
        *REPORTED_COLUMNS, "warn_level", "grew_from_id", "retaliation", "tip_sent_on", "opinion_sent_on",
        "opinion_reply_by", "opinion_outcome", "advice_sent_on", "advice_to_id", "advice_feedback_on", "ordered_to_pay_on",
        "order_pay_by", "handed_to_id", "handed_on", "handed_from", "road_outcome", "agreement_mediation",
    )  # fmt: skip

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="wage_arrears")
    warn_level = models.PositiveSmallIntegerField(_("预警级别"), default=1)
    grew_from = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="wage_cases", verbose_name=_("由哪个案件而来")
    )
    retaliation = models.BooleanField(_("有打击报复"), default=False)
    tip_sent_on = models.DateField(_("提示函发出日"), null=True)
    opinion_sent_on = models.DateField(_("意见书发出日"), null=True)
    opinion_reply_by = models.DateField(_("意见书答复期限"), null=True)
    opinion_outcome = models.CharField(
        _("意见书结果"), max_length=12, choices=OpinionOutcome, blank=True, default=OpinionOutcome.NONE
    )
    advice_sent_on = models.DateField(_("建议书发出日"), null=True)
    advice_to = models.ForeignKey("organizations.PartnerBody", models.PROTECT, null=True, related_name="+")
    advice_feedback_on = models.DateField(_("建议书反馈日"), null=True)
    ordered_to_pay_on = models.DateField(_("责令支付日"), null=True)
    order_pay_by = models.DateField(_("责令支付期限"), null=True)
    handed_to = models.ForeignKey("organizations.PartnerBody", models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField(_("移交日"), null=True)
    handed_from = models.CharField(max_length=24, blank=True)
    road_outcome = models.CharField(
        _("途径结果"), max_length=12, choices=RoadOutcome, blank=True, default=RoadOutcome.NONE
    )
    agreement_mediation = models.CharField(_("达成协议的协商"), max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(warn_level__range=(1, 3)), name="warn_level_one_to_three"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="wage_rating_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class SignalKind(models.TextChoices):
    """预警信号. What its ``value`` counts stands behind each."""

    LATE_PAY = "late_pay", _("工资逾期(天)")
    VISIT = "visit", _("走访发现(次)")
    REPORTS = "reports", _("一段时间内多次反映(次)")
    AMOUNT = "amount", _("涉及金额(元)")
    PEOPLE = "people", _("涉及人数(人)")
    RECORD = "record", _("用人单位欠薪记录(次)")


class WarningSignal(models.Model):
    """预警信号 behind a level: what, how much, since when, and where it is known from.

    ``source`` is a code of how we know (the report, a count, one of 来源, or ``said`` where somebody's words are kept apart
    with the note); ``source_case`` the case, if it was one.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id",
        "kind",
        "value",
        "source",
        "source_case_id",
        "observed_on",
        "window_days",
        "note_key",
    )

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="signals")
    kind = models.CharField(_("信号"), max_length=12, choices=SignalKind)
    value = models.DecimalField(_("数值"), max_digits=14, decimal_places=2)
    source = models.CharField(_("来源"), max_length=80)
    source_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    observed_on = models.DateField(_("得知日期"))
    window_days = models.PositiveSmallIntegerField(_("统计天数"), null=True)
    note_key = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="signal_not_negative")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class ClaimSource(models.TextChoices):
    """Where a claim's figures come from."""

    PHONE = "phone", _("职工本人填报")
    SHEET = "sheet", _("表格导入")
    HANDLER = "handler", _("承办人登记")
    MERGED = "merged", _("并案带入")


class ClaimState(models.TextChoices):
    """状态 of a claim."""

    LIVE = "live", _("在册")
    DROPPED = "dropped", _("已撤销")
    MOVED = "moved", _("已并入另案")


class Claim(models.Model):
    """欠薪明细: one worker and one pay period (``YYYY-MM``).

    ``id_index`` finds the worker's ID number, which is kept apart. Where the spreadsheet and the phone say different
    figures for the same worker and month, the second ones wait in ``rival_*`` until the handler chooses.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "party_id", "period", "due", "deducted", "paid_before", "source", "state", "id_index", "private_key",
        "rival_due", "rival_deducted", "rival_paid_before", "rival_source", "claimed_on",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="claims")
    party = models.ForeignKey(Party, models.PROTECT, related_name="claims")
    period = models.CharField(_("工资所属月份"), max_length=7)
    due = models.DecimalField(_("应发"), max_digits=14, decimal_places=2)
    deducted = models.DecimalField(_("扣款"), max_digits=14, decimal_places=2, default=Decimal(0))
    paid_before = models.DecimalField(_("已发"), max_digits=14, decimal_places=2, default=Decimal(0))
    source = models.CharField(_("来源"), max_length=8, choices=ClaimSource)
    state = models.CharField(_("状态"), max_length=8, choices=ClaimState, default=ClaimState.LIVE)
    id_index = models.CharField(max_length=32, blank=True, db_index=True)
    private_key = models.UUIDField(null=True)
    rival_due = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    rival_deducted = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    rival_paid_before = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    rival_source = models.CharField(max_length=8, choices=ClaimSource, blank=True)
    claimed_on = models.DateField()

    class Meta:
        ordering = ["period", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "period"], condition=Q(state="live"), name="one_claim_a_worker_and_month"
            ),
            models.CheckConstraint(
                condition=Q(due__gt=0, deducted__gte=0, paid_before__gte=0), name="claim_amounts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(due__gte=F("deducted") + F("paid_before")), name="claim_not_paid_beyond_due"
            ),
            models.CheckConstraint(
                condition=Q(period__regex=r"^\d{4}-\d{2}$"), name="claim_period_is_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.period}"

    @property
    def owed(self) -> Decimal:
        """What was owed when it was claimed: due less deducted and paid before, in yuan."""
        return self.due - self.deducted - self.paid_before

    @property
    def has_rival(self) -> bool:
        """Whether other figures for the same month wait for the handler's choice."""
        return self.rival_due is not None


class PayerRole(models.TextChoices):
    """Who must pay."""

    LABOUR_USER = "labour_user", _("用工单位")
    GENERAL = "general", _("总包单位")
    SUB = "sub", _("分包单位")
    DEVELOPER = "developer", _("建设单位")


class LiabilityGround(models.TextChoices):
    """Why (保障农民工工资支付条例, article in ``cases.wages.liability``)."""

    DIRECT = "direct", _("直接支付责任")
    JOINT = "joint", _("连带清偿责任")
    ADVANCE = "advance", _("先行清偿后追偿")
    ADVANCE_FUNDS = "advance_funds", _("以未结清工程款为限先行垫付")


class Payer(models.Model):
    """清偿责任主体. ``share`` in per cent where the parties split it, null where each owes the whole (连带)."""

    TRACKED_KEY = "code"
    TRACKED = ("case_id", "role", "name", "uscc", "ground", "share", "limit", "is_active")

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="payers")
    role = models.CharField(_("身份"), max_length=12, choices=PayerRole)
    name = models.CharField(_("单位名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    ground = models.CharField(_("责任依据"), max_length=14, choices=LiabilityGround)
    share = models.DecimalField(_("份额(%)"), max_digits=5, decimal_places=2, null=True)
    limit = models.DecimalField(_("以此金额为限"), max_digits=14, decimal_places=2, null=True)
    is_active = models.BooleanField(_("在册"), default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                name="payer_share_is_per_cent",
            ),
            models.UniqueConstraint(
                fields=["case", "role", "name"], condition=Q(is_active=True), name="payer_once_in_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"
