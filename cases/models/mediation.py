"""三方/四方协商: the table, who sits at it, when it meets, what is proposed. Answers are approvals' rows."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .handled import WATCHED_COLUMNS, Watched
from .papers import Evidence
from .party import Party


class Matter(models.TextChoices):
    """What is at the table; who must consent and sign follows from it."""

    DISPUTE = "dispute", _("劳动争议")
    WAGES = "wages", _("欠薪")
    AGENDA = "agenda", _("议题协商(没有争议)")


class TableForm(models.TextChoices):
    """Who sits together: 三方 government, union, employers' body; 四方 the protection committee too; 3+x whoever else."""

    THREE = "three", _("三方协商")
    FOUR = "four", _("四方协商")
    MORE = "more", _("3+x协商")


class EnforceableBy(models.TextChoices):
    """The document that makes an agreement enforceable; none until it exists."""

    NONE = "", _("尚无")
    ARBITRATION = "arbitration", _("仲裁调解书")
    CONFIRMATION = "confirmation", _("司法确认裁定")
    PAYMENT_ORDER = "payment_order", _("支付令")


class MediationDetail(Watched):
    """协商详情. ``serves`` is the dispute or wage case it is held for; without one it is an agenda meeting.

    ``share`` is how many per cent of an agenda's seats must consent. ``proposal_version`` counts the versions made,
    ``signed_at`` is when the last needed signature of the present version came.
    """

    TRACKED_KEY = "case_id"
    TRACKED = (
        *WATCHED_COLUMNS, "serves_id", "matter", "form", "title_key", "share", "applied_on", "proposal_version",
        "signed_at", "sealed_on", "seal_id", "enforceable_by", "enforceable_on", "stepped_aside_id",
    )  # fmt: skip

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="mediation")
    serves = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="tables", verbose_name=_("所服务的案件")
    )
    matter = models.CharField(_("事项"), max_length=8, choices=Matter)
    form = models.CharField(_("协商形式"), max_length=8, choices=TableForm, default=TableForm.THREE)
    title_key = models.UUIDField(null=True)
    share = models.PositiveSmallIntegerField(_("议题需同意的比例(%)"), default=100)
    applied_on = models.DateField(_("收到调解申请"), null=True)
    proposal_version = models.PositiveSmallIntegerField(_("方案版本"), default=0)
    signed_at = models.DateTimeField(_("签字完成"), null=True)
    sealed_on = models.DateField(_("盖章日期"), null=True)
    seal = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    enforceable_by = models.CharField(_("执行依据"), max_length=16, choices=EnforceableBy, blank=True)
    enforceable_on = models.DateField(_("执行依据日期"), null=True)
    stepped_aside = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("已回避的调解员"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(serves__isnull=True) & Q(matter="agenda"))
                | (Q(serves__isnull=False) & ~Q(matter="agenda")),
                name="table_without_a_case_has_an_agenda",
            ),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="table_share_is_per_cent"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class SeatKind(models.TextChoices):
    """当事人 (the first two) and 席位."""

    WORKER = "worker", _("职工(申请人)")
    EMPLOYER = "employer", _("用人单位")
    GOVERNMENT = "government", _("政府方(人社等)")
    UNION = "union", _("工会方")
    EMPLOYERS_BODY = "employers_body", _("企业方组织(商会等)")
    COMMITTEE = "committee", _("劳动保护监督委员会")
    INVITED = "invited", _("受邀参加")
    PSYCHOLOGY = "psychology", _("心理服务")
    LEGAL_AID = "legal_aid", _("法律援助")


#: 当事人: whose claim and whose duty it is. All others advise.
SIDES = (SeatKind.WORKER, SeatKind.EMPLOYER)
SEATS = tuple(kind for kind in SeatKind if kind not in SIDES)


class Speaker(models.TextChoices):
    """How a side or seat speaks."""

    SELF = "", _("本人")
    AGENT = "agent", _("委托代理人")
    HIGHER_UNION = "higher_union", _("上级工会代为(上代下)")
    REPRESENTATIVE = "representative", _("推举的代表")


class Seat(models.Model):
    """席位. Exactly one says who it is: a party, an employer, a partner body, a union, an officer, or a name kept apart.

    ``speaker`` is the officer who speaks for it (上代下), ``speaker_key`` an agent's name and telephone, ``authority``
    the paper (委托书、推举书), ``represented_by`` the code of the seat that stands for it. ``may_settle`` is special written authority to settle, waive or change the claim.
    ``feed_hash`` is the fingerprint of the seat's calendar address.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "kind", "order", "party_id", "employer_id", "partner_id", "unit_id", "person_id", "name_key",
        "speaks", "speaker_id", "speaker_key", "authority_id", "represented_by", "may_settle", "feed_hash",
        "is_active",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    kind = models.CharField(_("席位"), max_length=16, choices=SeatKind)
    order = models.PositiveSmallIntegerField()
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="seats")
    employer = models.ForeignKey("organizations.Employer", models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey("organizations.PartnerBody", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name_key = models.UUIDField(null=True)
    speaks = models.CharField(_("由谁发言"), max_length=16, choices=Speaker, blank=True)
    speaker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    speaker_key = models.UUIDField(null=True)
    authority = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    represented_by = models.CharField(max_length=16, blank=True)
    may_settle = models.BooleanField(_("书面特别授权"), default=False)
    feed_hash = models.CharField(max_length=64, null=True, unique=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "party"], condition=Q(party__isnull=False, is_active=True),
                name="party_has_one_seat",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(employer__isnull=False) | Q(partner__isnull=False)
                | Q(unit__isnull=False) | Q(person__isnull=False) | Q(name_key__isnull=False),
                name="seat_is_somebodys",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    @property
    def is_side(self) -> bool:
        """当事人, not only a seat."""
        return self.kind in SIDES


class TopicState(models.TextChoices):
    """How far a topic came."""

    OPEN = "open", _("待协商")
    SETTLED = "settled", _("已协商一致")
    PUT_OFF = "put_off", _("留待下次")
    DROPPED = "dropped", _("不再协商")


class Topic(models.Model):
    """议题: one of an agenda's; a series has had 23."""

    TRACKED_KEY = "code"
    TRACKED = ("case_id", "order", "what_key", "state")

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="topics")
    order = models.PositiveSmallIntegerField()
    what_key = models.UUIDField()
    state = models.CharField(_("进展"), max_length=8, choices=TopicState, default=TopicState.OPEN)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="topic_order_once")]

    def __str__(self) -> str:
        return self.code


class SessionWay(models.TextChoices):
    """How a session meets."""

    ON_SITE = "on_site", _("现场")
    VIDEO = "video", _("视频")
    PHONE = "phone", _("电话")


class SessionState(models.TextChoices):
    """Where a session stands."""

    PLANNED = "planned", _("已通知")
    OPEN = "open", _("进行中")
    ADJOURNED = "adjourned", _("休会")
    ENDED = "ended", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class Session(models.Model):
    """会议. ``sequence`` grows with every change of time or place, as calendars want it (RFC 5545 3.8.7.4)."""

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id", "number", "starts_at", "lasts", "place", "way", "state", "sequence", "changed_at", "reason_key",
        "minutes_key", "opened_at", "ended_at",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("次"))
    starts_at = models.DateTimeField(_("时间"))
    lasts = models.PositiveSmallIntegerField(_("预计分钟"), default=90)
    place = models.CharField(_("地点"), max_length=120)
    way = models.CharField(_("方式"), max_length=8, choices=SessionWay, default=SessionWay.ON_SITE)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    reason_key = models.UUIDField(null=True)
    minutes_key = models.UUIDField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(lasts__gte=1), name="session_lasts"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="session_time")]

    def __str__(self) -> str:
        return self.code


class Presence(models.TextChoices):
    """到会情况."""

    CAME = "came", _("到会")
    BY_SPEAKER = "by_speaker", _("由代理人到会")
    EXCUSED = "excused", _("请假")
    ABSENT = "absent", _("缺席")


class Attendance(models.Model):
    """到会: one seat at one session."""

    TRACKED_KEY = "pk"
    TRACKED = ("session_id", "seat_id", "presence")

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=10, choices=Presence)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seat"], name="seat_attends_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.seat_id} {self.presence}"


class SessionPaper(models.Model):
    """会议附件: a file that belongs to one session."""

    TRACKED_KEY = "pk"
    TRACKED = ("session_id", "evidence_id")

    session = models.ForeignKey(Session, models.PROTECT, related_name="papers")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="session_paper")

    def __str__(self) -> str:
        return f"{self.session_id} {self.evidence_id}"


class Performer(models.TextChoices):
    """Who has to do what a term says."""

    EMPLOYER = "employer", _("用人单位")
    WORKER = "worker", _("职工")
    BOTH = "both", _("双方")
    SEAT = "seat", _("某一席位")


class TermNature(models.TextChoices):
    """What a sum is for: a payment order opens for the first four only (劳动争议调解仲裁法 16)."""

    WAGES = "wages", _("劳动报酬")
    MEDICAL = "medical", _("工伤医疗费")
    SEVERANCE = "severance", _("经济补偿")
    DAMAGES = "damages", _("赔偿金")
    OTHER = "other", _("其他")


class Proof(models.TextChoices):
    """How performance is to be proved."""

    TRANSFER = "transfer", _("转账凭证")
    RECEIPT = "receipt", _("收条")
    PAPER = "paper", _("书面证明")
    INSPECTION = "inspection", _("现场查看")
    OTHER = "other", _("其他")


class Proposal(models.Model):
    """协商方案, one version. The newest is the one that counts; its text is kept apart."""

    TRACKED_KEY = "code"
    TRACKED = ("case_id", "version", "text_key", "made_at", "made_by_id")

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    version = models.PositiveSmallIntegerField(_("版本"))
    text_key = models.UUIDField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="proposal_version_once")]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version}"


class ProposalTerm(models.Model):
    """方案条款: who does what, how much, by when, proved how."""

    TRACKED_KEY = "pk"
    TRACKED = (
        "proposal_id", "order", "what_key", "who", "seat_id", "nature", "amount", "due_on", "proof", "what_digest",
    )  # fmt: skip

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="terms")
    order = models.PositiveSmallIntegerField()
    what_key = models.UUIDField()
    #: Blind index of the text: two versions are compared without opening either. Empty once the text was erased.
    what_digest = models.CharField(max_length=32, blank=True)
    who = models.CharField(_("由谁履行"), max_length=8, choices=Performer, default=Performer.EMPLOYER)
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    nature = models.CharField(_("款项性质"), max_length=10, choices=TermNature, default=TermNature.OTHER)
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, default=Decimal(0))
    due_on = models.DateField(_("履行日期"))
    proof = models.CharField(_("履行凭证"), max_length=10, choices=Proof, default=Proof.TRANSFER)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "order"], name="proposal_term_order_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="proposal_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}.{self.order}"


class ExtensionConsent(models.Model):
    """同意延期: one side's recorded word on one new last day, with its paper (延期同意书)."""

    TRACKED_KEY = "pk"
    TRACKED = ("case_id", "seat_id", "until", "evidence_id", "given_on")

    case = models.ForeignKey(Case, models.PROTECT, related_name="extension_consents")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="extension_consents")
    until = models.DateField(_("延至"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    given_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "until"], name="extension_consent_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} → {self.until}"
