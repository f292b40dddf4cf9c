"""席位: who comes to the table, who speaks for whom, who mediates, what is on the agenda."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import SIDES, EvidenceKind, SeatKind, Speaker, Topic, TopicState
from organizations.models import Employer, Level, PartnerBody, Person, Post, Unit
from organizations.paths import under
from organizations.roles import HANDLING_ROLES
from pages.casefile.forms import choices
from pages.casefile.forms.base import Choices, StepForm, line, note, one_of, pick, reason
from pages.mediations.forms.fields import fill, many, offer_paper, seat_choices
from pages.public.fields import Phone
from protection import personal
from record.timekeeping import day_of
from workflows.mediation.birth import LONGEST_TITLE, MOST_TOPICS
from workflows.mediation.sides import MAY_SPEAK

MOST_CHOICES = 400
#: A number in front of a pasted line; 「2.5倍」 and 「三班倒」 are no such numbers.
NUMBERED = re.compile(
    r"^(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[0-9０-９一二三四五六七八九十]{1,3}[、.．)）](?![0-9]))\s*(?=\S)"
)
WHOSE = ("partner", "unit", "person", "employer")


class AddSeat(StepForm):
    """增加席位: one list of everybody who can be asked to come, or a name."""

    lead = _("选一个机构、工会或人员；都不在名单里的，写姓名和电话。受邀的机构和工会从现在起能看到这次协商。")
    kind = one_of(_("坐什么席位"))
    who = pick(_("是谁"), _("机构、工会、人员都在这里；不在名单里就不选，写在下面。"), required=False)
    name = line(_("姓名(名单里没有时)"), 60, required=False)
    phone = Phone(label=_("电话(写了名字的)"), required=False)

    def prepare(self) -> None:
        """Seats the form allows, and who may take one."""
        agenda = self.desk.case.mediation.serves_id is None
        kinds = [kind for kind in SeatKind if agenda or kind != SeatKind.WORKER]
        self.offer("kind", [(kind.value, str(kind.label)) for kind in kinds])
        self.offer("who", [*self._partners(), *self._units(), *self._people(), *self._employers()])

    def _partners(self) -> Choices:
        return [(f"partner:{key}", words) for key, words in choices.partners(self.desk)]

    def _units(self) -> Choices:
        rows = Unit.objects.filter(path__in=choices.ladder(self.desk.case), is_active=True)
        return [(f"unit:{row.code}", row.name) for row in rows.order_by("path")]

    def _people(self) -> Choices:
        posts = Post.objects.on(day_of(self.desk.at)).filter(
            under(self.desk.case.county.path, "unit__path"),
            role__in=HANDLING_ROLES,
            manages_for_employer=False,
        )
        rows = posts.select_related("person", "unit").order_by("unit__path", "person__name")
        above = [row for row in rows[:MOST_CHOICES] if row.unit and row.unit.level >= Level.TOWN]
        return [(f"person:{row.person.username}", _officer(row)) for row in above]

    def _employers(self) -> Choices:
        rows = Employer.objects.filter(under(self.desk.case.unit.path, "unit__path"), is_active=True)
        return [(f"employer:{row.code}", row.name) for row in rows.order_by("name")[:MOST_CHOICES]]

    def data_for_step(self) -> dict[str, Any]:
        """The one who was chosen, under the name the step knows."""
        given = self.cleaned_data
        of, _colon, key = str(given.get("who") or "").partition(":")
        found = {"kind": given["kind"], "name": given["name"], "phone": given["phone"]}
        return found | ({of: _chosen(of, key)} if of in WHOSE else {})


def _officer(post: Post) -> str:
    return f"{post.person.name} · {post.unit.short_name if post.unit else ''}"


def _chosen(of: str, key: str) -> Any:
    if of == "partner":
        return PartnerBody.objects.get(pk=key)
    if of == "unit":
        return choices.unit(key)
    if of == "employer":
        return Employer.objects.get(code=key)
    return Person.objects.get(username=key)


class RemoveSeat(StepForm):
    """撤去席位."""

    lead = _("撤去以后不再能看到这次协商；已经说过的话和到会记录都还在。")
    seat = pick(_("哪个席位"))
    reason = reason()

    def prepare(self) -> None:
        """Seats that may go."""
        agenda = self.desk.case.mediation.serves_id is None
        kinds = [kind.value for kind in SeatKind if agenda or kind not in SIDES]
        self.offer("seat", seat_choices(self.desk.case, kinds))


class RefreshParties(StepForm):
    """更新职工名单."""

    lead = _("按所服务的案件更新：新加入的职工补上席位，推举关系以那边登记的推举书为准。")


class SetSpeaker(StepForm):
    """登记代理人."""

    lead = _(
        "委托代理人和推举的代表要有书面凭证。代替一方说话的人，不能主持这次协商。要代替本人表态，还要“特别授权”。"
    )
    seat = pick(_("替谁说话"))
    how = one_of(_("怎么代"), Speaker.choices)
    name = line(_("代理人姓名"), 60, required=False, help_text=_("选“委托代理人”时填。"))
    phone = Phone(label=_("代理人电话"), required=False)
    person = pick(_("上级工会的同志"), required=False, help_text=_("选“上级工会代为”时选。"))
    by = pick(_("由哪位职工代表"), required=False, help_text=_("选“推举的代表”时选。"))
    evidence = pick(_("凭证(委托书、推举书)"), required=False)
    may_settle = forms.BooleanField(label=_("有书面特别授权：可以代为和解、放弃、变更请求"), required=False)

    def prepare(self) -> None:
        """Seats that may be spoken for, those who may speak."""
        self.offer("seat", seat_choices(self.desk.case, tuple(MAY_SPEAK)))
        self.offer("by", seat_choices(self.desk.case, (SeatKind.WORKER,)))
        self.offer("person", choices.mediators(self.desk))
        offer_paper(self, EvidenceKind.AUTHORITY)

    def data_for_step(self) -> dict[str, Any]:
        """The officer for the name."""
        given = dict(self.cleaned_data)
        given["person"] = choices.person(given["person"]) if given["person"] else None
        return given


class Authorise(StepForm):
    """登记特别授权, of many at once."""

    lead = _("本人书面写明代表可以代为和解、放弃、变更请求的，才勾选。没有勾选的，要本人自己表态。")
    seats = many(_("哪些职工"))
    evidence = pick(_("授权书"))

    def prepare(self) -> None:
        """Workers."""
        fill(self, "seats", seat_choices(self.desk.case, (SeatKind.WORKER,)))
        offer_paper(self, EvidenceKind.AUTHORITY)


class AddTopics(StepForm):
    """增加议题: one a line, as they are pasted from a list."""

    topics = note(
        _("议题"),
        required=True,
        rows=8,
        most=MOST_TOPICS * LONGEST_TITLE,
        help_text=_("一行一个，可以整段粘贴。"),
    )

    def data_for_step(self) -> dict[str, Any]:
        """Lines that say something."""
        return {"topics": lines_of(self.cleaned_data["topics"])}


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the numbers of a pasted list (「1、」「(2)」「三.」)."""
    found = [line.strip() for line in text.splitlines()]
    return [NUMBERED.sub("", line) for line in found if line]


class MarkTopic(StepForm):
    """登记议题进展."""

    topic = pick(_("哪个议题"))
    outcome = one_of(_("谈到哪一步"), TopicState.choices)
    note = note(_("怎么说的"))

    def prepare(self) -> None:
        """Topics, open ones first."""
        rows = sorted(
            Topic.objects.filter(case=self.desk.case),
            key=lambda row: (row.state != TopicState.OPEN, row.order),
        )
        texts = personal.read_many(row.what_key for row in rows)
        self.offer(
            "topic",
            [(row.code, f"{row.order}. {texts.get(row.what_key, {}).get('what', '')}") for row in rows],
        )
        self.fields["topic"].initial = (self.desk.suggested or {}).get("topic")


class AssignMediator(StepForm):
    """指定、改派调解员."""

    lead = _("代表一方当事人、与用人单位有利害关系，或证书到期的同志，不能主持这次协商。")
    mediator = one_of(_("由谁主持"))
    reason = note(_("交代的话"))

    def prepare(self) -> None:
        """Those who may be named."""
        self.offer("mediator", choices.mediators(self.desk))

    def data_for_step(self) -> dict[str, Any]:
        """The person for the name."""
        return {**super().data_for_step(), "mediator": choices.person(self.cleaned_data["mediator"])}


class StepAside(StepForm):
    """回避."""

    lead = _("回避以后您不再主持，由主席另行指定调解员。")
    confirm = _("回避以后不能再主持这次协商。")
    reason = reason(_("为什么回避"))
