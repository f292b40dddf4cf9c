"""A 呈报表 filled in at a desk: in each direction, by whom it may be, and what a slip of the hand is told."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cases.models import Case, Direction
from organizations.acting import Acting
from organizations.roles import Role
from protection import personal
from record.timekeeping import today
from tests.builders import DAY, World
from tests.pages.asking import page, signed_in, step
from tests.secondments import Form, months_on, open_round
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db


def typed(world: World, direction: str, **more: Any) -> dict[str, Any]:
    """A whole form as it is typed."""
    to_town = direction == Direction.TO_TOWN
    hosts = {
        Direction.TO_COUNTY: f"unit:{world.county.code}", Direction.TO_TOWN: f"unit:{world.town.code}",
        Direction.TO_ENTERPRISE: world.shop.name,
    }  # fmt: skip
    return {
        "sender": (world.made.enterprise if to_town else world.town).code, "name": "卫青山", "wish_text": "上半年",
        "standing": "town_vice_chair" if direction == Direction.TO_ENTERPRISE else "",
        "wish_from": today().isoformat(), "wish_until": months_on(today(), 4).isoformat(),
        "host": hosts[Direction(direction)], "note": "" if direction == Direction.TO_ENTERPRISE else "熟悉协商",
    } | more  # fmt: skip


def sent(world: World, who: Acting, direction: str = Direction.TO_TOWN, **more: Any) -> Any:
    """The form posted."""
    round_ = open_round(world)
    return signed_in(who).post(
        f"/secondments/{round_.code}/new/{direction}/", typed(world, direction, **more)
    )


@pytest.mark.parametrize("direction", list(Direction))
def test_a_form_is_filled_in_in_every_direction_and_can_be_submitted_at_once(
    world: World, direction: Direction
) -> None:
    for unit in (world.town, world.made.enterprise):
        world.who(Role.CHAIR, unit)
    officer = world.who(Role.WINDOW, world.town)
    answer = sent(world, officer, direction)
    case = Case.objects.get(kind="secondment")
    assert answer.headers["Location"] == f"/cases/{case.code}/"
    detail = case.secondment
    assert (detail.direction, detail.wish_text, bool(detail.host_name)) == (direction, "上半年", True)
    assert personal.read(detail.person_key)["name"] == "卫青山"
    assert step(officer, case, "submit", note="").status_code == 302
    case.refresh_from_db()
    assert case.state == S.SENDER_REVIEW


@pytest.mark.parametrize(
    ("wrong", "direction", "sentence"),
    [
        ({"name": ""}, Direction.TO_TOWN, "这里要填写"),
        ({"host": "查无此厂"}, Direction.TO_ENTERPRISE, "没有找到“查无此厂”这家企业"),
        ({"wish_until": "2020-01-01"}, Direction.TO_TOWN, "挂职意愿的结束日早于开始日"),
        ({"wish_from": "三月"}, Direction.TO_TOWN, "请写成年-月-日"),
    ],
)
def test_a_slip_is_told_in_a_sentence_and_nothing_typed_is_lost(
    world: World, wrong: dict[str, Any], direction: str, sentence: str
) -> None:
    answer = sent(world, world.who(Role.WINDOW, world.town), direction, **wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert 'value="上半年"' in html
    assert Case.objects.count() == 0


def test_the_same_person_twice_in_a_round_is_told_so(world: World) -> None:
    officer = world.who(Role.WINDOW, world.town)
    assert sent(world, officer).status_code == 302
    answer = sent(world, officer)
    assert answer.status_code == 422
    assert "这位同志在本轮已有呈报表" in answer.content.decode()


def test_a_union_that_sends_nobody_in_a_direction_reads_why(world: World) -> None:
    round_ = open_round(world)
    html = page(
        world.who(Role.WINDOW, world.made.enterprise), f"/secondments/{round_.code}/new/to_county/", 409
    )
    assert "都不在这个方向选送" in html


def test_nobody_sends_from_a_union_that_is_not_theirs(world: World) -> None:
    answer = sent(world, world.who(Role.WINDOW, world.other_town))
    assert answer.status_code in (409, 422)
    assert Case.objects.count() == 0


def test_a_supervisor_has_no_such_page(world: World) -> None:
    round_ = open_round(world, directions=["to_town"])
    ducha = world.who(Role.SUPERVISOR, world.county)
    page(ducha, f"/secondments/{round_.code}/new/to_town/", 409)
    page(world.who(Role.WINDOW, world.town), f"/secondments/{round_.code}/new/to_county/", 404)


def test_enterprises_are_offered_while_one_types(world: World) -> None:
    officer = world.who(Role.WINDOW, world.town)
    assert world.shop.name in page(officer, f"/secondments/employers/?host={world.shop.name[:3]}")
    assert world.shop.name not in page(officer, "/secondments/employers/?host=")


def test_late_filing_asks_for_its_reason_and_is_marked_in_the_round(world: World) -> None:
    form = Form(world).to(S.SELECTING)
    round_ = form.fresh().secondment.round
    type(round_).objects.filter(pk=round_.pk).update(
        opened_on=today() - 9 * DAY, file_by=today() - datetime.timedelta(days=1)
    )
    answer = step(form.town_officer, form.case, "file", note="", late_reason="")
    assert answer.status_code == 422
    assert "现在报送要写明逾期的原因" in answer.content.decode()
    assert step(form.town_officer, form.case, "file", note="", late_reason="停电").status_code == 302
    assert "逾期报送" in page(form.county, f"/secondments/{round_.code}/")
    assert "停电" in page(form.county, f"/cases/{form.case.code}/")


@pytest.mark.parametrize(("months", "sentence"), [(8, "超过6个月"), (2, "不满3个月")])
def test_a_wish_that_cannot_be_a_post_is_told_before_the_form_is_made(
    world: World, months: int, sentence: str
) -> None:
    until = months_on(today(), months).isoformat()
    answer = sent(world, world.who(Role.WINDOW, world.town), wish_until=until)
    html = answer.content.decode()
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    assert sentence in html
    assert f'value="{until}"' in html
    assert 'value="卫青山"' in html


def test_a_wish_too_long_from_an_annex_is_refused_with_the_way_to_mend_it(world: World) -> None:
    form = Form(world, months=8)
    answer = step(form.officer, form.case, "submit", note="")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/cases/{form.case.code}/do/correct/"' in html
    kept = {
        "wish_text": "八个月",
        "wish_from": today().isoformat(),
        "wish_until": months_on(today(), 8).isoformat(),
    }
    answer = step(form.officer, form.case, "correct", standing="", host="", note="", **kept)
    assert (answer.status_code, "超过6个月" in answer.content.decode()) == (422, True)


def test_what_somebody_is_fits_where_they_come_from(world: World) -> None:
    round_, officer = open_round(world), world.who(Role.WINDOW, world.town)
    places = {one: page(officer, f"/secondments/{round_.code}/new/{one}/") for one in Direction}
    assert "企业或村（社区）工会主席" in places[Direction.TO_TOWN]
    assert "乡镇（街道）总工会主席" not in places[Direction.TO_TOWN]
    assert "企业或村（社区）工会主席" not in places[Direction.TO_COUNTY]
    assert "企业或村（社区）工会主席" not in places[Direction.TO_ENTERPRISE]
