"""What the employer is sent and answers: its own table, never a filtered case."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.wages.own import reporter_of
from organizations.code_values import Category
from organizations.models import Code, CodeList
from protection.models import EmployerNotice, NoticeKind
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import guards as g
from . import who
from .base import ReportedBase, plain_choice

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


class Employer(ReportedBase):
    """Papers to the employer, in words that fit every reporter."""

    @common("notifiable", may=who.any_of(who.handler, who.chair), weight=38,
        label=gettext_lazy("向用人单位发函"), when=[g.employer_registered],
    )  # fmt: skip
    def notify_employer(self, *, kind: str) -> None:
        """核实函、提示函、意见书 …: a row of the employer's own table, in words that fit every reporter."""
        self.send_notice(kind)

    def send_notice(self, kind: str) -> EmployerNotice:
        """Write the employer's row, start the clock its paper has, and say so; returns the row."""
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
        return notice

    def _category_name(self) -> str:
        """The category in the office's own words, which may be one it added."""
        names = Code.objects.filter(list=CodeList.CATEGORY, code=self.case.category)
        return names.values_list("name_zh", flat=True).first() or str(Category(self.case.category).label)

    def _applicant_key(self) -> uuid.UUID | None:
        """Who reported and agreed to be named: nobody else of the case gave that word."""
        own = reporter_of(self.case)
        return own.personal_key if own is not None else None

    @common("after_intake", may=who.employer, label=pgettext_lazy("step", "用人单位答复"), by_hand=False)
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
