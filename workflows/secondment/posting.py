"""County approval, 公示, 到岗, 三公开 and 二承诺."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from viewflow.fsm import State

from cases import codes
from cases.models import Objection, ReaderReason, SecondmentEnd
from record.names import EventName
from workflows import deadlines
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.base import noon

from . import guards as g
from . import terms, who
from .matching import Matching
from .states import S, state


def _after_county(flow: Matching, **_data: object) -> str:
    """Whether this county posts a notice."""
    return str(S.NOTICE if flow.setting.notice_days else S.APPROVED)


class Posting(Matching):
    """From the county's yes to the first day of service."""

    @step(
        state, S.COUNTY_REVIEW, target=State.GET_STATE(_after_county, states=[S.NOTICE, S.APPROVED]), may=who.approved,
        label=gettext_lazy("同意挂职"), by_hand=False,
    )  # fmt: skip
    def county_agreed(self, **_asked_about: str) -> None:
        """县总工会同意, approved; where the county posts notices it is posted at once."""
        self.say(EventName.COUNTY_AGREED)
        days = self.setting.notice_days
        if days:
            last = deadlines.due(self.calendar, self.today, days, deadlines.Unit.WORKING).date
            self.detail.notice_until = last
            self.draft.clocks.start("second_notice", until=last)
            self.say(EventName.NOTICE_POSTED, until=last, days=days)

    # ── 公示 ────────────────────────────────────────────────────────────────────────────────────────────────────

    @step(state, S.NOTICE, may=who.county, label=pgettext_lazy("step", "登记公示异议"), weight=20)
    def receive_objection(self, *, text: str, received_on: datetime.date) -> None:
        """收到异议, named or not: the text is kept apart."""
        self.day_not_after_today(received_on, "received_on")
        kept = self.need(text, "text", _("请写明异议的内容。"))
        row = Objection(
            code=codes.fresh(), case=self.case, received_on=received_on, text_key=self.draft.keep({"text": kept})
        )  # fmt: skip
        self.draft.born.append(row)
        self.say(EventName.OBJECTION_RECEIVED, objection=row.code, received_on=received_on)

    @step(
        state, S.NOTICE, may=who.county, label=pgettext_lazy("step", "核查异议：不成立"), weight=21, when=[g.objection_is_open],
    )  # fmt: skip
    def dismiss_objection(self, *, objection: str, answer: str) -> None:
        """异议不成立, with what was found."""
        self._settle(objection, answer, upheld=False)

    @step(
        state, S.NOTICE, target=S.CLOSED, may=who.county_chair, label=pgettext_lazy("step", "核查异议：成立"), weight=70,
        when=[g.objection_is_open],
    )  # fmt: skip
    def uphold_objection(self, *, objection: str, answer: str) -> None:
        """异议成立: the person does not come into post."""
        self._settle(objection, answer, upheld=True)
        self.finish_as(SecondmentEnd.OBJECTION_UPHELD)

    def _settle(self, code: str, answer: str, upheld: bool) -> None:
        row = Objection.objects.filter(case=self.case, code=code, settled_on__isnull=True).first()
        if row is None:
            raise BadInput(_("请选择一项还没有核查的异议。"), "objection")
        row.settled_on, row.is_upheld = self.today, upheld
        kept = self.need(answer, "answer", _("请写明核查的结果。"))
        row.answer_key = self.draft.keep({"answer": kept})
        self.draft.changed.append(row)
        self.say(EventName.OBJECTION_SETTLED, objection=row.code, upheld=upheld)

    @step(
        state, S.NOTICE, target=S.APPROVED, may=who.county, label=pgettext_lazy("step", "公示结束"), weight=10,
        when=[g.notice_is_over, g.no_objection_open],
    )  # fmt: skip
    def end_notice(self) -> None:
        """公示结束 without an objection left open."""
        self.say(EventName.NOTICE_ENDED, until=self.detail.notice_until)

    # ── 到岗 ────────────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.APPROVED, target=S.IN_POST, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "登记到岗"),
        weight=10,
    )  # fmt: skip
    def take_up(self, *, on: datetime.date, until: datetime.date) -> None:
        """到岗: from here the term counts. Its length, and other posts of the same person, are checked now."""
        self.day_not_after_today(on, "on")
        span = terms.Span(on, until)
        if until < on:
            raise BadInput(_("期满日早于到岗日。"), "until")
        self.check_span(span, "until")
        if self.holds_another:
            raise BadInput(_("这位同志的上一段挂职还没有登记结束，请先转入考核或按提前结束办理。"), "on")
        detail, book = self.detail, self.draft.clocks
        detail.took_up_on, detail.until, detail.holds_post = on, until, True
        book.start("second_min", at=noon(on))
        book.start("second_max", at=noon(on))
        book.start("second_end", until=until)
        self.let_read(detail.sender, ReaderReason.HANDED_UP)
        self.say(EventName.TOOK_UP_POST, on=on, until=until)

    @step(
        state, S.IN_POST, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "三公开"), weight=10,
        when=[g.not_published_yet],
    )  # fmt: skip
    def publish_three(
        self, *, identity: str, duties: str, integrity: str, published_on: datetime.date
    ) -> None:
        """三公开: 身份, 职责, 廉洁规定, where the person works."""
        self.day_not_after_today(published_on, "published_on")
        texts = {"identity": identity, "duties": duties, "integrity": integrity}
        for field, text in texts.items():
            self.need(text, field, _("身份、职责、廉洁规定都要写明。"))
        self.detail.published_on = published_on
        self.detail.publicity_key = self.draft.keep({name: text.strip() for name, text in texts.items()})
        self.say(EventName.THREE_PUBLISHED, published_on=published_on)

    @step(
        state, S.IN_POST, may=who.any_of(who.person, who.host, who.county), label=pgettext_lazy("step", "签订二承诺"), weight=11,
        when=[g.not_promised_yet],
    )  # fmt: skip
    def promise_two(self, *, duties: str, goals: str, promised_on: datetime.date, paper: str = "") -> None:
        """二承诺: 职责 and 目标; signed in by the person, or recorded from the signed paper."""
        self.day_not_after_today(promised_on, "promised_on")
        texts = {"duties": duties, "goals": goals}
        for field, text in texts.items():
            self.need(text, field, _("职责承诺和目标承诺都要写明。"))
        if not who.person(self, self.actor):
            self.paper(paper)
        self.detail.promised_on = promised_on
        self.detail.promises_key = self.draft.keep({name: text.strip() for name, text in texts.items()})
        self.say(EventName.TWO_PROMISED, promised_on=promised_on, paper=paper)

    @step(
        state, S.IN_POST, target=S.SERVING, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "开始履职"),
        weight=12, when=[g.three_are_public, g.two_are_promised],
    )  # fmt: skip
    def begin_service(self) -> None:
        """开始履职; half-way the service is looked at."""
        span = self.span
        if span is not None:
            middle = span.first + (span.last - span.first) / 2
            self.draft.clocks.start("second_midterm", until=max(middle, self.today))
        self.say(EventName.SERVICE_BEGAN)
