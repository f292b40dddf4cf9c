"""One secondment and the people it needs: a driver that brings a form into any state, by ``perform()`` alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from cases.documents import StoredFile
from cases.models import Case, Direction, Evidence, OpinionGroup, SecondmentDetail, SecondmentRound
from organizations.acting import Acting
from organizations.calendar import built_in_calendar
from organizations.models import Person, Post, Unit
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, paper
from workflows import secondment_changes as changes
from workflows.engine import open_case, perform
from workflows.models import Approval
from workflows.secondment.assessing import fingerprint, issue_codes
from workflows.secondment.states import S
from workflows.secondment.terms import last_day

NAME = "陈小𠮷"
Date = datetime.date


def open_round(world: World, title: str = "2026年第一轮挂职", **values: Any) -> SecondmentRound:
    """A round of the county's, all directions, a fortnight to file; made once a title."""
    found = SecondmentRound.objects.filter(county=world.county, title=title).first()
    given: dict[str, Any] = {"year": 2026, "file_by": today() + 14 * DAY} | values
    return found or changes.open_round(
        acting=world.who(Role.CHAIR, world.county), county=world.county, title=title, **given
    )


def months_on(first: Date, months: int) -> Date:
    """The last day of ``months`` served from ``first``."""
    return last_day(first, months, built_in_calendar())


class Form:
    """One form, of an enterprise's officer to the town unless said. Each step is a ``perform()``."""

    def __init__(
        self, world: World, direction: str = Direction.TO_TOWN, months: int = 6, **facts: Any
    ) -> None:
        self.world, self.direction, self.months = world, direction, months
        self.codes: list[str] = []
        senders = {
            Direction.TO_TOWN: world.made.enterprise, Direction.TO_COUNTY: world.town,
            Direction.TO_ENTERPRISE: world.town,
        }  # fmt: skip
        self.sender: Unit = facts.get("sender", senders[Direction(direction)])
        self.past = False
        for unit in (self.sender, self.sender.town or world.county, world.county):
            world.who(Role.CHAIR, unit)
        first = today()
        hosts: dict[Direction, dict[str, Any]] = {
            Direction.TO_TOWN: {"host_unit": world.town}, Direction.TO_COUNTY: {"host_unit": world.county},
            Direction.TO_ENTERPRISE: {"host_employer": world.shop, "standing": "town_vice_chair"},
        }  # fmt: skip
        given: dict[str, Any] = {
            "round": facts.get("round") or open_round(world), "direction": direction, "sender": self.sender, "name": NAME,
            "wish_text": "上半年", "wish_from": first, "wish_until": months_on(first, months), "note": "熟悉集体协商",
            "actor": self.officer,
        } | hosts[Direction(direction)] | facts  # fmt: skip
        if "person" in facts:
            given["name"] = ""
        self.case: Case = open_case("secondment", **given)

    # ── Who ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def officer(self) -> Acting:
        """Who fills in for the sending unit: not its chair."""
        return self.world.who(Role.WINDOW, self.sender)

    @property
    def sender_chair(self) -> Acting:
        """The sending unit's chair."""
        return self.world.who(Role.CHAIR, self.sender)

    @property
    def town_officer(self) -> Acting:
        """Who selects for the town (or for the county, where no town stands between)."""
        return self.world.who(Role.WINDOW, self.sender.town or self.world.county)

    @property
    def host(self) -> Acting:
        """An officer of the host."""
        detail = self.fresh().secondment
        unit = detail.host_employer.union if detail.host_employer else detail.host_unit
        assert unit is not None
        return self.world.who(Role.MEDIATOR, unit)

    @property
    def county(self) -> Acting:
        """An officer of the county."""
        return self.world.who(Role.WINDOW, self.world.county)

    @property
    def county_chair(self) -> Acting:
        """The county's chair."""
        return self.world.who(Role.CHAIR, self.world.county)

    @property
    def chair(self) -> Acting:
        """The chair of the union where the form lies."""
        return self.world.who(Role.CHAIR, self.case.unit)

    @property
    def handler(self) -> Acting:
        """An officer of the union where the form lies."""
        return self.world.who(Role.WINDOW, self.case.unit)

    @property
    def person(self) -> Acting:
        """The person seconded, signed in; only where the form names an account."""
        seconded = self.fresh().secondment.person
        assert isinstance(seconded, Person)
        post = Post.objects.filter(person=seconded).select_related("unit").first()
        return Acting(seconded, Role(post.role) if post else Role.MEDIATOR, unit=post.unit if post else None)

    # ── One step ────────────────────────────────────────────────────────────────────────────────────────────────

    def do(
        self, verb: str, who: Acting | None = None, at: datetime.datetime | None = None, **data: Any
    ) -> Form:
        """Take one step, as an officer of the union where the form lies unless said."""
        self.case = perform(self.case, verb, actor=who or self.handler, at=at, **data)
        return self

    def fresh(self) -> Case:
        """The case as the database has it."""
        joins = (
            "secondment__host_employer__union",
            "secondment__host_unit",
            "secondment__person",
            "unit",
            "county",
        )
        self.case = Case.objects.select_related(*joins).get(pk=self.case.pk)
        return self.case

    @property
    def approval(self) -> Approval:
        """The open approval."""
        return Approval.objects.get(case=self.case, verdict="open")

    def answer(self, verb: str = "approve", who: Acting | None = None, note: str = "同意选派") -> Form:
        """The chair answers the open approval."""
        asked = self.approval
        return self.do(verb, who or self.chair, approval=asked.code, round=asked.round, note=note)

    def file_paper(self, kind: str = "authority", file: StoredFile | None = None) -> str:
        """A paper of the form; returns its code."""
        self.do("add_evidence", file=file or paper(), kind=kind)
        return Evidence.objects.filter(case=self.case).latest("id").code

    # ── Ways ────────────────────────────────────────────────────────────────────────────────────────────────────

    def submit(self) -> Form:
        """To the sending unit's chair."""
        return self.do("submit", self.officer)

    def consent(self) -> Form:
        """The paper this direction needs."""
        given: dict[str, Any] = {"paper": self.file_paper(), "given_on": today()}
        if self.direction == Direction.TO_TOWN:
            given |= {"wages_by": "sender", "insurance_by": "host"}
        return self.do("record_consent", self.officer, **given)

    def choose(self, host: str = "yes", person: str = "yes", host_first: bool = True) -> Form:
        """Both sides answer on paper or signed in, in either order."""
        if host_first:
            return self.host_chooses(host).person_chooses(person)
        return self.person_chooses(person).host_chooses(host)

    def host_chooses(self, choice: str = "yes") -> Form:
        """The host's officer answers."""
        return self.do(
            "choose_as_host", self.host, choice=choice, note="岗位需要" if choice == "yes" else "没有编位"
        )

    def person_chooses(self, choice: str = "yes") -> Form:
        """The person's signed paper is recorded."""
        note = "" if choice == "yes" else "家里有事"
        return self.do("choose_as_person", choice=choice, note=note, paper=self.file_paper("answer"))

    def take_up(self, on: Date | None = None, until: Date | None = None) -> Form:
        """到岗 today for the months wished; ``past``: so long ago that the term ended yesterday."""
        first = on or (months_on(today(), -self.months) + DAY if self.past else today())
        return self.do("take_up", self.county, on=first, until=until or months_on(first, self.months))

    def publish(self) -> Form:
        """三公开."""
        return self.do(
            "publish_three",
            self.host,
            identity="挂职副主席",
            duties="协助调解",
            integrity="不收礼金",
            published_on=today(),
        )

    def promise(self) -> Form:
        """二承诺, from the signed paper."""
        return self.do(
            "promise_two",
            self.host,
            duties="按时到岗",
            goals="建会五家",
            promised_on=today(),
            paper=self.file_paper(),
        )

    def codes_for(self, group: str = OpinionGroup.SERVED, count: int = 6) -> list[str]:
        """Codes handed out to a group."""
        made = issue_codes(count)
        self.do("hand_out_codes", self.county, fingerprints=[fingerprint(code) for code in made], group=group)
        return made

    def say(self, code: str, grade: str = "excellent") -> Form:
        """One answer by a code."""
        self.case = perform(self.case, "give_opinion", actor=Acting.invited(self.case.pk, code), grade=grade)
        return self

    def mark(self, mark: str = "competent") -> Form:
        """接收单位评价."""
        return self.do("mark_by_host", self.host, mark=mark, note="工作扎实")

    def grade(self, grade: str = "competent") -> Form:
        """The county's decision, proposed and approved."""
        self.do("propose_grade", self.county, grade=grade, reason="综合各项")
        return self.answer(who=self.county_chair)

    def to(self, state: str) -> Form:
        """Into ``state``, by the shortest lawful way; from 呈报表."""
        order = list(_WAYS)
        self.past = self.past or S(state) in (S.ASSESSING, S.CLOSED)
        for step in order[1 : order.index(S(state)) + 1]:
            _WAYS[step](self)
        return self


def _in_notice(form: Form) -> Form:
    return form.answer(who=form.county_chair)


def notice_over(form: Form) -> Form:
    """The last day of 公示 is past: the row is set back, since a step cannot wait a week."""
    SecondmentDetail.objects.filter(case=form.case).update(notice_until=today() - DAY)
    return form


def _approved(form: Form) -> Form:
    return notice_over(form).do("end_notice", form.county)


def _assessing(form: Form) -> Form:
    span = form.fresh().secondment
    assert span.until is not None
    return form.do("finish", form.county, on=span.until)


_WAYS: dict[S, Callable[[Form], Form]] = {
    S.DRAFT: lambda form: form,
    S.SENDER_REVIEW: Form.submit,
    S.CONSENT: lambda form: form.answer(who=form.sender_chair),
    S.SELECTING: Form.consent,
    S.MATCHING: lambda form: form.do("file", form.town_officer),
    S.COUNTY_REVIEW: lambda form: form.choose().do("put_to_county", reason="双方都已选定"),
    S.NOTICE: _in_notice,
    S.APPROVED: _approved,
    S.IN_POST: Form.take_up,
    S.SERVING: lambda form: form.publish().promise().do("begin_service", form.host),
    S.ASSESSING: _assessing,
    S.CLOSED: lambda form: form.mark().grade(),
}  # fmt: skip
