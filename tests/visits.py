"""A driver that brings a visit into any state, by ``perform()`` alone."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.documents import StoredFile, store
from cases.models import Case, Finding, Party, Rectification
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import ContactCycle, PartnerBody, Relation
from organizations.roles import Role
from protection import receipts
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from workflows.engine import open_case, perform
from workflows.visit.states import S

#: What a worker told on a visit; it never stands in clear.
TOLD = "三个月没发加班费𠮷"
ASKER, ASKER_PHONE = "赵小𠮷", "13900002222"
MET = [{"name": ASKER, "phone": ASKER_PHONE, "what": "缝纫工"}]


def record_of(**more: Any) -> dict[str, Any]:
    """A record as a phone sends it: one worker met, one problem told."""
    return {
        "met": MET, "people": 3, "minutes": 40, "checklist": "visit_basic", "said": "车间闷热",
        "answers": {"wages": False, "contracts": True, "wishes": "想有个休息室"},
        "findings": [{"kind": "problem", "text": TOLD, "asker": 0}],
    } | more  # fmt: skip


def photo(name: str = "车间.png") -> StoredFile:
    """A small real picture, stored."""
    drawn = io.BytesIO()
    Image.new("RGB", (4, 3), "white").save(drawn, "PNG")
    return store(SimpleUploadedFile(name, drawn.getvalue()))


def cycle_of(world: World) -> ContactCycle:
    """The county's cycle of 2026."""
    found = ContactCycle.objects.filter(unit=world.county).first()
    return found or actions.open_cycle(
        acting=SYSTEM, unit=world.county, title="2026年度", starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
    )  # fmt: skip


def relation_of(world: World, who: Acting, point: actions.Point, **more: Any) -> Relation:
    """A relation of ``who`` in that cycle."""
    return actions.give_relation(
        acting=SYSTEM, cycle=cycle_of(world), person=person_of(who), point=point, **more
    )


def safety_body(world: World) -> PartnerBody:
    """应急/安监所 beside the town."""
    found = PartnerBody.objects.filter(beside=world.town, kind="safety_office").first()
    return found or actions.add_partner(
        acting=SYSTEM, beside=world.town, kind="safety_office", name="枫桥安监所"
    )


class Going:
    """One visit and the people around it. Each step is a ``perform()``; ``case`` is as the last one left it."""

    def __init__(self, world: World, **facts: Any) -> None:
        self.world = world
        given: dict[str, Any] = {"employer": world.mill, "actor": self.visitor_of(world)} | facts
        if "record" not in given and "planned_on" not in given:
            given["planned_on"] = today() + 2 * DAY
        self.case: Case = open_case("visit", **given)

    @staticmethod
    def visitor_of(world: World) -> Acting:
        """The town's mediator, who goes."""
        return world.who(Role.MEDIATOR, world.town)

    def at_unit(self, role: Role) -> Acting:
        """Somebody in ``role`` at the visiting union."""
        return self.world.who(role, self.case.unit)

    @property
    def mediator(self) -> Acting:
        """Whose visit it is."""
        return self.visitor_of(self.world)

    @property
    def chair(self) -> Acting:
        """The chair of the visiting union."""
        return self.at_unit(Role.CHAIR)

    @property
    def above(self) -> Acting:
        """The county's chair."""
        return self.world.who(Role.CHAIR, self.world.county)

    @property
    def worker(self) -> Acting:
        """Who holds a receipt of this visit: there is none of a whole visit."""
        return Acting.receipt(self.case)

    def asker(self, code: str) -> Acting:
        """Who holds the receipt ``code`` of an entry."""
        return Acting.invited(self.case.pk, code)

    def do(self, verb: str, who: Acting | None, at: datetime.datetime | None = None, **data: Any) -> Going:
        """Take one step."""
        self.case = perform(self.case, verb, actor=who, at=at, **data)
        return self

    def fresh(self) -> Case:
        """The case as the database has it."""
        self.case = Case.objects.select_related("visit", "unit", "county").get(pk=self.case.pk)
        return self.case

    @property
    def findings(self) -> list[Finding]:
        """The list."""
        return list(Finding.objects.filter(case=self.case))

    @property
    def first(self) -> Finding:
        """Its first entry that waits."""
        return Finding.objects.filter(case=self.case, state="open").order_by("order")[0]

    @property
    def parties(self) -> list[Party]:
        """Who was met."""
        return list(Party.objects.filter(case=self.case))

    @property
    def paper(self) -> Rectification:
        """The last 限期整改通知书."""
        return Rectification.objects.filter(case=self.case).order_by("-number")[0]

    # ── Ways ────────────────────────────────────────────────────────────────────────────────────────────────────

    def record(self, **more: Any) -> Going:
        """记录."""
        return self.do("record", self.mediator, **record_of(**more))

    def list(self, **more: Any) -> Going:
        """列入清单: one entry more."""
        return self.do("add_finding", self.mediator, **({"kind": "need", "text": "想要夏令用品"} | more))

    def follow(self) -> Going:
        """分办."""
        return self.do("follow_up", self.mediator)

    def answer(self, who: Acting | None = None, **more: Any) -> Going:
        """答复 of the first entry that waits."""
        given: dict[str, Any] = {"finding": self.first.code, "answer": "已联系企业补发"} | more
        return self.do("answer_finding", who or self.mediator, **given)

    def issue(self, **more: Any) -> Going:
        """限期整改通知书."""
        given: dict[str, Any] = {
            "co_issuer": safety_body(self.world), "hazard": "通道堆放布料", "due_on": today() + 5 * DAY,
            "paper": photo("通知书.png"),
        } | more  # fmt: skip
        return self.do("issue_rectification", self.mediator, **given)

    def to(self, state: str) -> Going:
        """Into ``state``, by the shortest lawful way; from 已安排."""
        _WAYS[S(state)](self)
        return self


def _following(one: Going) -> Going:
    return one.record().follow()


_WAYS: dict[S, Callable[[Going], Going]] = {
    S.PLANNED: lambda one: one,
    S.RECORDED: lambda one: one.record(),
    S.FOLLOWING: _following,
    S.CLOSED: lambda one: _following(one).answer(),
}


def asked(world: World, **facts: Any) -> tuple[Going, str]:
    """A visit on which somebody asked and got a receipt, with its code."""
    code = receipts.issue()
    entry = {"kind": "problem", "text": TOLD, "asker": 0, "receipt_code": code}
    return Going(world, record=record_of(findings=[entry]), **facts), code
