"""What hangs on a case: evidence, messages, agreed terms."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class EvidenceKind(models.TextChoices):
    """What a file is for."""

    EVIDENCE = "evidence", _("证据")
    APPLICATION = "application", _("调解申请书或笔录")
    MANDATE = "mandate", _("推举书")
    AUTHORITY = "authority", _("委托书或授权书")
    MINUTES = "minutes", _("会议记录")
    ANSWER = "answer", _("表态或签字的凭证")
    AGREEMENT = "agreement", _("调解协议")
    PROOF = "proof", _("履行凭证")
    NOTICE = "notice", _("告知书或送达凭证")
    PHOTO = "photo", _("走访照片")
    CONSENT = "consent", _("用人单位书面同意")
    PARTY = "party", _("党组织意见")
    PROMISE = "promise", _("承诺书")
    OTHER = "other", _("其他")


#: What belongs to a 呈报表 and to nothing else.
OF_SECONDMENTS = (EvidenceKind.CONSENT, EvidenceKind.PARTY, EvidenceKind.PROMISE)


class Evidence(models.Model):
    """材料. The file lies outside the web root under its hash; its name may tell a person's and is kept apart."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id",
        "kind",
        "name_key",
        "media_type",
        "size",
        "sha256",
        "from_worker",
        "added_by_id",
        "added_at",
    )

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("种类"), max_length=12, choices=EvidenceKind, default=EvidenceKind.EVIDENCE)
    name_key = models.UUIDField()
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    from_worker = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.code


class Message(models.Model):
    """消息 between the worker and the handlers; the employer never sees one."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id",
        "body_key",
        "from_worker",
        "sent_by_id",
        "sent_at",
        "asks_confirmation",
        "confirmed_at",
        "answer",
    )

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    body_key = models.UUIDField()
    from_worker = models.BooleanField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    asks_confirmation = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return self.code


class TermState(models.TextChoices):
    """履行状态 of one term."""

    PENDING = "pending", _("未到期")
    PART = "part", _("部分履行")
    PERFORMED = "performed", _("已履行")
    BREACHED = "breached", _("逾期未履行")


class Term(models.Model):
    """协议条款: who does what, how much, by when, proved how. Followed one by one."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id",
        "order",
        "what_key",
        "amount",
        "due_on",
        "state",
        "paid",
        "performed_on",
        "epoch",
        "is_money",
    )

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="terms")
    epoch = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField()
    what_key = models.UUIDField()
    is_money = models.BooleanField(_("支付款项"), default=True)
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, default=Decimal(0))
    due_on = models.DateField(_("履行日期"))
    state = models.CharField(_("履行状态"), max_length=10, choices=TermState, default=TermState.PENDING)
    paid = models.DecimalField(_("已付"), max_digits=14, decimal_places=2, default=Decimal(0))
    performed_on = models.DateField(null=True)

    class Meta:
        ordering = ["case_id", "epoch", "order"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, paid__gte=0), name="term_amounts_not_negative"),
            models.CheckConstraint(condition=Q(paid__lte=models.F("amount")), name="term_not_overpaid"),
            models.UniqueConstraint(fields=["case", "epoch", "order"], name="term_order_once"),
        ]

    def __str__(self) -> str:
        return self.code
