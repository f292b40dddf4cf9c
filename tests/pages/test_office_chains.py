"""审批流程 in the office pages: seen in words, changed as a new version, refused where nobody would be asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, Scene, World, person_of
from tests.pages.test_approvals import signed_in, text
from tests.workflows.approvals.chain import COUNTY, TOWN, chain, last, name, waiting
from workflows.chain_changes import GENERAL
from workflows.models import ChainTemplate

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]
HOME = "/office/chains/"


@pytest.fixture
def client(world: World) -> Client:
    """The county's administrator at work."""
    return signed_in(world.who(Role.SYSTEM_ADMIN, world.county))


def typed(*steps: dict[str, Any], act: str = "save", **head: Any) -> dict[str, Any]:
    """What the editor sends."""
    given: dict[str, Any] = {"name": "结案两级审批", "kind": "close", "case_kind": "", "unit": "", "act": act}
    given |= {"steps": len(steps)} | head
    usual = {"name": "", "signs": "deciders", "place": "own", "mode": "any"}
    for number, step in enumerate(steps):
        given |= {f"s{number}-{key}": value for key, value in (usual | step).items()}
    return given


def newest() -> ChainTemplate:
    """The chain made last."""
    return ChainTemplate.objects.latest("id")


def steps() -> list[tuple[str, str, str]]:
    """Name, place and mode of each step of the newest chain, as it is now."""
    one = newest()
    return list(one.steps.filter(version=one.version).order_by("order").values_list("name", "place", "mode"))


def test_the_general_chain_is_there_in_words(world: World, client: Client) -> None:
    page = text(client, HOME)
    assert "通用流程" in page
    assert "1. 主席审批（任一人同意即通过）" in page
    assert "全部工会" in page


def test_a_chain_is_made_and_the_next_request_goes_its_way(world: World, client: Client) -> None:
    answer = client.post(
        f"{HOME}add/",
        typed({"name": "镇总工会审批"}, {"name": "县总工会复核", "place": "county", "days": "3"}),
        follow=True,
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "3 个工作日内答复" in page
    assert steps() == [("镇总工会审批", "own", "any"), ("县总工会复核", "county", "any")]
    scene = Scene(world).to("closing")
    assert [step.name for step in last(scene).steps.all()] == ["镇总工会审批", "县总工会复核"]
    event = Event.objects.get(subject=f"chain:{newest().code}", name=EventName.CHAIN_CHANGED)
    assert event.actor == person_of(world.who(Role.SYSTEM_ADMIN, world.county)).pk
    seal_all()
    assert list(findings()) == []


def test_steps_are_added_moved_and_taken_away_without_losing_what_was_typed(
    world: World, client: Client
) -> None:
    two = ({"name": "甲步"}, {"name": "乙步", "mode": "share", "share": "67"})
    page = client.post(f"{HOME}add/", typed(*two, act="add")).content.decode()
    assert 'name="s2-name"' in page
    assert "data-keep" not in page, "a draft would fill a new step from the one taken away"
    assert 'value="67"' in page
    page = client.post(f"{HOME}add/", typed(*two, act="up-1")).content.decode()
    assert page.index("乙步") < page.index("甲步")
    page = client.post(f"{HOME}add/", typed(*two, act="remove-0")).content.decode()
    assert "甲步" not in page
    assert "乙步" in page
    assert ChainTemplate.objects.count() == 1


@pytest.mark.parametrize("act", ["remove-0", "up-0", "up-7", "remove-99", "up-", "remove-x", "add"])
def test_a_button_that_makes_no_sense_changes_and_saves_nothing(client: Client, act: str) -> None:
    many = typed(*({"name": f"步{n}"} for n in range(9 if act == "add" else 1)), act=act)
    page = client.post(f"{HOME}add/", many).content.decode()
    assert "步0" in page
    assert ChainTemplate.objects.count() == 1


def test_a_change_is_a_new_version_and_what_runs_keeps_its_steps(world: World, client: Client) -> None:
    made = chain(TOWN, COUNTY)
    scene = Scene(world).to("closing")
    page = text(client, f"{HOME}{made.code}/change/")
    assert "镇总工会审批" in page
    changed = typed({"name": "只由县里审批", "place": "county", "mode": "all"}, name="结案", version=1)
    answer = client.post(f"{HOME}{made.code}/change/", changed, follow=True)
    assert "第 1 版" in answer.content.decode()
    assert steps() == [("只由县里审批", "county", "all")]
    assert waiting(scene) == [name(scene.chair)]
    assert waiting(Scene(world).to("closing")) == [name(scene.above)]


def test_a_form_that_somebody_else_overtook_saves_nothing(world: World, client: Client) -> None:
    made = chain(TOWN, COUNTY)
    change = typed({"name": "新步骤"}, name="结案", version=1)
    assert client.post(f"{HOME}{made.code}/change/", change).status_code == 302
    again = client.post(f"{HOME}{made.code}/change/", change)
    assert again.status_code == 422
    assert "已经改过" in again.content.decode()
    assert newest().version == 2


def test_a_step_says_whom_it_would_ask_today_and_who_signs_for_the_only_one(
    world: World, client: Client
) -> None:
    made = chain(TOWN, COUNTY)
    page = text(client, f"{HOME}{made.code}/?at={world.town.code}")
    town, county = world.who(Role.CHAIR, world.town), world.who(Role.CHAIR, world.county)
    assert f"今天送给：{name(town)}" in page
    assert f"{name(town)}自己提请时，改送给{name(county)}" in page
    assert f"只有{name(county)}一个人能签" in page
    vice = world.who(Role.VICE_CHAIR, world.county)
    page = text(client, f"{HOME}{made.code}/?at={world.town.code}")
    assert f"{name(county)}自己提请时，改送给{name(vice)}" in page
    assert "一个人能签" not in page


def test_a_step_with_nobody_is_said_before_it_is_saved_and_needs_a_word_to_save(
    world: World, client: Client
) -> None:
    world.who(Role.VICE_CHAIR, world.county)
    step = {"name": "司法所会签", "signs": "partner", "partner_kind": "justice_office"}
    answer = client.post(f"{HOME}add/", typed(step))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "今天会卡住" in page
    assert "“司法所会签”这一步找不到人" in page
    assert ChainTemplate.objects.count() == 1
    assert client.post(f"{HOME}add/", typed(step, anyway="1")).status_code == 302
    assert "“司法所会签”这一步找不到人" in text(client, f"{HOME}{newest().code}/")


def test_a_step_that_only_one_could_ever_sign_is_said_too(world: World, client: Client) -> None:
    only = world.who(Role.WINDOW, world.county)
    world.who(Role.VICE_CHAIR, world.county)
    answer = client.post(f"{HOME}add/", typed({"name": "窗口初核", "signs": "role", "role": "window"}))
    assert answer.status_code == 422
    assert f"只有{name(only)}一个人能签" in answer.content.decode()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"signs": "role"}, "请选择办理案件的职务"),
        ({"signs": "partner"}, "请选择协作单位的种类"),
        ({"mode": "share"}, "多少比例"),
        ({"mode": "share", "share": "0"}, "1"),
        ({"days": "61"}, "60"),
        ({"name": ""}, "必填"),
        ({"mode": "each"}, "each"),
        ({"place": "moon"}, "moon"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field_and_kept(
    client: Client, step: dict[str, Any], words: str
) -> None:
    answer = client.post(f"{HOME}add/", typed({"name": "初审"}, {"name": "复核"} | step))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "初审" in answer.content.decode()
    assert ChainTemplate.objects.count() == 1


def test_a_second_chain_for_the_same_is_refused_in_words(world: World, client: Client) -> None:
    world.who(Role.VICE_CHAIR, world.county)
    assert client.post(f"{HOME}add/", typed({"name": "一"})).status_code == 302
    assert client.post(f"{HOME}add/", typed({"name": "二"})).status_code == 422


def test_it_is_switched_off_and_on_again_but_never_the_general_one(world: World, client: Client) -> None:
    made = chain(TOWN, COUNTY)
    client.post(f"{HOME}{made.code}/switch/")
    assert not newest().is_active
    assert made.name in text(client, f"{HOME}?state=off")
    client.post(f"{HOME}{made.code}/switch/")
    assert newest().is_active
    assert len(steps()) == 2
    answer = client.post(f"{HOME}{GENERAL}/switch/", follow=True)
    assert "不能停用" in answer.content.decode()
    assert ChainTemplate.objects.get(code=GENERAL).is_active


def test_the_county_edits_what_holds_everywhere_a_town_only_its_own_and_chairs_read(world: World) -> None:
    everywhere, own = chain(TOWN, COUNTY), chain(TOWN, code="town", unit=world.town)
    elsewhere = chain(TOWN, code="other", unit=world.other_town, kind="refer")
    town = signed_in(world.who(Role.SYSTEM_ADMIN, world.town))
    assert town.get(f"{HOME}{everywhere.code}/").status_code == 200
    assert town.get(f"{HOME}{everywhere.code}/change/").status_code == 403
    assert town.post(f"{HOME}{everywhere.code}/switch/").status_code == 403
    assert town.get(f"{HOME}{own.code}/change/").status_code == 200
    assert town.get(f"{HOME}{elsewhere.code}/change/").status_code == 403
    answer = town.post(f"{HOME}add/", typed({"name": "x"}, unit=world.other_town.code, anyway="1"))
    assert answer.status_code == 403
    assert town.post(f"{HOME}add/", typed({"name": "x"}, anyway="1")).status_code == 422
    chair = signed_in(world.who(Role.CHAIR, world.town))
    assert "新增审批流程" not in text(chair, HOME)
    assert chair.get(f"{HOME}add/").status_code == 403
    for path in (f"{own.code}/change/", f"{GENERAL}/change/"):
        assert chair.get(HOME + path).status_code == 403
    officer = signed_in(world.who(Role.INFO_OFFICER, world.village))
    assert officer.get(HOME).status_code == 403


def test_who_only_signs_for_an_administrator_changes_no_chain(world: World) -> None:
    admin = world.who(Role.SYSTEM_ADMIN, world.county)
    to = world.made.person("受托人")
    post = Post.objects.get(person=admin.person, role=Role.SYSTEM_ADMIN)
    actions.name_deputy(
        acting=SYSTEM, post=post, person=to, starts_on=today(), ends_on=today() + DAY
    ).__class__.objects.update(only_approvals=True)
    client = signed_in(Acting(to, Role.SYSTEM_ADMIN, world.county))
    assert client.get(f"{HOME}add/").status_code == 403


def test_a_list_costs_the_same_however_many_chains(
    world: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.db import connection

    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for number, kind in enumerate(("close", "refer", "decline", "extend")):
        chain(*([TOWN] * 6), code=f"c{number}", kind=kind, unit=world.town)
    with django_assert_num_queries(len(few)):
        client.get(HOME)
