"""会议: when and where, with clashes shown while choosing; attendance; adjournment; minutes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, EvidenceKind, Presence, SeatKind, Session, SessionWay
from pages.casefile.forms import people
from pages.casefile.forms.base import MomentInput, StepForm, line, note, one_of, pick, reason
from pages.mediations.names import named
from pages.speech import spoken_moment
from workflows.mediation.clashes import Clash, clashes_for
from workflows.mediation.sessions import LONGEST_MINUTES, LONGEST_PLACE

USUAL_MINUTES = 90


class When(StepForm):
    """Time and place. Others' sessions at that time are told first; who knows of them may go on."""

    template = "mediations/do_when.html"
    #: The session that is being moved does not clash with itself.
    moves: ClassVar[bool] = False
    starts_at = forms.DateTimeField(
        label=_("什么时候"), widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": _("请选择日期和钟点。"), "invalid": _("请写成年-月-日 时:分，例如2026-03-05 14:00。")},
    )  # fmt: skip
    lasts = forms.IntegerField(
        label=_("预计多少分钟"), min_value=1, max_value=LONGEST_MINUTES, initial=USUAL_MINUTES,
        error_messages={"required": _("请写大概要多少分钟。"), "invalid": _("请写一个数字。")},
    )  # fmt: skip
    way = one_of(_("怎么开"), SessionWay.choices)
    place = line(_("地点"), LONGEST_PLACE, help_text=_("视频或电话会议，写怎么加入。"))

    def prepare(self) -> None:
        """What the last session had, so that only the day must be chosen."""
        self.found: list[str] = []
        self.looked = False
        last = Session.objects.filter(case=self.desk.case).order_by("-number").first()
        self.last = last
        self.fields["way"].initial = last.way if last else SessionWay.ON_SITE
        if last is None:
            return
        self.fields["place"].initial, self.fields["lasts"].initial = last.place, last.lasts
        if self.moves:
            self.fields["starts_at"].initial = last.starts_at

    def clean(self) -> dict[str, Any]:
        """The clashes of a valid time; they must be known of before it is taken."""
        values = super().clean() or {}
        starts_at, lasts = values.get("starts_at"), values.get("lasts")
        if starts_at is None or lasts is None:
            return values
        self.looked = True
        but = self.last.code if self.moves and self.last else ""
        self.found = list(clash_words(self.desk.case, starts_at, lasts, values, but))
        if self.found and "look" not in self.data and not self.data.get("despite"):
            self.add_error("starts_at", gettext("这个时间和别的会议撞期，请换个时间，或在下面确认。"))
        return values


def clash_words(
    case: Case, starts_at: datetime.datetime, lasts: int, values: dict[str, Any], but: str
) -> Iterable[str]:
    """Each clash as a sentence: which session, and who is wanted at both, or that the room is taken."""
    place = str(values.get("place") or "") if values.get("way") == SessionWay.ON_SITE else ""
    clashes = clashes_for(case, starts_at, lasts, place, but)
    codes = [clash.code for clash in clashes]
    others = {
        one.code: one for one in Session.objects.filter(code__in=codes).select_related("case__mediation")
    }
    who = _who_is_who(case) if clashes else {}
    for clash in clashes:
        yield _said(others[clash.code], clash, who)


def _said(other: Session, clash: Clash, who: dict[str, str]) -> str:
    shared = [who[key] for key in sorted(clash.people) if key in who]
    if clash.same_place:
        shared.append(gettext("会议地点"))
    return gettext("%(when)s %(case)s的会议：%(who)s") % {
        "when": spoken_moment(other.starts_at), "case": other.case.number, "who": "、".join(shared),
    }  # fmt: skip


def _who_is_who(case: Case) -> dict[str, str]:
    """Keys of ``clashes.people_of`` in words."""
    found: dict[str, str] = {}
    if case.handler_id and case.handler:
        found[f"person:{case.handler_id}"] = gettext("调解员%(name)s") % {"name": case.handler.name}
    for seat, name in named(case):
        for kind, key in (
            ("person", seat.person_id),
            ("partner", seat.partner_id),
            ("employer", seat.employer_id),
        ):
            if key:
                found[f"{kind}:{key}"] = name
        if seat.speaker_id:
            found[f"person:{seat.speaker_id}"] = seat.speaker.name if seat.speaker else name
        if seat.party is not None and seat.party.phone_index:
            found[f"phone:{seat.party.phone_index}"] = name
    return found


class Notify(When):
    """通知开会."""

    lead = _("各席位都会收到通知，订阅了日程的日历会自动更新。给用人单位的通知不写职工姓名。")


class MoveSession(When):
    """会议改期."""

    lead = _("还是这一次会议，换时间或地点；各席位会重新收到通知。")
    moves = True
    reason = note(_("为什么改期"))


class Adjourn(When):
    """休会: why, and when it goes on."""

    lead = _("写明为什么休会，并定下次什么时候接着开。")
    reason = reason(_("为什么休会"))
    minutes = note(_("这次谈了什么"), rows=5, most=10_000)


class CancelSession(StepForm):
    """取消会议."""

    lead = _("各方会收到取消的通知，日历里也会去掉；协商回到筹备中。")
    reason = reason(_("为什么取消"))


class OpenSession(StepForm):
    """开会: how each seat came. The many who are represented are folded away."""

    template = "mediations/do_attendance.html"
    lead = _("逐个登记到会情况。双方当事人都要有人到会；没有选的记为缺席。")

    def prepare(self) -> None:
        """One choice a seat: who is represented came through the representative unless said."""
        self.rows = named(self.desk.case)
        for seat, name in self.rows:
            field = forms.ChoiceField(
                label=name, choices=[("", gettext("请选择")), *Presence.choices], required=False
            )
            field.initial = Presence.BY_SPEAKER if self._folded(seat) else None
            field.help_text = str(seat.get_kind_display())
            self.fields[f"seat_{seat.code}"] = field

    def _folded(self, seat: Any) -> bool:
        return bool(seat.kind == SeatKind.WORKER and seat.represented_by)

    def shown_rows(self) -> list[BoundField]:
        """Everybody who comes himself."""
        return [self[f"seat_{seat.code}"] for seat, _name in self.rows if not self._folded(seat)]

    def folded_rows(self) -> list[BoundField]:
        """Those who are represented."""
        return [self[f"seat_{seat.code}"] for seat, _name in self.rows if self._folded(seat)]

    def data_for_step(self) -> dict[str, Any]:
        """Seat code → how it came."""
        said = {
            seat.code: self.cleaned_data.get(f"seat_{seat.code}") or Presence.ABSENT
            for seat, _name in self.rows
        }
        return {"attendance": said}


class WriteMinutes(StepForm):
    """会议记录."""

    session = pick(_("哪一次会议"))
    minutes = note(
        _("会议记录"), required=True, rows=12, most=10_000, help_text=_("谁说了什么，谈到哪一步，还差什么。")
    )

    def prepare(self) -> None:
        """Sessions that were opened, the newest chosen already."""
        rows = Session.objects.filter(case=self.desk.case, opened_at__isnull=False).order_by("-number")
        found = [(row.code, _numbered(row)) for row in rows]
        self.offer("session", found)
        self.fields["session"].initial = (self.desk.suggested or {}).get("session") or (
            found[0][0] if found else None
        )


def _numbered(row: Session) -> str:
    return gettext("第 %(n)d 次 · %(when)s") % {"n": row.number, "when": spoken_moment(row.starts_at)}


class AddPaper(people.AddEvidence):
    """提交材料, of the table or of one session."""

    lead = _("照片、PDF、Word、Excel、录音、视频都可以，一个最多20MB。文件会算出指纹存证。")
    session = pick(_("属于哪一次会议"), required=False)

    def prepare(self) -> None:
        """What the address suggests: 登记表态 wants an answer's paper."""
        super().prepare()
        asked = self.desk.suggested or {}
        if asked.get("kind") in EvidenceKind.values:
            self.fields["kind"].initial = asked["kind"]
        rows = Session.objects.filter(case=self.desk.case, opened_at__isnull=False).order_by("-number")
        self.offer("session", [(row.code, _numbered(row)) for row in rows])
        self.fields["session"].initial = asked.get("session")
        self.order_fields(["kind", "file", "session"])
