"""联系点 one by one beside the table: given, changed, ended with the reason; what cannot be is said and keeps what was typed."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.imports.contacts import COLUMNS
from cases.imports.workbook import open_workbook
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Relation
from organizations.roles import Role
from record.models import Event
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.pages.asking import page, queries, signed_in
from tests.visits import Going, cycle_of, relation_of

pytestmark = pytest.mark.django_db


def arranger(world: World) -> Client:
    return signed_in(world.who(Role.CHAIR, world.county))


def add_address(world: World) -> str:
    return f"/visits/relations/{cycle_of(world).code}/add/"


def given(world: World, **more: str) -> dict[str, str]:
    """A form as it is typed."""
    who = person_of(Going.visitor_of(world))
    return {
        "person": who.username,
        "kind": "unit",
        "point": world.shop.name,
        "liaison": "小周",
        "office": "权益部",
    } | more


def test_a_relation_is_added_by_name_and_stands_in_the_table(world: World) -> None:
    address = add_address(world)
    answer = arranger(world).post(address, given(world))
    assert answer["Location"] == f"/visits/relations/{cycle_of(world).code}/"
    row = Relation.objects.get()
    assert (row.person, row.employer, row.office) == (
        person_of(Going.visitor_of(world)),
        world.shop,
        "权益部",
    )
    html = page(world.who(Role.CHAIR, world.county), answer["Location"])
    assert world.shop.name in html
    assert "小周" in html
    assert "权益部" in html


def test_a_worker_and_a_model_worker_are_added_with_where_they_work(world: World) -> None:
    client = arranger(world)
    client.post(add_address(world), given(world, kind="worker", point="李四𠮷", works_at=world.shop.name))
    client.post(add_address(world), given(world, kind="model", point="张三丰"))
    kinds = {row.kind: row.employer for row in Relation.objects.all()}
    assert kinds == {"worker": world.shop, "model_worker": None}
    html = page(world.who(Role.CHAIR, world.county), f"/visits/relations/{cycle_of(world).code}/?q=李四𠮷")
    assert "李四𠮷" in html
    assert "张三丰" not in html


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"person": "查无此人"}, "没有找到联系人"), ({"point": "没有这个厂"}, "没有找到联系点"),
        ({"kind": "worker", "point": "李四", "works_at": "没有这个厂"}, "没有找到这家用人单位"),
        ({"starts_on": "2030-01-01"}, "联系周期之内"), ({"office": "长" * 61}, "太长"), ({"point": ""}, "这里要填写"),
    ],
)  # fmt: skip
def test_what_is_unknown_is_said_and_keeps_what_was_typed(
    world: World, more: dict[str, str], sentence: str
) -> None:
    answer = arranger(world).post(add_address(world), given(world, **more, liaison="写了的联络员"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert "写了的联络员" in html
    assert not Relation.objects.exists()


def test_the_same_point_twice_is_refused(world: World) -> None:
    arranger(world).post(add_address(world), given(world))
    answer = arranger(world).post(add_address(world), given(world))
    assert "这个联系点在本周期已由此人联系" in answer.content.decode()
    assert Relation.objects.count() == 1


def test_liaison_and_office_are_changed_on_record(world: World) -> None:
    row = relation_of(world, Going.visitor_of(world), actions.Point(employer=world.shop), liaison="小周")
    client, other = arranger(world), person_of(world.who(Role.WINDOW, world.town))
    html = client.get(f"/visits/points/{row.code}/").content.decode()
    assert "小周" in html
    client.post(f"/visits/points/{row.code}/", {"liaison": other.username, "office": "组织部"})
    row.refresh_from_db()
    assert (row.liaison, row.liaison_key, row.office) == (other, None, "组织部")
    client.post(f"/visits/points/{row.code}/", {"liaison": "老郑", "office": ""})
    row.refresh_from_db()
    assert (row.liaison, row.office) == (None, "")
    assert Event.objects.filter(name="contact_changed", subject=f"relation:{row.code}").count() == 2
    assert not any("老郑" in str(event.data) for event in Event.objects.filter(name="contact_changed"))


def test_an_ended_relation_says_why_and_is_owed_no_more(world: World) -> None:
    who = Going.visitor_of(world)
    row = relation_of(world, who, actions.Point(employer=world.shop))
    client, address = arranger(world), f"/visits/points/{row.code}/end/"
    without = client.post(address, {"ends_on": today().isoformat()})
    assert without.status_code == 422
    client.post(address, {"ends_on": (today() - DAY).isoformat(), "reason": "closed"})
    row.refresh_from_db()
    assert (row.end_reason, row.ends_on) == ("closed", today() - DAY)
    here = f"/visits/relations/{row.cycle.code}/"
    assert world.shop.name not in page(world.who(Role.CHAIR, world.county), here)
    ended = page(world.who(Role.CHAIR, world.county), f"{here}?state=ended")
    assert "终止：单位关停或撤并" in ended
    assert world.shop.name not in page(who, "/visits/owed/")
    again = client.post(address, {"ends_on": today().isoformat(), "reason": "other"})
    assert "已经结束" in again.content.decode()


def test_points_are_filtered_by_kind_and_found_by_name(world: World) -> None:
    who = Going.visitor_of(world)
    relation_of(world, who, actions.Point(employer=world.shop))
    relation_of(world, who, actions.Point(unit=world.village))
    here, chair = f"/visits/relations/{cycle_of(world).code}/", world.who(Role.CHAIR, world.county)
    html = page(chair, f"{here}?kind=community")
    assert world.village.name in html
    assert world.shop.name not in html
    assert world.shop.name in page(chair, f"{here}?q={world.shop.name[:4]}")
    assert "没有这样的联系点" in page(chair, f"{here}?q=无此人")


def test_a_table_of_many_costs_as_much_as_one(world: World) -> None:
    who, chair = Going.visitor_of(world), world.who(Role.CHAIR, world.county)
    relation_of(world, who, actions.Point(worker="张三"), liaison="小周")
    here = f"/visits/relations/{cycle_of(world).code}/"
    few = queries(chair, here)
    for number in range(6):
        relation_of(world, who, actions.Point(worker=f"张{number}"), liaison=f"周{number}")
    assert queries(chair, here) == few


def test_who_does_not_arrange_meets_no_point(world: World) -> None:
    row = relation_of(world, Going.visitor_of(world), actions.Point(employer=world.shop))
    for address in (add_address(world), f"/visits/points/{row.code}/", f"/visits/points/{row.code}/end/"):
        page(Going.visitor_of(world), address, 403)
        page(world.who(Role.CHAIR, world.town), address, 404)
        page(world.employer_rep(world.shop), address, 403)
    page(world.who(Role.CHAIR, world.county), "/visits/points/NONE/", 404)


def test_an_administrator_of_the_county_arranges_too(world: World) -> None:
    actions.open_cycle(
        acting=SYSTEM, unit=world.town, title="镇周期", starts_on=today(), ends_on=today() + 200 * DAY
    )
    page(world.who(Role.SYSTEM_ADMIN, world.county), add_address(world))


# ── The table: what cannot be read is told ──────────────────────────────────────────────────────────────────────


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """An .xlsx of these rows."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page_of = book.add_worksheet("一览表")
        for number, row in enumerate(rows):
            page_of.write_row(number, 0, row)
    return SimpleUploadedFile("一览表.xlsx", target.getvalue())


def test_a_table_without_its_columns_says_which_are_missing(world: World) -> None:
    address = f"/visits/relations/{cycle_of(world).code}/import/"
    answer = arranger(world).post(address, {"file": sheet(("联系人", "电话"), ("某某", "1"))})
    assert answer.status_code == 422
    assert "缺少这些列：联系点名称" in answer.content.decode()
    assert "请选择一个" in arranger(world).post(address, {"sent": "1"}).content.decode()


def test_an_unknown_unit_is_named_with_its_row_and_the_rest_is_taken(world: World) -> None:
    who = person_of(Going.visitor_of(world))
    client, address = arranger(world), f"/visits/relations/{cycle_of(world).code}/import/"
    rows = (
        ("联系人", "联系点名称", "联络员"),
        (who.username, world.shop.name, ""),
        (who.username, "没有这个厂", ""),
    )
    preview = client.post(address, {"file": sheet(*rows)})["Location"]
    html = client.get(preview).content.decode()
    assert "没有找到联系点“没有这个厂”" in html
    assert "退回 1 行" in html
    client.post(preview)
    assert Relation.objects.get().employer == world.shop


def test_a_row_without_its_person_is_marked_before_it_is_taken(world: World) -> None:
    who = person_of(Going.visitor_of(world))
    client, address = arranger(world), f"/visits/relations/{cycle_of(world).code}/import/"
    rows = (
        ("联系人", "联系点名称", "联络员"),
        (who.username, world.shop.name, ""),
        ("", world.mill.name, ""),
    )
    html = client.get(client.post(address, {"file": sheet(*rows)})["Location"]).content.decode()
    assert "有 1 个联系点没有写联系人" in html
    assert html.count("沿用上一行的联系人</small>") == 1
    full = client.post(address, {"file": sheet(*rows[:2])})["Location"]
    assert "沿用上一行的联系人" not in client.get(full).content.decode()


def test_a_blank_table_has_the_official_columns_and_is_read_once_filled_in(world: World) -> None:
    client, here = arranger(world), f"/visits/relations/{cycle_of(world).code}/"
    assert f"{here}template/" in client.get(f"{here}import/").content.decode()
    answer = client.get(f"{here}template/")
    (page_of,) = open_workbook(answer.content)
    assert [cell for row in page_of.rows for cell in row if cell in COLUMNS] == list(COLUMNS)
    file = SimpleUploadedFile("空白.xlsx", answer.content)
    preview = client.post(f"{here}import/", {"file": file})
    assert preview.status_code == 302
    assert "这份表里能读的联系点都已经登记" in client.get(preview["Location"]).content.decode()
    page(Going.visitor_of(world), f"{here}template/", 403)


def test_an_administrator_reaches_the_points_by_the_menu_and_no_page_of_visits(world: World) -> None:
    html = page(world.who(Role.SYSTEM_ADMIN, world.county), "/visits/relations/")
    assert 'href="/visits/relations/" aria-current="page"' in html
    assert 'href="/visits/"' not in html
    assert 'href="/visits/"' in page(world.who(Role.CHAIR, world.county), "/visits/relations/")
