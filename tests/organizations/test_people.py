"""People, posts and deputies: who may, when, and what the record keeps of it."""

from __future__ import annotations

import datetime

import pytest

from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.errors import (
    Duplicate,
    MissingCertificate,
    NoAuthority,
    Overlap,
    Refusal,
    WrongPlace,
    WrongValue,
)
from organizations.models import Person, Post, UnitKind
from organizations.roles import Role
from record import verify
from record.models import Event
from record.names import EventName
from record.timekeeping import today
from tests.organizations.county import START, County

DAY = datetime.timedelta(days=1)


def test_the_record_never_holds_a_name_or_a_telephone_number(county: County) -> None:
    person = actions.add_person(
        acting=county.admin,
        unit=county.town,
        username="qian",
        name="钱多多",
        phone="13900000001",
        password="long-enough-1",
    )
    actions.change_person(person, acting=county.admin, name="钱少少", phone="13900000002")
    written = "".join(
        str(event.data) + event.subject for event in Event.objects.filter(subject=f"person:{person.pk}")
    )
    assert written
    for secret in ("钱", "139000", "qian"):
        assert secret not in written
    assert Event.objects.get(name=EventName.PERSON_CHANGED).data == {"changed": ["name", "phone"]}


def test_two_people_with_the_same_facts_have_different_digests(county: County) -> None:
    one, other = county.person("甲"), county.person("乙")
    assert one.salt != other.salt


def test_a_sign_in_name_is_used_once(county: County) -> None:
    county.person("甲")
    with pytest.raises(Duplicate) as refused:
        actions.add_person(acting=county.admin, unit=county.town, username="user-甲", name="另一人")
    assert refused.value.field == "username"


def test_an_administrator_manages_only_the_accounts_below(county: County) -> None:
    town_admin = county.acting("镇管理员", Role.SYSTEM_ADMIN, county.town)
    person = county.person("店口人", county.other_town)
    with pytest.raises(NoAuthority):
        actions.change_person(person, acting=town_admin, name="改名")
    with pytest.raises(NoAuthority):
        actions.deactivate_person(person, acting=town_admin)
    with pytest.raises(NoAuthority):
        actions.reset_password(person, acting=town_admin, password="another-long-1")
    with pytest.raises(NoAuthority):
        actions.add_person(acting=town_admin, unit=county.other_town, username="x", name="某人")
    nobody: Acting = None  # type: ignore[assignment]  # nobody acting
    with pytest.raises(NoAuthority):
        actions.add_person(acting=nobody, unit=county.town, username="x", name="某人")


def test_who_works_above_is_not_an_administrator_belows_to_switch_off(county: County) -> None:
    town_admin = county.acting("镇管理员", Role.SYSTEM_ADMIN, county.town)
    person = actions.add_person(acting=SYSTEM, unit=county.town, username="up", name="借调人员")
    actions.give_post(
        acting=SYSTEM, person=person, role=Role.SUPERVISOR, place=county.county, starts_on=START
    )
    with pytest.raises(NoAuthority):
        actions.deactivate_person(person, acting=town_admin)


def test_a_deactivated_person_loses_every_post_and_can_act_no_more(county: County) -> None:
    post = county.post("调解员", Role.MEDIATOR, county.town)
    later = county.post("调解员", Role.WINDOW, county.town, today() + 30 * DAY)
    person = actions.deactivate_person(county.person("调解员"), acting=county.admin)
    assert not person.is_active
    assert Post.objects.get(pk=post.pk).ends_on == today()
    assert Post.objects.get(pk=later.pk).ends_on == later.starts_on
    assert actings_of(person, today()) == ()
    assert actings_of(person, later.starts_on) == ()
    assert verify.verify() is None


def test_nobody_deactivates_themselves(county: County) -> None:
    assert county.admin.person is not None
    with pytest.raises(WrongValue):
        actions.deactivate_person(county.admin.person, acting=county.admin)


def test_a_new_password_is_recorded_and_works(county: County) -> None:
    person = actions.reset_password(county.person("甲"), acting=county.admin, password="another-long-1")
    assert Person.objects.get(pk=person.pk).check_password("another-long-1")
    assert Event.objects.get(name=EventName.PERSON_CHANGED).data == {"changed": ["password"]}
    assert verify.verify() is None


def test_a_post_counts_from_its_first_day_through_its_last(county: County) -> None:
    last = START + 30 * DAY
    post = county.post("甲", Role.MEDIATOR, county.town)
    actions.end_post(post, acting=county.admin, ends_on=last)
    person = county.person("甲")
    days = [START - DAY, START, last, last + DAY]
    assert [len(actings_of(person, day)) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize("role", [Role.LABOUR_INSPECTOR, Role.BARGAINING_ADVISER])
def test_a_certified_role_needs_a_certificate_that_is_valid_on_the_first_day(
    county: County, role: Role
) -> None:
    def give(certificate: str, expires: datetime.date | None) -> Post:
        return actions.give_post(
            acting=county.admin, person=county.person("持证人"), role=role, place=county.town, starts_on=START,
            certificate=certificate, certificate_expires_on=expires,
        )  # fmt: skip

    for certificate, expires in (("", START), ("浙工监001", None), ("浙工监001", START - DAY)):
        with pytest.raises(MissingCertificate):
            give(certificate, expires)
    assert give("浙工监001", START).pk


def test_the_same_role_is_not_held_twice_on_one_day(county: County) -> None:
    post = county.post("甲", Role.MEDIATOR, county.town)
    with pytest.raises(Overlap):
        county.post("甲", Role.MEDIATOR, county.town, START + 5 * DAY)
    actions.end_post(post, acting=county.admin, ends_on=START + 10 * DAY)
    with pytest.raises(Overlap):
        county.post("甲", Role.MEDIATOR, county.town, START + 10 * DAY)
    assert county.post("甲", Role.MEDIATOR, county.town, START + 11 * DAY).pk


def test_the_three_administrators_are_three_people(county: County) -> None:
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        with pytest.raises(Overlap):
            county.post("管理员", role, county.county)


def test_a_role_stands_only_where_it_may(county: County) -> None:
    court = actions.add_partner(acting=county.admin, beside=county.county, kind="court", name="市人民法院")
    with pytest.raises(WrongPlace):
        county.post("法官", Role.PARTNER_OFFICER, county.county)
    with pytest.raises(WrongPlace):
        actions.give_post(
            acting=county.admin, person=county.person("法官"), role=Role.CHAIR, place=court, starts_on=START
        )
    with pytest.raises(Refusal):
        county.post("软件", Role.SYSTEM, county.county)


def test_a_deputy_acts_for_the_absent_one_on_exactly_those_days(county: County) -> None:
    post = county.post("主席", Role.CHAIR, county.town)
    deputy = county.person("代理人")
    first, last = START + 10 * DAY, START + 12 * DAY
    actions.name_deputy(acting=county.admin, post=post, person=deputy, starts_on=first, ends_on=last)
    acted = {day: actings_of(deputy, day) for day in (first - DAY, first, last, last + DAY)}
    assert [len(found) for found in acted.values()] == [0, 1, 1, 0]
    assert acted[first][0].on_behalf_of == county.person("主席")
    assert verify.verify() is None


def test_holder_chair_and_administrator_name_deputies_and_nobody_else(county: County) -> None:
    post = county.post("调解员", Role.MEDIATOR, county.town)
    county.post("主席", Role.CHAIR, county.town)
    deputy = county.person("代理人")

    def name(offset: int, who: Acting | None) -> None:
        day = START + offset * DAY
        actions.name_deputy(acting=who, post=post, person=deputy, starts_on=day, ends_on=day)  # type: ignore[arg-type]  # nobody, too

    allowed = [
        county.acting("调解员", Role.MEDIATOR, county.town),
        county.acting("主席", Role.CHAIR, county.town),
        county.admin,
    ]
    for offset, who in enumerate(allowed):
        name(offset, who)
    refused: list[Acting | None] = [
        None,
        county.acting("同事", Role.MEDIATOR, county.town),
        county.acting("县主席", Role.CHAIR, county.county),
        county.acting("店口管理员", Role.SYSTEM_ADMIN, county.other_town),
    ]
    for stranger in refused:
        with pytest.raises(NoAuthority):
            name(20, stranger)


def test_a_deputy_is_another_active_person_inside_the_term_and_alone(county: County) -> None:
    post = county.post("主席", Role.CHAIR, county.town)
    deputy = county.person("代理人")
    gone = actions.deactivate_person(county.person("离职者"), acting=county.admin)

    def name(person: Person, first: datetime.date, last: datetime.date) -> None:
        actions.name_deputy(acting=county.admin, post=post, person=person, starts_on=first, ends_on=last)

    name(deputy, START, START + 5 * DAY)
    for person, first, last in (
        (county.person("主席"), START + 10 * DAY, START + 11 * DAY),
        (gone, START + 10 * DAY, START + 11 * DAY),
        (deputy, START - DAY, START - DAY),
        (deputy, START + 11 * DAY, START + 10 * DAY),
        (county.person("另一人"), START + 5 * DAY, START + 6 * DAY),
    ):
        with pytest.raises(Refusal):
            name(person, first, last)


def test_a_deputyship_can_be_ended_early(county: County) -> None:
    post = county.post("主席", Role.CHAIR, county.town)
    deputy = actions.name_deputy(
        acting=county.admin,
        post=post,
        person=county.person("代理人"),
        starts_on=today() - DAY,
        ends_on=today() + 9 * DAY,
    )
    ended = actions.end_deputy(deputy, acting=county.admin)
    assert ended.ends_on == today()
    with pytest.raises(WrongValue):
        actions.end_deputy(deputy, acting=county.admin)


@pytest.mark.parametrize(
    "table",
    ["organizations_post", "organizations_deputy", "organizations_person", "organizations_partnerbody"],
)
def test_a_row_put_in_behind_the_door_is_found(county: County, table: str) -> None:
    post = county.post("主席", Role.CHAIR, county.town)
    actions.name_deputy(
        acting=county.admin, post=post, person=county.person("代理人"), starts_on=START, ends_on=START
    )
    actions.add_partner(acting=county.admin, beside=county.town, kind="justice_office", name="司法所")
    assert verify.verify() is None
    from django.apps import apps

    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    field = {"organizations_post": "starts_on", "organizations_deputy": "starts_on"}.get(table, "name")
    value: object = START - DAY if field == "starts_on" else "改过"
    first = model._default_manager.first()
    assert first is not None
    model._default_manager.filter(pk=first.pk).update(**{field: value})
    finding = verify.verify()
    assert finding is not None
    assert finding.table == table


def test_a_person_may_be_moved_to_another_union_with_authority_at_both(county: County) -> None:
    village_admin = county.acting("村管理员", Role.SYSTEM_ADMIN, county.village)
    person = county.person("村里人", county.village)
    with pytest.raises(NoAuthority):
        actions.change_person(person, acting=village_admin, unit=county.town)
    assert actions.change_person(person, acting=county.admin, unit=county.town).unit == county.town
    assert county.village.kind == UnitKind.VILLAGE
