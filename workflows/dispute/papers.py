"""Evidence, messages, the worker's last word; what the employer is sent and answers; the limitation's events."""

from __future__ import annotations

import datetime
import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import Evidence, EvidenceKind, Message, Party
from organizations.code_values import Category
from organizations.models import Code, CodeList
from organizations.roles import Role
from protection.models import EmployerNotice, NoticeKind
from record.names import EventName
from record.timekeeping import midnight
from workflows.errors import BadInput
from workflows.machine import step

from . import guards as g
from . import who
from .base import plain_choice
from .people import People
from .states import OPEN, S, state

LONGEST_MESSAGE = 2_000
ANY_STATE = (*OPEN, S.CLOSED)
#: No paper goes to an employer before 受理, so none is answered.
AFTER_INTAKE = tuple(place for place in OPEN if place != S.REPORTED)
HANDS = who.any_of(who.handler, who.intake, who.chair_above)
#: What each paper asks, in the same words for every reporter: nothing here may depend on who reported.
ASKS = {
    NoticeKind.VERIFY: gettext_lazy("请贵单位就上述事项自查，并在期限内书面说明情况，附相关材料。"),
    NoticeKind.TIP: gettext_lazy("现就上述事项提示贵单位依法规范用工，并在期限内书面回复整改情况。"),
    NoticeKind.OPINION: gettext_lazy(
        "经核实，贵单位在上述方面存在不符合劳动法律法规的情形，请在收到之日起十五个工作日内改正并书面答复。"
    ),
    NoticeKind.MEDIATION: gettext_lazy("职工已就上述事项申请调解。请贵单位书面答复是否同意调解。"),
    NoticeKind.AGREEMENT: gettext_lazy("请贵单位按调解协议约定的期限履行。"),
}
#: The clock each paper starts; those without a term in law have our own target, shown as such.
CLOCK_OF_NOTICE = {
    NoticeKind.VERIFY: "notice_reply",
    NoticeKind.TIP: "notice_reply",
    NoticeKind.OPINION: "union_opinion_reply_zj",
    NoticeKind.MEDIATION: "notice_reply",
}
#: Papers that name the applicant, and so need the worker's recorded consent.
NAMES_APPLICANT = frozenset({NoticeKind.MEDIATION, NoticeKind.AGREEMENT})


class Papers(People):
    """Files, messages, notices."""

    @step(
        state,
        ANY_STATE,
        may=who.any_of(who.receipt, who.handler, who.intake),
        label=gettext_lazy("提交材料"),
        weight=50,
    )
    def add_evidence(self, *, file: StoredFile, kind: str = EvidenceKind.EVIDENCE) -> None:
        """提交材料: the file was checked and stored before; its hash goes on record."""
        from_worker = self.actor.role == Role.RECEIPT
        if from_worker and kind != EvidenceKind.EVIDENCE:
            raise BadInput(_("请作为证据提交。"), "kind")
        row = Evidence(
            code=codes.fresh(), case=self.case, kind=plain_choice(kind, EvidenceKind, "kind"),
            name_key=self.draft.keep({"name": file.name}), media_type=file.media_type, size=file.size, sha256=file.sha256,
            from_worker=from_worker, added_by=self.actor.person, added_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(row)
        self.say(EventName.EVIDENCE_ADDED, evidence=row.code, kind=kind, sha256=file.sha256, size=file.size)

    @step(state, ANY_STATE, may=who.any_of(who.receipt, HANDS), label=gettext_lazy("发消息"), weight=48)
    def message(self, *, body: str, asks_confirmation: bool = False) -> None:
        """消息. One from the worker starts our answer's clock; one from us stops it."""
        text = body.strip()
        if not text:
            raise BadInput(_("请写下要说的话。"), "body")
        if len(text) > LONGEST_MESSAGE:
            raise BadInput(_("一条消息最多%(n)s字，请分几条发。") % {"n": LONGEST_MESSAGE}, "body")
        from_worker = self.actor.role == Role.RECEIPT
        row = Message(
            code=codes.fresh(), case=self.case, body_key=self.draft.keep({"body": text}), from_worker=from_worker,
            sent_by=self.actor.person, sent_at=self.draft.at, asks_confirmation=asks_confirmation and not from_worker,
        )  # fmt: skip
        self.draft.born.append(row)
        if from_worker and self.case.is_open:
            self.draft.clocks.start("message_reply")
        elif not from_worker:
            self.draft.clocks.stop("message_reply")
        self.say(EventName.MESSAGE_SENT, message=row.code, from_worker=from_worker)

    @step(state, ANY_STATE, may=who.receipt, label=gettext_lazy("确认"), by_hand=False)
    def confirm(self, *, message: str, answer: str) -> None:
        """“我同意/我不同意” to a message that asks."""
        row = Message.objects.filter(case=self.case, code=message, asks_confirmation=True).first()
        if row is None or row.confirmed_at is not None:
            raise BadInput(_("这条消息不需要确认，或已经确认过。"), "message")
        if answer not in ("yes", "no"):
            raise BadInput(_("请选择同意或不同意。"), "answer")
        row.confirmed_at, row.answer = self.draft.at, answer
        self.draft.changed.append(row)
        self.say(EventName.REPLY_CONFIRMED, message=row.code, answer=answer)

    @step(
        state,
        S.CLOSED,
        may=who.receipt,
        label=pgettext_lazy("step", "评价"),
        weight=20,
        when=[g.not_rated_yet],
    )
    def rate(self, *, stars: int, note: str = "") -> None:
        """评价, one to five."""
        if stars not in range(1, 6):
            raise BadInput(_("请选择一到五颗星。"), "stars")
        self.detail.rating, self.detail.rated_at = stars, self.draft.at
        self.say(EventName.RATED, {"note": note}, stars=stars)

    # ── The employer: its own table, never a filtered case ──────────────────────────────────────────────────────

    @step(
        state, [S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING], may=who.any_of(who.handler, who.chair), weight=38,
        label=gettext_lazy("向用人单位发函"), when=[g.employer_registered],
    )  # fmt: skip
    def notify_employer(self, *, kind: str) -> None:
        """核实函、提示函、意见书 …: a row of the employer's own table, in words that fit every reporter."""
        plain_choice(kind, NoticeKind, "kind")
        if kind in NAMES_APPLICANT and not self.detail.names_applicant:
            raise BadInput(_("职工还没有同意向对方公开姓名，不能发这种函。"), "kind")
        rule_id = CLOCK_OF_NOTICE.get(NoticeKind(kind))
        clock = self.draft.clocks.start(rule_id) if rule_id else None
        employer = self.case.employer
        notice = EmployerNotice(
            number=codes.fresh(), employer_code=employer.code if employer else "", case_code=self.case.code, kind=kind,
            issued_on=self.today, issuer=self.case.unit.name, subject=self._category_name(),
            asks=str(ASKS[NoticeKind(kind)]), reply_by=clock.due_on if clock else None,
            applicant_key=self._applicant_key() if kind in NAMES_APPLICANT else None,
        )  # fmt: skip
        self.draft.born.append(notice)
        self.say(EventName.EMPLOYER_NOTIFIED, kind=kind, notice=notice.number, reply_by=notice.reply_by)

    def _category_name(self) -> str:
        """The category in the office's own words, which may be one it added."""
        names = Code.objects.filter(list=CodeList.CATEGORY, code=self.case.category)
        return names.values_list("name_zh", flat=True).first() or str(Category(self.case.category).label)

    def _applicant_key(self) -> uuid.UUID | None:
        return (
            Party.objects.filter(case=self.case).order_by("id").values_list("personal_key", flat=True).first()
        )

    @step(state, AFTER_INTAKE, may=who.employer, label=pgettext_lazy("step", "用人单位答复"), by_hand=False)
    def employer_reply(self, *, notice: str, body: str) -> None:
        """答复: kept with the employer's row, read by the handlers."""
        row = EmployerNotice.objects.filter(number=notice, case_code=self.case.code).first()
        if row is None or row.replied_on is not None:
            raise BadInput(_("这份函件已经答复过。"), "notice")
        if not body.strip():
            raise BadInput(_("请写明答复内容。"), "body")
        row.reply_key, row.replied_on = self.draft.keep({"body": body.strip()}), self.today
        self.draft.changed.append(row)
        rule_id = CLOCK_OF_NOTICE.get(NoticeKind(row.kind))
        if rule_id:
            self.draft.clocks.stop(rule_id)
        self.say(EventName.EMPLOYER_REPLIED, {"body": body}, notice=notice)

    # ── 仲裁时效 ────────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state,
        OPEN,
        may=HANDS,
        label=pgettext_lazy("step", "仲裁时效中断"),
        weight=87,
        when=[g.limitation_runs],
    )
    def interrupt_limitation(self, *, happened_on: datetime.date, reason: str) -> None:
        """中断: the claim was made, help was sought, or the other side agreed to perform; it runs anew (27)."""
        self.day_not_after_today(happened_on, "happened_on")
        clock = self.draft.clocks.get("arb_limitation")
        if clock is not None and happened_on < self.detail.limitation_from:  # type: ignore[operator]  # it runs: it has a start
            raise BadInput(_("中断的日期不能早于时效起算日。"), "happened_on")
        self.detail.limitation_from, self.detail.limitation_shift = happened_on, 0
        noon = midnight(happened_on) + datetime.timedelta(hours=12)
        self.draft.clocks.start("arb_limitation", at=noon, because="interrupted")
        self.say(EventName.LIMITATION_INTERRUPTED, {"reason": reason}, happened_on=happened_on)

    @step(
        state,
        OPEN,
        may=HANDS,
        label=pgettext_lazy("step", "仲裁时效中止"),
        weight=88,
        when=[g.limitation_runs],
    )
    def suspend_limitation(self, *, reason: str) -> None:
        """中止: force majeure or another lawful reason; it runs on from the day the reason is gone (27)."""
        if not reason.strip():
            raise BadInput(_("请写明中止的法定事由。"), "reason")
        self.draft.clocks.pause("arb_limitation", because="lawful")
        self.say(EventName.LIMITATION_SUSPENDED, {"reason": reason})

    @step(
        state,
        OPEN,
        may=HANDS,
        label=gettext_lazy("仲裁时效继续计算"),
        weight=34,
        when=[g.limitation_is_paused],
    )
    def resume_limitation(self, *, reason: str = "") -> None:
        """继续计算."""
        clock = self.draft.clocks.get("arb_limitation")
        if clock is not None:
            since = datetime.datetime.fromisoformat(clock.pauses[-1][0])
            self.detail.limitation_shift += (self.draft.at - since).days
        self.draft.clocks.resume("arb_limitation")
        self.say(EventName.LIMITATION_RESUMED, {"reason": reason})

    @step(state, OPEN, may=HANDS, label=gettext_lazy("登记劳动关系终止"), weight=89)
    def end_employment(self, *, ended_on: datetime.date) -> None:
        """劳动关系终止: from this day the limitation for unpaid wages runs."""
        self.day_not_after_today(ended_on, "ended_on")
        if self.detail.employment_ended_on is not None:
            raise BadInput(_("已经登记过劳动关系终止的日期。"), "ended_on")
        self.detail.employment_ended_on = ended_on
        if self.draft.clocks.get("arb_limitation") is None:
            self.start_limitation()
        self.say(EventName.EMPLOYMENT_ENDED, ended_on=ended_on)
