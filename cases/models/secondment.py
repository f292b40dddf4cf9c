"""上挂下联: a round of secondments, one form a person, and what was done while serving.

Directions, senders and the annexes' columns are those of 苍总工〔2015〕44号. Names, texts and remarks are kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Employer, Unit

from .case import Case
from .handled import WATCHED_COLUMNS, Watched


class Direction(models.TextChoices):
    """From where to where; the order is that of the annexes (一)(二)(三)."""

    TO_COUNTY = "to_county", _("乡镇（街道）到县总工会挂职")
    TO_TOWN = "to_town", _("企业、村（社区）到乡镇（街道）挂职")
    TO_ENTERPRISE = "to_enterprise", _("到企业担任工会工作指导员")


class Standing(models.TextChoices):
    """What the person is at the sending unit. To an enterprise only the first five may go."""

    TOWN_CHAIR = "town_chair", _("乡镇（街道）总工会主席")
    TOWN_VICE_CHAIR = "town_vice_chair", _("乡镇（街道）总工会副主席")
    COUNTY_LEADER = "county_leader", _("县总工会领导")
    MIDDLE_CADRE = "middle_cadre", _("县总工会中层干部")
    OFFICE_CHAIR = "office_chair", _("县直单位工会主席")
    BASE_CHAIR = "base_chair", _("企业或村（社区）工会主席、副主席")
    CADRE = "cadre", _("其他工会干部")


#: Who may be sent as 工会工作指导员.
ADVISERS = frozenset(Standing) - {Standing.BASE_CHAIR, Standing.CADRE}
#: What somebody of the unions that send in a direction can be.
STANDINGS: Mapping[str, tuple[Standing, ...]] = {
    Direction.TO_COUNTY: (Standing.TOWN_CHAIR, Standing.TOWN_VICE_CHAIR, Standing.CADRE),
    Direction.TO_TOWN: (Standing.BASE_CHAIR, Standing.CADRE),
    Direction.TO_ENTERPRISE: tuple(one for one in Standing if one in ADVISERS),
}


class ConsentKind(models.TextChoices):
    """Whose paper a form needs before the town selects; which, a county sets by direction."""

    EMPLOYER = "employer", _("用人单位书面同意")
    PARTY = "party", _("党组织意见")
    NONE = "none", _("不需要")


class PaidBy(models.TextChoices):
    """Who bears wages or injury insurance of an enterprise's or village's person while seconded."""

    SENDER = "sender", _("选送单位")
    HOST = "host", _("接收单位")
    COUNTY = "county", _("县总工会")


class Grade(models.TextChoices):
    """考核等次."""

    EXCELLENT = "excellent", pgettext_lazy("grade", "优秀")
    COMPETENT = "competent", pgettext_lazy("grade", "称职")
    BASIC = "basic", pgettext_lazy("grade", "基本称职")
    FAILED = "failed", pgettext_lazy("grade", "不称职")


class SecondmentEnd(models.TextChoices):
    """How a form ended: the coded conclusions."""

    COMPLETED = "completed", _("挂职期满，考核完毕")
    ENDED_EARLY = "ended_early", _("提前结束")
    WITHDRAWN = "withdrawn", pgettext_lazy("conclusion", "撤回")
    REFUSED = "refused", _("选送单位不同意")
    NOT_CONSENTED = "not_consented", _("用人单位或党组织不同意")
    NOT_SELECTED = "not_selected", _("未入选")
    NOT_MATCHED = "not_matched", _("双向选择未成")
    COUNTY_REFUSED = "county_refused", _("县总工会不同意")
    OBJECTION_UPHELD = "objection_upheld", _("公示异议成立")


class EarlyGround(models.TextChoices):
    """Why a post ended before its day."""

    RECALLED = "recalled", _("选送单位召回")
    OWN_WISH = "own_wish", _("本人申请")
    ILLNESS = "illness", _("健康原因")
    MOVED_JOB = "moved_job", _("工作调动或离职")
    HOST_ASKED = "host_asked", _("接收单位提出")
    DISCIPLINE = "discipline", _("违反纪律或廉洁规定")


class SecondmentRound(models.Model):
    """一轮挂职 of a county, with the day by which forms must be filed. A closed one takes no new form."""

    TRACKED_KEY = "code"
    TRACKED = ("county_id", "year", "title", "directions", "file_by", "opened_on", "closed_on")

    code = models.CharField(max_length=16, unique=True)
    county = models.ForeignKey(Unit, models.PROTECT, related_name="secondment_rounds", verbose_name=_("县"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=60)
    directions = models.JSONField(_("方向"), default=list)
    file_by = models.DateField(_("报送截止日"))
    opened_on = models.DateField(_("开始日"))
    closed_on = models.DateField(_("结束日"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "title"], name="secondment_round_title_once"),
            models.CheckConstraint(
                condition=Q(file_by__gte=F("opened_on")), name="round_filed_after_it_opened"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="round_closed_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SecondmentDetail(Watched):
    """呈报表 and what became of it.

    ``person_key`` holds the name (and what else was typed of the person), ``person_index`` finds the same person of the
    same sender again. ``wish_text`` is the annex's 挂职意愿时间 as typed, ``wish_from`` and ``wish_until`` what it means;
    ``until`` is the agreed last day, both days count. ``holds_post`` from 到岗 to the end.
    """

    TRACKED_KEY = "case_id"
    TRACKED = (
        *WATCHED_COLUMNS, "round_id", "direction", "sender_id", "person_id", "person_key", "person_index", "standing",
        "wish_text", "wish_from", "wish_until", "note_key", "host_unit_id", "host_employer_id", "returned_times",
        "consent_kind", "consented_on", "consent_paper_id", "wages_by", "insurance_by", "organiser_id", "filed_on",
        "is_late", "late_key", "notice_until", "took_up_on", "until", "is_extended", "ended_on", "holds_post",
        "early_ground", "published_on", "publicity_key", "promised_on", "promises_key", "midterm_on", "codes_handed",
        "opinions_open", "answers_given", "host_mark", "host_mark_key", "grade", "graded_on",
    )  # fmt: skip

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="secondment")
    round = models.ForeignKey(SecondmentRound, models.PROTECT, related_name="forms", verbose_name=_("轮次"))
    direction = models.CharField(_("方向"), max_length=16, choices=Direction)
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("选送单位"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="secondments",
        verbose_name=_("挂职对象"),
    )
    person_key = models.UUIDField()
    person_index = models.CharField(max_length=32)
    standing = models.CharField(_("现任职务"), max_length=16, choices=Standing, blank=True)
    wish_text = models.CharField(_("挂职意愿时间"), max_length=120, blank=True)
    wish_from = models.DateField(_("意愿起"), null=True)
    wish_until = models.DateField(_("意愿止"), null=True)
    note_key = models.UUIDField(null=True)
    host_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("接收工会")
    )
    host_employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="+", verbose_name=_("接收企业")
    )
    returned_times = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    consent_kind = models.CharField(_("意见种类"), max_length=10, choices=ConsentKind, blank=True)
    consented_on = models.DateField(_("意见日期"), null=True)
    consent_paper = models.ForeignKey("cases.Evidence", models.PROTECT, null=True, related_name="+")
    wages_by = models.CharField(_("工资由谁发"), max_length=8, choices=PaidBy, blank=True)
    insurance_by = models.CharField(_("工伤保险由谁缴"), max_length=8, choices=PaidBy, blank=True)
    organiser = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("甄选单位")
    )
    filed_on = models.DateField(_("报送日"), null=True)
    is_late = models.BooleanField(_("逾期报送"), default=False)
    late_key = models.UUIDField(null=True)
    notice_until = models.DateField(_("公示截止日"), null=True)
    took_up_on = models.DateField(_("到岗日"), null=True)
    until = models.DateField(_("约定期满日"), null=True)
    is_extended = models.BooleanField(_("经特批延长"), default=False)
    ended_on = models.DateField(_("实际结束日"), null=True)
    holds_post = models.BooleanField(_("在挂"), default=False)
    early_ground = models.CharField(_("提前结束原因"), max_length=12, choices=EarlyGround, blank=True)
    published_on = models.DateField(_("三公开日期"), null=True)
    publicity_key = models.UUIDField(null=True)
    promised_on = models.DateField(_("二承诺日期"), null=True)
    promises_key = models.UUIDField(null=True)
    midterm_on = models.DateField(_("中期检查日"), null=True)
    codes_handed = models.PositiveSmallIntegerField(_("发出的测评码"), default=0)
    opinions_open = models.BooleanField(_("正在收集群众意见"), default=False)
    answers_given = models.PositiveSmallIntegerField(_("收到的群众意见"), null=True)
    host_mark = models.CharField(_("接收单位评价"), max_length=12, choices=Grade, blank=True)
    host_mark_key = models.UUIDField(null=True)
    grade = models.CharField(_("考核等次"), max_length=12, choices=Grade, blank=True)
    graded_on = models.DateField(_("评定日"), null=True)

    class Meta:
        constraints = [
            # A form withdrawn or refused may be made again; which ended so, the case says, so the workflow looks.
            models.UniqueConstraint(
                fields=["person_index"], condition=Q(holds_post=True), name="one_post_a_person_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(holds_post=True), name="one_post_an_account_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(took_up_on__isnull=True) | Q(until__gte=F("took_up_on")),
                name="secondment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(host_unit__isnull=True) | Q(host_employer__isnull=True),
                name="secondment_has_one_host",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(late_key__isnull=False), name="late_filing_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(grade="") | Q(graded_on__isnull=False), name="grade_has_its_day"
            ),
        ]
        indexes = [models.Index(fields=["round", "direction"], name="secondment_by_round")]

    def __str__(self) -> str:
        return f"secondment {self.case_id}"

    @property
    def host_name(self) -> str:
        """Where to; empty while nobody was named."""
        place = self.host_unit or self.host_employer
        return place.name if place else ""


class EntryKind(models.TextChoices):
    """What is written down while somebody serves."""

    ATTENDANCE = "attendance", _("考勤")
    REPORT = "report", _("调研信息")
    MATTER = "matter", _("重要事项报告")
    SUPPORT = "support", _("工作保障")
    INSPECTION = "inspection", _("巡视督查")
    MIDTERM = "midterm", _("中期检查")


class DayPresence(models.TextChoices):
    """One day of 考勤."""

    PRESENT = "present", _("出勤")
    OUT = "out", _("外出办事")
    LEAVE = "leave", _("请假")
    ABSENT = "absent", _("缺勤")


#: Days that count as served.
SERVED_DAYS = (DayPresence.PRESENT, DayPresence.OUT)


class ServiceEntry(models.Model):
    """履职记录: one day's attendance, or one report, matter, support, inspection or mid-term check; its text kept apart."""

    TRACKED_KEY = "code"
    TRACKED = ("case_id", "kind", "on", "presence", "text_key", "evidence_id", "by_id", "by_unit_id")

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="service_entries")
    kind = models.CharField(_("种类"), max_length=12, choices=EntryKind)
    on = models.DateField(_("日期"))
    presence = models.CharField(_("考勤"), max_length=8, choices=DayPresence, blank=True)
    text_key = models.UUIDField(null=True)
    evidence = models.ForeignKey("cases.Evidence", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "on"], condition=Q(kind="attendance"), name="attendance_once_a_day"
            ),
            models.CheckConstraint(
                condition=(Q(kind="attendance") & ~Q(presence="")) | (~Q(kind="attendance") & Q(presence="")),
                name="only_attendance_says_presence",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Objection(models.Model):
    """公示期间的异议, its text kept apart; open until the county has settled it."""

    TRACKED_KEY = "code"
    TRACKED = ("case_id", "received_on", "text_key", "settled_on", "is_upheld", "answer_key")

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    received_on = models.DateField(_("收到日"))
    text_key = models.UUIDField()
    settled_on = models.DateField(_("核查日"), null=True)
    is_upheld = models.BooleanField(_("异议成立"), default=False)
    answer_key = models.UUIDField(null=True)

    class Meta:
        ordering = ["received_on", "id"]

    def __str__(self) -> str:
        return self.code


class OpinionGroup(models.TextChoices):
    """Who is asked what they think of somebody's service."""

    SERVED = "served", _("服务的职工和单位")
    COLLEAGUES = "colleagues", _("接收单位同事")


class OpinionCode(models.Model):
    """测评码: opens one answer, then the row is gone. It says for which group it was handed out, never to whom."""

    digest = models.CharField(max_length=64, primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    group = models.CharField(max_length=12, choices=OpinionGroup)

    def __str__(self) -> str:
        return f"opinion code of {self.case_id}"


class Opinion(models.Model):
    """一份群众意见 in the box: a grade and nothing else. No person, code, time or running number: its key is random.

    The record does not vouch for it, or it would tell when each was given; when the box is closed the rows become
    ``OpinionTally`` and are gone.
    """

    key = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    group = models.CharField(max_length=12, choices=OpinionGroup)
    grade = models.CharField(max_length=12, choices=Grade)

    def __str__(self) -> str:
        return str(self.key)


class OpinionTally(models.Model):
    """How many gave a grade; an empty ``group`` counts everybody. Only what may be shown is kept (five answers at least)."""

    TRACKED_KEY = "key"
    TRACKED = ("case_id", "group", "grade", "count")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tallies")
    group = models.CharField(max_length=12, choices=OpinionGroup, blank=True)
    grade = models.CharField(max_length=12, choices=Grade)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "group", "grade"], name="opinion_tally_once"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """``CASE:GROUP:GRADE``."""
        return f"{self.case_id}:{self.group}:{self.grade}"
