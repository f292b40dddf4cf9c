"""Plans and payments of a wage case: what was promised, and the money that came in.

Every amount is in yuan with two decimals. A payment is never changed: one that did not happen is reversed.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .papers import Evidence
from .wages import Claim, Payer


class AllocationRule(models.TextChoices):
    """分配规则: how a payment is spread over claims."""

    OLDEST = "oldest", _("先还最早的月份")
    PROPORTION = "proportion", _("按所欠比例")
    NAMED = "named", _("按名单指定")


class PlanSource(models.TextChoices):
    """Where a plan comes from."""

    AGREED = "agreed", _("与用人单位约定")
    MEDIATION = "mediation", _("协商达成的协议")


class RepaymentPlan(models.Model):
    """还款计划: instalments that add up to what its claims lacked on the day; a later plan for the same claims ends it."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "epoch", "source", "mediation_code", "agreed_on", "allocation", "amount", "waived", "is_live",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    epoch = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(_("由来"), max_length=10, choices=PlanSource)
    mediation_code = models.CharField(max_length=16, blank=True)
    agreed_on = models.DateField(_("约定日期"))
    allocation = models.CharField(_("分配规则"), max_length=12, choices=AllocationRule)
    amount = models.DecimalField(_("计划金额"), max_digits=14, decimal_places=2)
    waived = models.DecimalField(
        _("职工本人同意放弃的金额"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    is_live = models.BooleanField(_("有效"), default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, waived__gte=0), name="plan_is_about_money")
        ]

    def __str__(self) -> str:
        return self.code


class PlanCover(models.Model):
    """One claim a plan covers: how much of it is to be paid by the plan, how much its worker waived by signature."""

    TRACKED_KEY = "pk"
    TRACKED = ("plan_id", "claim_id", "amount", "waived")

    plan = models.ForeignKey(RepaymentPlan, models.PROTECT, related_name="covers")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="covers")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    waived = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "claim"], name="plan_covers_a_claim_once"),
            models.CheckConstraint(condition=Q(amount__gte=0, waived__gte=0), name="cover_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.claim_id}"


class InstalmentState(models.TextChoices):
    """状态 of an instalment. ``late`` is paid after it was missed."""

    PENDING = "pending", _("未到期")
    PART = "part", _("部分支付")
    PAID = "paid", _("已付清")
    MISSED = "missed", _("逾期未付")
    LATE = "late", _("逾期后付清")


class Instalment(models.Model):
    """一期. ``due_on`` as agreed; its pay day is its clock's last day, earlier where that is a rest day (条例 14)."""

    TRACKED_KEY = "code"
    TRACKED = (
        "plan_id",
        "case_id",
        "order",
        "due_on",
        "amount",
        "payer_id",
        "state",
        "paid",
        "what_key",
        "missed_at",
    )

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="instalments")
    plan = models.ForeignKey(RepaymentPlan, models.PROTECT, related_name="instalments")
    order = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("约定日期"))
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2)
    payer = models.ForeignKey(Payer, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("状态"), max_length=8, choices=InstalmentState, default=InstalmentState.PENDING
    )
    paid = models.DecimalField(_("已付"), max_digits=14, decimal_places=2, default=Decimal(0))
    what_key = models.UUIDField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="instalment_order_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, paid__gte=0) & Q(paid__lte=F("amount")), name="instalment_amounts"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Payment(models.Model):
    """收款. ``credit`` is what was paid beyond the debt and declared so; a reversed payment stays, not live."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "epoch", "amount", "credit", "paid_on", "payer_id", "voucher_id", "allocation", "is_live",
        "reversed_on", "carried_from_id", "note_key", "recorded_by_id",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    epoch = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2)
    credit = models.DecimalField(_("多付、尚未分配"), max_digits=14, decimal_places=2, default=Decimal(0))
    paid_on = models.DateField(_("付款日期"))
    payer = models.ForeignKey(Payer, models.PROTECT, null=True, related_name="payments")
    voucher = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    allocation = models.CharField(_("分配规则"), max_length=12, choices=AllocationRule)
    is_live = models.BooleanField(_("有效"), default=True)
    reversed_on = models.DateField(_("冲销日期"), null=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")
    note_key = models.UUIDField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["paid_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, credit__gte=0) & Q(credit__lte=F("amount")), name="payment_amounts"
            ),
            models.CheckConstraint(
                condition=Q(is_live=True, reversed_on__isnull=True)
                | Q(is_live=False, reversed_on__isnull=False),
                name="reversed_payment_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Allocation(models.Model):
    """分配: what one payment brought to one claim. It counts while the payment lives."""

    TRACKED_KEY = "pk"
    TRACKED = ("payment_id", "claim_id", "amount")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "claim"], name="payment_to_a_claim_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} → {self.claim_id}"
