"""督查看板: its numbers, whose they are, and what one press does."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.test import Client

from cases.models import Case
from cases.visits.owed import owed_in
from organizations import actions
from organizations.acting import Acting
from organizations.roles import Role
from record.models import Event
from record.timekeeping import now, today
from tests.builders import Scene, World, person_of
from tests.pages.counting import cost
from tests.visits import Going, relation_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world() -> World:
    """A county with its people."""
    return World()


@pytest.fixture
def supervisor(world: World) -> Client:
    """The county's supervisor, signed in."""
    return signed_in(world.who(Role.SUPERVISOR, world.county))


def signed_in(who: Acting) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(person_of(who))
    return client


def text(client: Client, address: str = "/board/") -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def made(world: World, late_by: int, **facts: object) -> Case:
    """A case whose nearest clock ended ``late_by`` days ago: reported that much earlier, through the door."""
    scene = Scene(world, **facts)
    due = now() - late_by * DAY
    Case.objects.filter(pk=scene.case.pk).update(due_at=due)
    scene.case.clocks.filter(rule_id="first_contact").update(due_at=due, due_on=due.date())
    return scene.fresh()


def listed(page: str) -> list[str]:
    """Numbers of the cases in the list, in its order."""
    return re.findall(r'<span class="fq-num">(〔\d+〕\d+)</span>', page)


def test_towns_stand_as_tiles_with_their_numbers_the_latest_share_first(
    world: World, supervisor: Client
) -> None:
    made(world, 2)
    Scene(world)
    made(world, 5, place=world.other_town, employer=None)
    page = text(supervisor)
    tiles = re.findall(
        r'class="fq-tile fq-tile--(\d)".*?<b>(.*?)</b>.*?逾期 (\d+) <small>(\d+)%', page, re.DOTALL
    )
    assert [(name, shade, late, share) for shade, name, late, share in tiles] == [
        ("店口镇总工会", "4", "1", "100"),
        ("枫桥镇总工会", "3", "1", "50"),
    ]


def test_the_oldest_deadline_comes_first(world: World, supervisor: Client) -> None:
    cases = [made(world, days) for days in (1, 9, 4)]
    assert listed(text(supervisor)) == [cases[1].number, cases[2].number, cases[0].number]


def test_every_number_opens_a_list_of_as_many(world: World, supervisor: Client) -> None:
    for days in (3, 1, 0, -1, -2, -9):
        made(world, days)
    made(world, 4, place=world.other_town, employer=None)
    page = text(supervisor)
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    numbers = re.findall(r'class="fq-board__number" href="([^"]+)">.*?</span>(\d+)</a>', table)
    numbers += re.findall(r'class="fq-stat[^"]*" href="([^"]+)">.*?fq-stat__number">(\d+)<', page, re.DOTALL)
    assert len(numbers) >= 7
    for url, count in numbers:
        assert len(listed(text(supervisor, unescape(url).split("#")[0]))) == int(count), url


def test_filters_stand_in_the_address_and_narrow_the_list(world: World, supervisor: Client) -> None:
    mine = made(world, 2)
    other = made(world, 3, place=world.other_town, employer=None, people=12)
    assert listed(text(supervisor, f"/board/?town={world.town.code}")) == [mine.number]
    assert listed(text(supervisor, "/board/?colour=red")) == [other.number]
    assert listed(text(supervisor, "/board/?level=3")) == [other.number, mine.number]
    assert listed(text(supervisor, "/board/?level=1")) == []
    assert len(listed(text(supervisor, "/board/?clock=first_contact"))) == 2
    assert listed(text(supervisor, "/board/?clock=verify")) == []
    assert "首次联系" in text(supervisor)


@pytest.mark.parametrize(
    "query", ["due=nonsense", "level=9999999999", "level=x", "page=zzz", "town=²", "level=²", "clock=';--"]
)
def test_a_strange_address_is_no_error(world: World, supervisor: Client, query: str) -> None:
    made(world, 2)
    assert "督查看板" in text(supervisor, f"/board/?{query}")


def test_a_town_opens_into_its_unions(world: World, supervisor: Client) -> None:
    village = made(world, 2, place=world.hamlet, employer=world.shop)
    made(world, 3)
    page = text(supervisor, f"/board/{world.town.code}/")
    assert village.unit.name in page
    assert listed(text(supervisor, f"/board/{world.town.code}/?unit={village.unit.code}")) == [village.number]


def test_a_town_chair_sees_the_own_town_and_no_other(world: World) -> None:
    mine = made(world, 2)
    foreign = made(world, 3, place=world.other_town, employer=None)
    client = signed_in(world.who(Role.CHAIR, world.town))
    assert listed(text(client)) == [mine.number]
    assert "店口镇" not in text(client)
    assert client.get(f"/board/{world.other_town.code}/").status_code == 404
    assert client.get(f"/board/{world.county.code}/").status_code == 404
    assert client.post(f"/board/urge/{foreign.code}/").status_code == 404
    assert client.get(f"/board/order/{foreign.code}/").status_code == 404


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.WINDOW, Role.INFO_OFFICER, Role.SYSTEM_ADMIN])
def test_the_board_is_for_those_who_oversee(world: World, role: Role) -> None:
    assert signed_in(world.who(role, world.county)).get("/board/").status_code == 403


def test_a_case_a_worker_withheld_from_the_lower_union_is_not_on_its_board(world: World) -> None:
    case = made(world, 2, employer=world.shop, place=world.hamlet, avoids_own_union=True)
    assert case.unit == world.town
    page = text(signed_in(world.who(Role.CHAIR, world.shop_union)))
    assert case.number not in page


def test_one_press_urges_once_and_returns_to_the_same_list(world: World, supervisor: Client) -> None:
    case = made(world, 2)
    here = f"/board/?town={world.town.code}"
    sent = {"version": case.version, "next": here}
    answer = supervisor.post(f"/board/urge/{case.code}/", sent)
    assert answer["Location"] == here
    again = supervisor.post(f"/board/urge/{case.code}/", sent, follow=True)
    assert Event.objects.filter(subject=case.subject, name="urged").count() == 1
    assert "催办" in again.content.decode()
    assert "已催办 1 次" in again.content.decode()


def test_a_return_address_elsewhere_is_not_followed(world: World, supervisor: Client) -> None:
    case = made(world, 2)
    answer = supervisor.post(f"/board/urge/{case.code}/", {"next": "https://example.org/board/"})
    assert answer["Location"] == "/board/"
    assert (
        supervisor.post(f"/board/urge/{case.code}/", {"next": "//example.org/board/"})["Location"]
        == "/board/"
    )


def test_an_order_needs_words_is_given_once_and_says_so(world: World, supervisor: Client) -> None:
    case = made(world, 2)
    address = f"/board/order/{case.code}/"
    empty = supervisor.post(address, {"version": case.version, "note": " "})
    assert empty.status_code == 422
    assert "请写明督办的要求" in empty.content.decode()
    sent = {"version": case.version, "note": "今天之内联系职工"}
    assert supervisor.post(address, sent).status_code == 302
    case.refresh_from_db()
    assert Case.objects.get(pk=case.pk).dispute.order_open
    second = supervisor.post(address, sent)
    assert second.status_code == 409
    assert "今天之内联系职工" in second.content.decode()
    assert "上一份督办还没有答复" in text(supervisor, "/board/?due=open")


def test_an_order_typed_while_the_case_moved_says_what_changed_and_keeps_the_words(
    world: World, supervisor: Client
) -> None:
    scene = Scene(world)
    old = scene.case.version
    scene.contact()
    answer = supervisor.post(f"/board/order/{scene.case.code}/", {"version": old, "note": "请尽快联系"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "首次联系" in page
    assert "请尽快联系" in page


def test_a_town_chair_urges_but_does_not_order_the_own_union(world: World) -> None:
    case = made(world, 2)
    page = text(signed_in(world.who(Role.CHAIR, world.town)))
    assert f"/board/urge/{case.code}/" in page
    assert f"/board/order/{case.code}/" not in page


def test_an_empty_board_says_so(world: World, supervisor: Client) -> None:
    page = text(supervisor)
    assert "现在没有在办的案件" in page
    assert "这里没有案件" in page


@pytest.mark.parametrize("place", ["/board/?due=open", "/board/{town}/?due=open"])
def test_the_board_costs_the_same_however_many_cases(world: World, supervisor: Client, place: str) -> None:
    address = place.format(town=world.town.code)
    made(world, 1)
    few = cost(supervisor, address)
    for days in range(6):
        made(world, days)
        made(world, days, place=world.hamlet, employer=world.shop)
    assert cost(supervisor, address) == few
    assert few <= 22


# ── Visits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_still_to_be_made_is_no_case_in_hand_and_a_list_that_waits_is(
    world: World, supervisor: Client
) -> None:
    planned = Going(world)
    assert "没有在办的案件" in text(supervisor)
    assert listed(text(supervisor, "/board/?due=open")) == []
    planned.record()
    assert listed(text(supervisor, "/board/?due=open")) == [planned.case.number]


def test_visits_owed_and_made_stand_on_the_board_of_the_county_and_of_the_town(
    world: World, supervisor: Client
) -> None:
    assert "服务企业零距离" not in text(supervisor), "no cycle, nothing owed"
    relation = relation_of(world, Going.visitor_of(world), actions.Point(employer=world.mill))
    owing = {row.person.pk for row in owed_in(world.county, relation.cycle, today())}
    assert "已完成 0 项" in text(supervisor)
    Going(world, relation=relation, employer=None).record()
    rows = owed_in(world.county, relation.cycle, today())
    assert owing == {row.person.pk for row in rows}
    told = f"应走访 {len(rows)} 项，已完成 {sum(row.left == 0 for row in rows)} 项"
    for address in ("/board/", f"/board/{world.town.code}/"):
        assert told in text(supervisor, address)
        assert "本周期走访 1 次" in text(supervisor, address)
    assert "看谁还欠走访" not in text(supervisor), "that page is the chairs'"
    chair = signed_in(world.who(Role.CHAIR, world.county))
    assert 'href="/visits/owed/"' in text(chair)
    assert f'href="/visits/owed/?town={world.town.code}"' in text(chair, f"/board/{world.town.code}/")


def test_the_sum_of_visits_costs_the_same_however_many(world: World, supervisor: Client) -> None:
    relation_of(world, Going.visitor_of(world), actions.Point(employer=world.mill))
    Going(world).record()
    one = cost(supervisor, "/board/")
    relation_of(world, world.who(Role.CHAIR, world.town), actions.Point(unit=world.village))
    for _each in range(3):
        Going(world)
    assert cost(supervisor, "/board/") == one
