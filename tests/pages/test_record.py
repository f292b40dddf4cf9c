"""记录: what an auditor reads, verifies and finds, and what nobody reads here."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client

from organizations.acting import Acting
from organizations.roles import Role
from pages.record import views
from record import checkpoints
from record.models import Chain, Event
from record.sealer import seal_all
from record.timekeeping import today
from tests.builders import NAME, PHONE, STORY, Scene, World, person_of
from tests.pages.counting import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A county with its people."""
    return World()


@pytest.fixture
def auditor(world: World) -> Client:
    """The county's auditor, signed in."""
    return signed_in(world.who(Role.AUDIT_ADMIN, world.county))


def signed_in(who: Acting) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(person_of(who))
    return client


def text(client: Client, address: str = "/record/") -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def subjects(page: str) -> list[str]:
    """Subjects of the events shown, in their order."""
    return re.findall(r'<span class="fq-num">([a-z]+:[^ ]+) ·', page)


def test_heads_checkpoints_and_what_is_unsealed_are_shown(world: World, auditor: Client) -> None:
    seal_all()
    checkpoints.make(world.county.code)
    head = Chain.objects.get(key=world.county.code)
    Scene(world)
    waiting = Event.objects.filter(chain=world.county.code, position__isnull=True).count()
    page = text(auditor)
    assert head.digest in page
    assert f"{waiting} 条，正在等待封存" in page
    assert "本级签名和上级会签都有效" in page


def test_verifying_says_that_all_fits(world: World, auditor: Client) -> None:
    Scene(world).to("closed")
    seal_all()
    answer = auditor.post("/record/verify/", follow=True)
    assert "全部相符" in answer.content.decode()


def test_verifying_names_the_table_and_row_that_does_not_fit(world: World, auditor: Client) -> None:
    case = Scene(world).case
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET people = 99 WHERE id = %s", [case.pk])
    page = auditor.post("/record/verify/", follow=True).content.decode()
    assert "cases_case" in page
    assert case.code in page
    assert "全部相符" not in page


def test_a_long_record_is_verified_by_the_command_and_not_in_the_browser(
    world: World, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_EVENTS", 1)
    page = text(auditor)
    assert "fengqiao verify-log" in page
    assert "现在核对" not in page
    assert "fengqiao verify-log" in auditor.post("/record/verify/", follow=True).content.decode()


def test_a_short_record_is_verified_here_however_high_its_ids_are(world: World, auditor: Client) -> None:
    """Undone steps use ids up on PostgreSQL: a record of a few events may have ids above any limit."""
    Event.objects.create(
        pk=views.MOST_EVENTS * 1000, chain="330682", subject="case:ELSEWHERE", version=1, name="reported",
        actor_role="system", occurred_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    assert "现在核对" in text(auditor)


def test_events_are_found_by_subject_number_name_and_day(world: World, auditor: Client) -> None:
    scene = Scene(world).accept()
    other = Scene(world).case
    assert set(subjects(text(auditor, f"/record/?subject={scene.case.subject}"))) == {scene.case.subject}
    assert set(subjects(text(auditor, f"/record/?subject={scene.case.number}"))) == {scene.case.subject}
    assert set(subjects(text(auditor, "/record/?name=reported"))) == {scene.case.subject, other.subject}
    assert subjects(text(auditor, f"/record/?name=accepted&day={today()}")) == [scene.case.subject]
    yesterday = today() - datetime.timedelta(days=1)
    assert "没有这样的记录" in text(auditor, f"/record/?day={yesterday}")


def test_nothing_personal_is_shown(world: World, auditor: Client) -> None:
    scene = Scene(world).to("closing").answer("send_back", note="请王小𠮷补收条")
    page = text(auditor, f"/record/?subject={scene.case.subject}")
    for words in (NAME, PHONE, STORY, "请王小𠮷补收条"):
        assert words not in page
    assert person_of(scene.mediator).name not in page.replace(person_of(scene.mediator).username, "")


def test_a_long_search_turns_its_pages_without_a_gap(
    world: World, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(world).to("performing")
    monkeypatch.setattr(views, "A_PAGE", 7)
    address, seen = f"/record/?subject={scene.case.subject}", []
    for _ in range(50):
        page = text(auditor, address)
        seen += re.findall(r"第 (\d+) 版第 (\d+) 行", page)
        later = re.search(r'href="(\?[^"]*before=\d+)#events"', page)
        if later is None:
            break
        address = "/record/" + later[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == Event.objects.filter(subject=scene.case.subject).count()


def test_the_record_of_another_county_is_not_to_be_found(world: World, auditor: Client) -> None:
    Event.objects.create(
        chain="330682", subject="case:ELSEWHERE", version=1, name="reported", actor_role="system",
        occurred_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    assert "ELSEWHERE" not in text(auditor)
    assert "没有这样的记录" in text(auditor, "/record/?subject=case:ELSEWHERE")


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.AUDIT_ADMIN, "county", 200),
        (Role.SYSTEM_ADMIN, "county", 200),
        (Role.SECURITY_ADMIN, "county", 403),
        (Role.CHAIR, "county", 403),
        (Role.SUPERVISOR, "county", 403),
        (Role.SYSTEM_ADMIN, "town", 403),
    ],
)
def test_who_reads_the_record(world: World, role: Role, place: str, status: int) -> None:
    client = signed_in(world.who(role, getattr(world, place)))
    assert client.get("/record/").status_code == status
    assert client.post("/record/verify/").status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize("query", ["day=nonsense", "before=99999999999999999999", "name=nonsense"])
def test_a_strange_address_is_a_sentence(world: World, auditor: Client, query: str) -> None:
    assert auditor.get(f"/record/?{query}").status_code == 422


def test_the_page_costs_the_same_however_long_the_record(world: World, auditor: Client) -> None:
    Scene(world).accept()
    few = cost(auditor, "/record/")
    for _ in range(5):
        Scene(world).accept()
    assert cost(auditor, "/record/") == few
