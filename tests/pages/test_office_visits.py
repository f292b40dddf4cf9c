"""走访任务 and 清单 in the office: read by who handles, changed by the county's administrator, every change a new version."""

from __future__ import annotations

import pytest

from organizations.acting import Acting
from organizations.models import Checklist, ContactDuty
from organizations.roles import Role
from record.models import Event
from tests.builders import World
from tests.pages.asking import page, queries, signed_in
from tests.visits import Going, cycle_of, record_of

pytestmark = pytest.mark.django_db


def admin(world: World) -> Acting:
    return world.who(Role.SYSTEM_ADMIN, world.county)


def rows_of(checklist: Checklist, **more: str) -> dict[str, str]:
    """The form of a list as it is shown, with changes."""
    typed = {"name_zh": checklist.name_zh, "name_en": checklist.name_en, "note": checklist.note}
    for number, item in enumerate(checklist.items, 1):
        typed |= {
            f"name_{number}": item["name"], f"type_{number}": item["type"], f"english_{number}": item["name_en"],
            f"options_{number}": "、".join(item.get("options", ())),
        }  # fmt: skip
    return typed | more


def test_a_chair_reads_the_duties_and_is_told_who_changes_them(world: World) -> None:
    html = page(world.who(Role.CHAIR, world.town), "/office/duties/")
    assert "主席 · 乡镇" in html
    assert "有联系点的每个人" in html
    assert "只有县级以上工会的系统管理员可以修改" in html
    assert "/office/duties/add/" not in html
    page(world.who(Role.CHAIR, world.town), "/office/duties/own_unit/", 403)
    page(world.who(Role.SYSTEM_ADMIN, world.town), "/office/duties/add/", 403)
    page(world.who(Role.INFO_OFFICER, world.village), "/office/duties/", 403)


def test_a_duty_is_changed_as_a_new_version_and_what_is_owed_follows(world: World) -> None:
    client = signed_in(admin(world))
    answer = client.post("/office/duties/own_worker/", {"least": "2", "most": "3", "is_active": "on"})
    assert answer["Location"] == "/office/duties/"
    duty = ContactDuty.objects.get(code="own_worker")
    assert (duty.least, duty.most, duty.version) == (2, 3, 2)
    assert Event.objects.filter(name="duty_set", subject="duty:own_worker").count() == 2
    bad = client.post("/office/duties/own_worker/", {"least": "5", "most": "1", "is_active": "on"})
    assert bad.status_code == 422
    assert 'value="5"' in bad.content.decode()
    client.post("/office/duties/own_worker/", {"least": "2", "most": "3"})
    assert "2" not in [row.code for row in ContactDuty.objects.filter(is_active=True)]
    assert "已停用" in page(admin(world), "/office/duties/?state=off")


@pytest.mark.parametrize(
    "role", ["county_leader", "standing_member", "committee_member", "delegate", "vice_chair"]
)
def test_leaders_and_members_have_duties_of_their_own(world: World, role: str) -> None:
    given = {"role": role, "level": "4", "what": "enterprise", "least": "2", "most": "2"}
    client = signed_in(admin(world))
    assert client.post("/office/duties/add/", given)["Location"] == "/office/duties/"
    duty = ContactDuty.objects.get(role=role, what="enterprise", least=2)
    who = world.who(Role(role), world.county)

    cycle_of(world)
    assert "0/2 次" in page(who, "/visits/owed/?who=me")
    assert duty.version == 1


def test_a_list_is_changed_as_a_new_version_and_old_visits_keep_theirs(world: World) -> None:
    one = Going(world, record=record_of())
    used, client = Checklist.objects.get(code="visit_basic", is_active=True), signed_in(admin(world))
    count = len(used.items)
    typed = rows_of(
        used, name_1="工资发到哪个月了", **{f"name_{count + 1}": "食堂怎么样", f"type_{count + 1}": "choice"}
    )
    bad = client.post("/office/checklists/visit_basic/version/", typed)
    assert bad.status_code == 422
    assert "至少要有两个不同的选项" in bad.content.decode()
    assert "食堂怎么样" in bad.content.decode()
    typed[f"options_{count + 1}"] = "好、一般，差"
    assert (
        client.post("/office/checklists/visit_basic/version/", typed)["Location"]
        == "/office/checklists/visit_basic/"
    )
    new = Checklist.objects.get(code="visit_basic", is_active=True)
    assert (new.version, len(new.items)) == (used.version + 1, count + 1)
    assert new.items[0]["key"] == used.items[0]["key"]
    assert new.items[-1]["options"] == ["好", "一般", "差"]
    assert used.items[0]["name"] in page(one.chair, f"/cases/{one.case.code}/")
    html = page(one.chair, "/office/checklists/visit_basic/")
    assert "工资发到哪个月了" in html
    old = page(one.chair, f"/office/checklists/visit_basic/?version={used.version}")
    assert used.items[0]["name"] in old
    assert "现在用的是第 2 版" in old


def test_an_item_without_a_name_is_left_out_and_a_list_without_items_refused(world: World) -> None:
    used, client = Checklist.objects.get(code="visit_basic", is_active=True), signed_in(admin(world))
    client.post("/office/checklists/visit_basic/version/", rows_of(used, name_1=""))
    assert len(Checklist.objects.get(code="visit_basic", is_active=True).items) == len(used.items) - 1
    none = {
        name: "" if name.startswith("name_") and name[-1].isdigit() else value
        for name, value in rows_of(used).items()
    }
    answer = client.post("/office/checklists/visit_basic/version/", none)
    assert answer.status_code == 422
    assert "1到60个条目" in answer.content.decode()


def test_a_new_list_is_added_and_can_be_sent_to_every_officer(world: World) -> None:
    client = signed_in(admin(world))
    typed = {
        "code": "heat", "use": "survey", "name_zh": "高温检查", "name_en": "Heat check", "name_1": "有没有遮阳",
        "type_1": "yes_no", "english_1": "Shade",
    }  # fmt: skip
    assert client.post("/office/checklists/add/", typed)["Location"] == "/office/checklists/heat/"
    assert "已经有这个代码" in client.post("/office/checklists/add/", typed).content.decode()
    html = page(world.who(Role.CHAIR, world.town), "/visits/rounds/")
    assert "高温检查" in html
    page(world.who(Role.CHAIR, world.county), "/office/checklists/add/", 403)
    page(world.who(Role.CHAIR, world.county), "/office/checklists/none/", 404)


@pytest.mark.parametrize("address", ["/office/duties/", "/office/checklists/"])
def test_the_lists_cost_the_same_however_long(world: World, address: str) -> None:
    who = admin(world)
    few = queries(who, address)
    for code in ("a1", "a2", "a3"):
        ContactDuty.objects.create(code=code, role="chair", level=4, what="enterprise")
        Checklist.objects.create(code=code, use="visit", name_zh=code, name_en=code, items=[])
    assert queries(who, address) == few
