"""组织 in the office pages: the tree, the search, adding, changing, moving, and who may."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Person, Unit, UnitKind
from organizations.roles import Role
from tests.organizations.county import County, make_county


@pytest.fixture
def county(db: None) -> County:
    """A small county with a system administrator."""
    return make_county()


def signed_in(person: Person | None) -> Client:
    """A browser in which ``person`` is signed in."""
    assert person is not None
    client = Client()
    client.force_login(person)
    return client


def text(client: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_visitor_is_asked_to_sign_in(county: County) -> None:
    answer = Client().get("/office/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_tree_begins_at_the_county_and_opens_branch_by_branch(county: County) -> None:
    client = signed_in(county.admin.person)
    page = text(client, "/office/")
    assert "诸暨市总工会" in page
    assert "枫桥镇总工会" in page
    assert "枫源村联合工会" not in page
    assert "枫源村联合工会" in text(client, f"/office/units/{county.town.code}/branch/")


def test_a_search_finds_by_name_and_code_and_keeps_the_filter_in_the_address(county: County) -> None:
    client = signed_in(county.admin.person)
    assert "枫源村联合工会" in text(client, "/office/?q=枫源")
    assert "店口镇总工会" in text(client, "/office/?q=330681104")
    found = text(client, "/office/?kind=enterprise&q=纺织")
    assert "宏达纺织有限公司工会" in found
    assert "kind=town&amp;q=" in found or "q=%E7%BA%BA%E7%BB%87&amp;kind=town" in found
    assert "没有找到这样的组织" in text(client, "/office/?q=不存在的地方")


def test_another_county_is_not_to_be_found(county: County) -> None:
    other = actions.add_unit(
        acting=SYSTEM, parent=county.city, kind=UnitKind.COUNTY, name="嵊州市总工会", code="330683"
    )
    client = signed_in(county.admin.person)
    assert "嵊州市总工会" not in text(client, "/office/?q=嵊州")
    assert client.get(f"/office/units/{other.code}/").status_code == 404
    assert client.get(f"/office/units/{county.city.code}/").status_code == 404


def test_a_town_is_added_through_the_form(county: County) -> None:
    client = signed_in(county.admin.person)
    answer = client.post(f"/office/units/{county.county.code}/add/", {"kind": "town", "name": "次坞镇总工会"})
    assert answer.status_code == 302
    added = Unit.objects.get(name="次坞镇总工会")
    assert (added.parent, added.short_name) == (county.county, "次坞镇总工会")


def test_a_refused_form_says_why_and_keeps_what_was_typed(county: County) -> None:
    client = signed_in(county.admin.person)
    data = {"kind": "town", "name": "次坞镇总工会", "division_code": ""}
    Unit.objects.filter(pk=county.town.pk).update(division_code="330681109")
    answer = client.post(f"/office/units/{county.county.code}/add/", {**data, "division_code": "330681109"})
    assert answer.status_code == 422
    assert "次坞镇总工会" in answer.content.decode()
    assert not Unit.objects.filter(name="次坞镇总工会").exists()


@pytest.mark.parametrize("name", ["", "长" * 100_000, "带\x00空字符"])
def test_bad_input_gets_a_sentence(county: County, name: str) -> None:
    client = signed_in(county.admin.person)
    answer = client.post(f"/office/units/{county.county.code}/add/", {"kind": "town", "name": name})
    assert answer.status_code == 422


def test_rare_characters_and_emoji_are_kept(county: County) -> None:
    client = signed_in(county.admin.person)
    client.post(f"/office/units/{county.county.code}/add/", {"kind": "town", "name": "𠮷祥镇总工会🌲"})
    assert Unit.objects.filter(name="𠮷祥镇总工会🌲").exists()


def test_who_is_no_administrator_reads_but_changes_nothing(county: County) -> None:
    client = signed_in(county.acting("主席", Role.CHAIR, county.county).person)
    page = text(client, f"/office/units/{county.town.code}/")
    assert f"/office/units/{county.town.code}/change/" not in page
    for step in ("add", "change", "move"):
        assert client.get(f"/office/units/{county.town.code}/{step}/").status_code == 403
        assert client.post(f"/office/units/{county.town.code}/{step}/", {"name": "改名"}).status_code == 403


def test_an_administrator_of_one_town_changes_nothing_in_another(county: County) -> None:
    client = signed_in(county.acting("镇管理员", Role.SYSTEM_ADMIN, county.town).person)
    assert client.get(f"/office/units/{county.village.code}/change/").status_code == 200
    assert client.get(f"/office/units/{county.other_town.code}/change/").status_code == 403
    assert client.post(f"/office/units/{county.other_town.code}/change/", {"name": "改名"}).status_code == 403


@pytest.mark.parametrize("role", [Role.INFO_OFFICER, Role.LIAISON])
def test_who_sees_only_their_own_reports_sees_no_office_page(county: County, role: Role) -> None:
    client = signed_in(county.acting("信息员", role, county.village).person)
    for address in (
        "/office/",
        "/office/people/",
        "/office/employers/",
        f"/office/units/{county.village.code}/",
    ):
        assert client.get(address).status_code == 403


def test_an_officer_who_manages_for_the_employer_sees_no_office_page(county: County) -> None:
    actions.give_post(
        acting=SYSTEM, person=county.person("厂长"), role=Role.CHAIR, place=county.enterprise,
        starts_on=county.admin.person.posts.first().starts_on, manages_for_employer=True,  # type: ignore[union-attr]  # there is one
    )  # fmt: skip
    assert signed_in(county.person("厂长")).get("/office/").status_code == 403


def test_moving_says_what_will_follow_and_then_moves(county: County) -> None:
    client = signed_in(county.admin.person)
    address = f"/office/units/{county.village.code}/move/"
    assert "1 个组织会一起调整" in text(client, address)
    answer = client.post(address, {"parent": f"{county.other_town.code} 店口镇总工会"})
    assert answer.status_code == 302
    assert Unit.objects.get(pk=county.village.pk).parent == county.other_town


def test_moving_below_itself_is_refused_in_a_sentence(county: County) -> None:
    client = signed_in(county.admin.person)
    answer = client.post(f"/office/units/{county.village.code}/move/", {"parent": county.enterprise.code})
    assert answer.status_code == 422
    assert "不能把组织调整到它自己之下" in answer.content.decode()


def test_a_name_that_fits_two_units_offers_the_choices(county: County) -> None:
    for town in (county.town, county.other_town):
        actions.add_unit(acting=SYSTEM, parent=town, kind=UnitKind.VILLAGE, name="新村联合工会")
    client = signed_in(county.admin.person)
    answer = client.post(f"/office/units/{county.enterprise.code}/move/", {"parent": "新村联合工会"})
    assert answer.status_code == 422
    assert "枫桥镇总工会新村联合工会" in answer.content.decode()


def test_typing_a_name_offers_what_fits(county: County) -> None:
    client = signed_in(county.admin.person)
    assert f'value="{county.town.code} 枫桥镇总工会"' in text(client, "/office/units/options/?parent=枫桥")
    assert "option" not in text(client, "/office/units/options/?parent=枫")


def test_pages_cost_as_many_queries_with_many_units_as_with_few(
    county: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(25):
        actions.add_unit(
            acting=SYSTEM, parent=county.town, kind=UnitKind.VILLAGE, name=f"第{number}村联合工会"
        )
        county.post(f"调解员{number}", Role.MEDIATOR, county.town)
    client = signed_in(county.admin.person)
    for address, most in (
        ("/office/", 8),
        ("/office/?q=村", 7),
        (f"/office/units/{county.town.code}/", 13),
        (f"/office/units/{county.town.code}/branch/", 7),
        ("/office/units/options/?parent=工会", 6),
    ):
        with django_assert_max_num_queries(most):
            text(client, address)
