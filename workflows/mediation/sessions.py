"""会议: notice, opening with attendance, adjournment, minutes, attachments."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import (
    Attendance,
    Evidence,
    EvidenceKind,
    Presence,
    Seat,
    Session,
    SessionPaper,
    SessionState,
    SessionWay,
)
from protection.models import EmployerNotice, NoticeKind
from record.names import EventName
from record.timekeeping import SHANGHAI, day_of
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .seats import LEADS, Seating
from .states import OPEN, S, state

LONGEST_PLACE = 120
LONGEST_MINUTES = 720
FURTHEST = datetime.timedelta(days=366)


class Meeting(Seating):
    """Sessions, one after the other."""

    @step(
        state, [S.PREPARING, S.IN_SESSION, S.PROPOSED], target=S.NOTIFIED, may=who.handler, weight=8,
        label=pgettext_lazy("step", "通知开会"), when=[*LEADS, g.table_is_complete],
    )  # fmt: skip
    def notify(
        self, *, starts_at: datetime.datetime, place: str, lasts: int = 90, way: str = SessionWay.ON_SITE
    ) -> None:
        """通知开会: time (aware), place and way, to every seat. The employer's notice names no worker."""
        self._end_open_session()
        session = self._plan(starts_at, place, lasts, way)
        self.say(EventName.SESSION_NOTIFIED, **self._told(session), seats=len(self.seats))

    def _plan(self, starts_at: datetime.datetime, place: str, lasts: int, way: str) -> Session:
        """A new session, the clock until its day, and the employers' notices."""
        self._check(starts_at, place, lasts, way)
        last = (
            Session.objects.filter(case=self.case)
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
        )
        session = Session(
            code=codes.fresh(), case=self.case, number=(last or 0) + 1, starts_at=starts_at, lasts=lasts,
            place=place.strip(), way=way, changed_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(session)
        self._wait_for(session)
        return session

    def _check(self, starts_at: datetime.datetime, place: str, lasts: int, way: str) -> None:
        plain_choice(way, SessionWay, "way")
        checks = (
            (
                starts_at.tzinfo is not None and starts_at > self.draft.at,
                "starts_at",
                _("会议时间应晚于现在。"),
            ),
            (starts_at < self.draft.at + FURTHEST, "starts_at", _("会议时间太远，请核对年份。")),
            (bool(place.strip()), "place", _("请写明地点；视频或电话会议请写明如何加入。")),
            (len(place) <= LONGEST_PLACE, "place", _("地点太长，请控制在120字以内。")),
            (1 <= lasts <= LONGEST_MINUTES, "lasts", _("时长应在1到720分钟之间。")),
        )
        for holds, field, sentence in checks:
            if not holds:
                raise BadInput(sentence, field)

    def _wait_for(self, session: Session) -> None:
        self.draft.clocks.start("table_session", until=day_of(session.starts_at))
        when = date_format(session.starts_at.astimezone(SHANGHAI), "Y-m-d H:i")
        asks = _("定于%(when)s在%(place)s召开协商会议(%(way)s)，请派员参加。") % {
            "when": when, "place": session.place, "way": SessionWay(session.way).label,
        }  # fmt: skip
        self.tell_employers(NoticeKind.SESSION, asks, day_of(session.starts_at))

    def tell_employers(
        self,
        kind: str,
        asks: str,
        reply_by: datetime.date | None,
        body: uuid.UUID | None = None,
        question: str = "",
    ) -> None:
        """A row of the employer's own table for each employer that sits here; never the name of a worker."""
        for seat in self.seats:
            if seat.employer_id is None or seat.employer is None:
                continue
            notice = EmployerNotice(
                number=codes.fresh(), employer_code=seat.employer.code, case_code=self.case.code, kind=kind,
                issued_on=self.today, issuer=self.case.unit.name, subject=str(NoticeKind(kind).label), asks=asks,
                reply_by=reply_by, body_key=body, question=question, round=1 if question else 0,
            )  # fmt: skip
            self.draft.born.append(notice)
            self.say(EventName.EMPLOYER_NOTIFIED, kind=kind, notice=notice.number, reply_by=reply_by)

    def _told(self, session: Session) -> dict[str, Any]:
        return {
            "session": session.code, "number": session.number, "starts_at": session.starts_at.isoformat(),
            "lasts": session.lasts, "way": session.way,
        }  # fmt: skip

    @step(
        state, [S.NOTIFIED, S.ADJOURNED], may=who.handler, label=pgettext_lazy("step", "会议改期"), weight=30,
        when=[*LEADS, g.session_planned],
    )  # fmt: skip
    def move_session(
        self,
        *,
        starts_at: datetime.datetime,
        place: str,
        lasts: int = 90,
        way: str = SessionWay.ON_SITE,
        reason: str = "",
    ) -> None:
        """改期: the same session at another time or place; everybody is told anew."""
        session = self._coming()
        self._check(starts_at, place, lasts, way)
        session.starts_at, session.lasts, session.place, session.way = starts_at, lasts, place.strip(), way
        session.sequence, session.changed_at = session.sequence + 1, self.draft.at
        self.draft.changed.append(session)
        self._wait_for(session)
        self.say(EventName.SESSION_MOVED, {"reason": reason}, **self._told(session))

    def _coming(self) -> Session:
        session = self.coming
        if session is None:
            raise BadInput(_("没有已通知的会议。"), "session")
        return session

    @step(
        state, [S.NOTIFIED, S.ADJOURNED], target=S.PREPARING, may=who.handler, label=pgettext_lazy("step", "取消会议"),
        weight=70, when=[*LEADS, g.session_planned],
    )  # fmt: skip
    def cancel_session(self, *, reason: str) -> None:
        """取消: the calendars take it out; the table is being prepared again."""
        if not reason.strip():
            raise BadInput(_("请写明取消的原因。"), "reason")
        session = self._coming()
        session.state, session.sequence = SessionState.CANCELLED, session.sequence + 1
        session.changed_at, session.reason_key = self.draft.at, self.draft.keep({"reason": reason})
        self.draft.changed.append(session)
        self.tell_employers(NoticeKind.SESSION, _("原定的协商会议已经取消，另行通知。"), None)
        self.say(EventName.SESSION_CANCELLED, {"reason": reason}, session=session.code)

    @step(
        state, [S.NOTIFIED, S.ADJOURNED], target=S.IN_SESSION, may=who.handler, label=pgettext_lazy("step", "开会"),
        weight=6, when=[*LEADS, g.session_planned],
    )  # fmt: skip
    def open_session(self, *, attendance: Mapping[str, str]) -> None:
        """开会, with attendance: seat code → came, by_speaker, excused, absent; who is not named was absent.

        In a dispute both sides must be there, or spoken for.
        """
        session = self._coming()
        for code, presence in attendance.items():
            self.seat(code, "attendance")
            plain_choice(presence, Presence, "attendance")
        rows = [self._attendance(session, seat, attendance) for seat in self.seats]
        self._need_sides(attendance)
        self.draft.born += rows
        session.state, session.opened_at = SessionState.OPEN, self.draft.at
        self.draft.changed.append(session)
        came = sum(row.presence in HERE for row in rows)
        self.detail.first_step_at = self.detail.first_step_at or self.draft.at
        self.say(
            EventName.SESSION_OPENED, session=session.code, number=session.number, came=came, of=len(rows)
        )

    def _attendance(self, session: Session, seat: Seat, said: Mapping[str, str]) -> Attendance:
        return Attendance(session=session, seat=seat, presence=said.get(seat.code, Presence.ABSENT))

    def _need_sides(self, said: Mapping[str, str]) -> None:
        here = {seat.kind for seat in self.seats if said.get(seat.code) in HERE}
        lacking = (
            [] if self.is_agenda else [seat for seat in self.seats if seat.is_side and seat.kind not in here]
        )
        if lacking or not here:
            raise BadInput(_("双方当事人都要有人到会，才能开会；否则请改期。"), "attendance")

    @step(
        state, [S.IN_SESSION, S.PROPOSED], target=S.ADJOURNED, may=who.handler, label=pgettext_lazy("step", "休会"),
        weight=30, when=LEADS,
    )  # fmt: skip
    def adjourn(
        self,
        *,
        reason: str,
        starts_at: datetime.datetime,
        place: str,
        lasts: int = 90,
        way: str = SessionWay.ON_SITE,
        minutes: str = "",
    ) -> None:
        """休会, with the reason and the next time and place."""
        if not reason.strip():
            raise BadInput(_("请写明休会的原因。"), "reason")
        before = self._end_open_session(SessionState.ADJOURNED)
        if before is not None:
            before.reason_key = self.draft.keep({"reason": reason})
            before.minutes_key = (
                self.draft.keep({"minutes": minutes}) if minutes.strip() else before.minutes_key
            )
        after = self._plan(starts_at, place, lasts, way)
        self.say(EventName.SESSION_ADJOURNED, {"reason": reason}, **self._told(after))

    def _end_open_session(self, to: str = SessionState.ENDED) -> Session | None:
        session = self.coming
        if session is None or session.state != SessionState.OPEN:
            return None
        session.state, session.ended_at = to, self.draft.at
        self.draft.changed.append(session)
        return session

    @step(
        state,
        OPEN,
        may=who.handler,
        label=pgettext_lazy("step", "会议记录"),
        weight=25,
        when=[g.has_met, g.mediator_is_free],
    )
    def write_minutes(self, *, session: str, minutes: str) -> None:
        """会议记录 of one session; writing it anew keeps the earlier one in the record."""
        if not minutes.strip():
            raise BadInput(_("请写下会议的经过。"), "minutes")
        row = self._session(session)
        row.minutes_key = self.draft.keep({"minutes": minutes.strip()})
        self.draft.changed.append(row)
        self.say(EventName.MINUTES_WRITTEN, {"minutes": minutes}, session=row.code)

    def _session(self, code: str) -> Session:
        if self.coming is not None and self.coming.code == code and self.coming.opened_at is not None:
            return self.coming
        found = Session.objects.filter(case=self.case, code=code).first()
        if found is None or found.opened_at is None:
            raise BadInput(_("请选择一次已经召开的会议。"), "session")
        return found

    @step(
        state, (*OPEN, S.CLOSED), may=who.any_of(who.handler, who.chair), label=gettext_lazy("提交材料"), weight=50
    )  # fmt: skip
    def add_evidence(self, *, file: StoredFile, kind: str = EvidenceKind.EVIDENCE, session: str = "") -> None:
        """提交材料; with ``session`` it is that session's attachment."""
        row = Evidence(
            code=codes.fresh(), case=self.case, kind=plain_choice(kind, EvidenceKind, "kind"),
            name_key=self.draft.keep({"name": file.name}), media_type=file.media_type, size=file.size, sha256=file.sha256,
            from_worker=False, added_by=self.actor.person, added_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(row)
        if session:
            self.draft.born.append(SessionPaper(session=self._session(session), evidence=row))
        name = EventName.PAPER_ATTACHED if session else EventName.EVIDENCE_ADDED
        self.say(name, evidence=row.code, kind=kind, sha256=file.sha256, size=file.size, session=session)


HERE = (Presence.CAME, Presence.BY_SPEAKER)
