"""The door: who comes without a name, too early, too late, twice or with rubbish is told so, and nothing is written."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cases.models import Case, Message, Party
from organizations import calendar as calendars
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from protection import personal, receipts
from record.models import Event
from record.timekeeping import now, today
from tests.builders import DAY, NAME, PHONE, STORY, Scene, World
from workflows import rules
from workflows.dispute.states import S
from workflows.engine import BadInput, NotPermitted, NotPossible, Refused, StaleCase, open_case, perform

pytestmark = pytest.mark.django_db


def refused(scene: Scene, verb: str, who: Acting | None, **data: Any) -> Refused:
    """The refusal; asserts that nothing was written."""
    before = (Case.objects.get(pk=scene.case.pk).version, Event.objects.count())
    with override("zh-hans"), pytest.raises(Refused) as caught:
        perform(scene.case, verb, actor=who, **data)
    assert (Case.objects.get(pk=scene.case.pk).version, Event.objects.count()) == before
    assert caught.value.sentence
    return caught.value


def test_no_actor_means_no(world: World) -> None:
    scene = Scene(world)
    assert isinstance(refused(scene, "contact", None), NotPermitted)
    with pytest.raises(NotPermitted):
        open_case("dispute", actor=None, place=world.town, category="other", employer_name="某厂")


@pytest.mark.parametrize(
    "role", [Role.EMPLOYER_REP, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN]
)
def test_who_may_not_report_opens_no_case(world: World, role: Role) -> None:
    with pytest.raises(NotPermitted):
        open_case(
            "dispute", actor=Acting(None, role), place=world.town, category="other", employer_name="某厂"
        )
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "verb",
    [
        "_after",
        "_climb",
        "_order",
        "end",
        "begin_emergency",
        "fact",
        "data",
        "case",
        "no_such_step",
        "",
        "__class__",
    ],
)
def test_what_is_no_step_is_no_step(world: World, verb: str) -> None:
    scene = Scene(world)
    assert isinstance(refused(scene, verb, scene.mediator), NotPossible)


def test_a_field_the_step_does_not_know_is_refused_and_a_missing_one_is_named(world: World) -> None:
    scene = Scene(world).to(S.VERIFYING)
    assert isinstance(
        refused(scene, "record_finding", scene.mediator, finding="not", note="对", colour="red"), BadInput
    )
    missing = refused(scene, "record_finding", scene.mediator, finding="not")
    assert isinstance(missing, BadInput)
    assert missing.field == "note"
    with pytest.raises(BadInput):
        Scene(world, favourite_colour="red")


def test_nothing_happens_later_than_now_or_earlier_than_the_report(world: World) -> None:
    scene = Scene(world)
    for at in (now() + datetime.timedelta(minutes=5), scene.case.reported_at - datetime.timedelta(seconds=1)):
        answer = refused(scene, "contact", scene.mediator, at=at)
        assert isinstance(answer, BadInput)
        assert answer.field == "at"
    assert scene.do("contact", scene.mediator, at=now() + datetime.timedelta(minutes=1)).case.version == 2


def test_a_report_from_the_future_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        Scene(world, at=now() + DAY)


@pytest.mark.parametrize(
    ("verb", "data", "field"),
    [
        ("contact", {"note": "x\x00y"}, "note"),
        ("contact", {"note": "半个字\ud83d"}, "note"),
        ("contact", {"note": "长" * 100_000}, "note"),
        ("message", {"body": "长" * 2_001}, "body"),
        ("message", {"body": "   "}, "body"),
        ("add_party", {"name": " "}, "name"),
        ("correct", {"reason": "错了", "amount": "三千"}, "amount"),
        ("correct", {"reason": "错了", "amount": "NaN"}, "amount"),
        ("correct", {"reason": "错了", "amount": "Infinity"}, "amount"),
        ("correct", {"reason": "错了", "amount": "-1"}, "amount"),
        ("correct", {"reason": "错了", "amount": "1" * 13}, "amount"),
        ("correct", {"reason": "错了", "people": -1}, "people"),
        ("correct", {"reason": "错了", "people": 100_001}, "people"),
        ("correct", {"reason": "错了", "employer_name": "厂" * 121}, "employer_name"),
        ("correct", {"reason": "错了", "category": "c" * 41}, "category"),
        ("correct", {"reason": " ", "people": 2}, "reason"),
        ("accept", {"category": "no_such_category"}, "category"),
        ("set_colour", {"colour": "purple", "reason": "人多"}, "colour"),
        ("receive_application", {"form": "by_smoke", "received_on": datetime.date(2026, 3, 2), "names_applicant": True}, "form"),
        ("receive_application", {"form": "oral", "received_on": datetime.date(2026, 3, 3), "names_applicant": True}, "received_on"),
    ],
)  # fmt: skip
def test_rubbish_gets_a_sentence_and_the_field_at_fault(
    world: World, verb: str, data: dict[str, Any], field: str
) -> None:
    scene = Scene(world).contact()
    answer = refused(scene, verb, scene.mediator, **data)
    assert isinstance(answer, BadInput)
    assert answer.field == field


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"employer_name": ""}, "employer_name"), ({"employer_name": "厂" * 121}, "employer_name"),
        ({"employer_name": "某\x00厂"}, "employer_name"), ({"story": "长" * 5_001}, "story"),
        ({"story": "长" * 100_000}, "story"), ({"story": "半\udc00"}, "story"), ({"name": "名\x00"}, "name"),
        ({"phone": "1" * 100_000}, "phone"), ({"people": 0}, "people"), ({"people": 10**9}, "people"),
        ({"amount": Decimal(-1)}, "amount"), ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal(10) ** 12}, "amount"), ({"category": ""}, "category"), ({"category": "c" * 50}, "category"),
        ({"disclosure": "everybody"}, "disclosure"), ({"since": datetime.date(2099, 1, 1)}, "since"),
    ],
)  # fmt: skip
def test_a_report_no_database_could_hold_is_refused_with_its_field(
    world: World, facts: dict[str, Any], field: str
) -> None:
    with override("zh-hans"), pytest.raises(BadInput) as caught:
        Scene(world, **facts)
    assert caught.value.field == field
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "terms",
    [
        [], [{"what": " ", "amount": 1, "due_on": datetime.date(2026, 4, 1)}],
        [{"what": "付\x00清", "amount": 1, "due_on": datetime.date(2026, 4, 1)}],
        [{"what": "付清", "amount": -1, "due_on": datetime.date(2026, 4, 1)}],
        [{"what": "付清", "amount": "一百", "due_on": datetime.date(2026, 4, 1)}],
        [{"what": "付清", "amount": 1, "due_on": datetime.date(2026, 3, 1)}],
        [{"what": "付清", "amount": 1, "due_on": datetime.date(2026, 4, 1)}] * 61,
    ],
)  # fmt: skip
def test_terms_nobody_could_perform_are_refused(world: World, terms: list[dict[str, Any]]) -> None:
    scene = Scene(world).to(S.MEDIATING)
    answer = refused(
        scene, "agree", scene.mediator, agreement="written_agreement", terms=terms, signed_on=today()
    )
    assert isinstance(answer, BadInput)
    assert answer.field == "terms"


@pytest.mark.parametrize("paid", [Decimal(0), Decimal("30000.01"), Decimal("NaN"), None, "很多", Decimal(-5)])
def test_a_payment_that_is_none_is_refused(world: World, paid: Any) -> None:
    scene = Scene(world).to(S.PERFORMING)
    answer = refused(
        scene,
        "perform_term",
        scene.mediator,
        term=scene.term.code,
        paid=paid,
        performed_on=today(),
        note="收条",
    )
    assert isinstance(answer, BadInput)
    assert answer.field == "paid"


def test_rare_characters_and_emoji_come_back_as_they_went_in(world: World) -> None:
    scene = Scene(world, employer_name="𠮷野家餐饮😀", employer=None)
    scene.do("message", scene.worker, body="𠮷𡃁👨‍👩‍👧 谢谢")
    case = scene.fresh()
    assert case.employer_name == "𠮷野家餐饮😀"
    assert personal.read(case.story_key) == {"story": STORY}
    assert personal.read(Party.objects.get(case=case).personal_key) == {"name": NAME, "phone": PHONE}
    assert personal.read(Message.objects.get(case=case).body_key) == {"body": "𠮷𡃁👨‍👩‍👧 谢谢"}


def test_who_looked_at_an_older_version_sees_what_changed(world: World) -> None:
    scene = Scene(world)
    seen = scene.case.version
    scene.contact().do("urge", scene.chair, note="请尽快")
    answer = refused(scene, "accept", scene.mediator, expects=seen)
    assert isinstance(answer, StaleCase)
    assert answer.changes == ("首次联系", "催办")
    assert "首次联系、催办" in answer.sentence


def test_a_double_click_takes_one_step(world: World) -> None:
    scene = Scene(world).contact()
    seen = scene.case.version
    perform(scene.case, "accept", actor=scene.mediator, expects=seen)
    assert isinstance(refused(scene, "accept", scene.mediator, expects=seen), StaleCase)
    assert isinstance(refused(scene, "accept", scene.mediator), NotPossible)


def test_a_receipt_opens_one_case_and_a_second_report_with_it_is_refused(world: World) -> None:
    code = receipts.issue()
    first = Scene(world, receipt_code=code)
    with pytest.raises(StaleCase):
        Scene(world, receipt_code=code.lower().replace("-", " "))
    assert Case.objects.get().pk == first.case.pk


def test_a_case_that_is_gone_is_said_to_be_gone(world: World) -> None:
    scene = Scene(world)
    scene.case.pk = 999_999
    with pytest.raises(StaleCase):
        perform(scene.case, "contact", actor=scene.mediator)


def test_a_refused_step_leaves_nothing_of_itself_behind(world: World) -> None:
    from protection.models import PersonalData

    scene = Scene(world).to(S.PERFORMING)
    kept = PersonalData.objects.count()
    refused(scene, "ask_close", scene.mediator, reason="还没付")
    assert PersonalData.objects.count() == kept


@pytest.mark.parametrize(
    ("verb", "state", "most"),
    [
        ("start_mediation", S.VERIFYING, 4),
        ("contact", S.REPORTED, 5),
        ("accept", S.REPORTED, 5),
        ("urge", S.VERIFYING, 4),
    ],
)
def test_a_step_costs_few_statements(world: World, verb: str, state: S, most: int) -> None:
    scene = Scene(world).to(state)
    if verb == "accept":
        scene.contact()
    if verb == "start_mediation":
        scene.apply().both_agree()
    who = scene.chair if verb == "urge" else scene.mediator
    with calendars.holding(), rules.holding(), CaptureQueriesContext(connection) as queries:
        perform(scene.case, verb, actor=who)
    sent = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(sent) <= most, "\n".join(sql[:120] for sql in sent)


def test_the_system_is_an_actor_with_a_name(world: World) -> None:
    scene = Scene(world)
    scene.do("remind", SYSTEM, clock="", rule="first_contact")
    event = Event.objects.filter(subject=scene.case.subject).order_by("version", "line").last()
    assert event is not None
    assert (event.actor, event.actor_role) == (None, "system")
