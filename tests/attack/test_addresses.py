"""What stands in an address: NUL, numbers no database holds, other sites, files beside the pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from organizations.roles import Role
from tests.builders import Scene
from tests.pages.asking import signed_in
from tests.pages.reporting import staffed

pytestmark = [pytest.mark.django_db]


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every address there is, its changing parts as ``<…>``."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern)
        else:
            yield from addresses(entry, before + str(entry.pattern))


@pytest.mark.parametrize(
    "address", ["/%00", "/r/%00/", "/poster/a%00/", "/cases/?q=%00", "/track/?x=a%00b", "/office/units/%00/"]
)
def test_an_address_with_a_nul_is_refused_with_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "请求看不懂" in answer.content.decode()
    assert answer["Content-Security-Policy"]
    assert client.post(address).status_code == 400


def test_a_cookie_with_a_nul_is_refused(client: Client) -> None:
    answer = client.get("/track/case/", headers={"cookie": 'sessionid="abcdefgh\\000ijkl"'})
    assert answer.status_code == 400


def test_what_only_looks_like_a_nul_is_read(client: Client) -> None:
    assert client.get("/track/?x=%2500").status_code == 200


def test_a_number_no_row_can_have_is_not_found() -> None:
    client = signed_in(staffed().made.admin)
    numbered = [one for one in addresses() if "<int:pk>" in one]
    assert numbered
    for address, number in product(numbered, ("0", "9223372036854775808", "9" * 40)):
        assert client.get(address.replace("<int:pk>", number)).status_code == 404, address


def test_no_filter_breaks_a_list() -> None:
    world = staffed()
    Scene(world)
    values = ("²", "9" * 30, "9" * 5_000, "-1", "1e400", "x" * 5_000)
    for who, value in product((world.who(Role.CHAIR, world.county), world.made.admin), values):
        client = signed_in(who)
        for address in ("/cases/", "/board/", "/today/", "/approvals/", "/approvals/decided/", "/ledgers/", "/office/people/",
                        "/office/employers/", "/office/calendar/", "/office/rules/", "/office/codes/", "/office/escalation/"):  # fmt: skip
            names = (
                "page",
                "level",
                "town",
                "unit",
                "days",
                "year",
                "since",
                "until",
                "q",
                "sort",
                "show",
                "list",
                "handler",
            )
            answer = client.get(address, dict.fromkeys(names, value))
            assert answer.status_code < 500, address


def test_the_first_and_the_last_day_of_all_break_no_period() -> None:
    world = staffed()
    Scene(world)
    client = signed_in(world.who(Role.CHAIR, world.town))
    for name, day in product(("since", "until"), ("0001-01-01", "9999-12-31", "1582-10-15")):
        assert client.get("/ledgers/", {name: day, "which": "all"}).status_code in (200, 422)
        assert client.get("/ledgers/export.xlsx", {name: day, "which": "all"}).status_code in (200, 302)


def test_nothing_leads_to_another_site() -> None:
    world = staffed()
    chair = world.who(Role.CHAIR, world.county)
    scene = Scene(world)
    client = signed_in(chair)
    elsewhere = (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    )
    for there, (address, sent) in product(elsewhere, (
        ("/language/", {"language": "en"}), ("/display/", {"size": "large"}),
        (f"/board/urge/{scene.case.code}/", {"note": "x"}), ("/accounts/login/", {"login": "x", "password": "y"}),
    )):  # fmt: skip
        sent = {**sent, "next": there}
        answer = client.post(address, sent, HTTP_REFERER="https://evil.example/")
        assert "evil" not in answer.headers.get("Location", ""), address
        assert "javascript" not in answer.headers.get("Location", ""), address


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config/settings/base.py",
        "/static/%2e%2e/manage.py",
        "/static//etc/passwd",
        "/media/x",
        "/evidence/",
        "/.env",
    ],
)
def test_only_static_files_are_served(client: Client, path: str) -> None:
    assert client.get(path).status_code in (301, 302, 404)


def test_a_page_for_another_host_is_refused(client: Client) -> None:
    answer = client.get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
