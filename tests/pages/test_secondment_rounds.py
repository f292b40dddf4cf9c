"""Rounds at a desk: opened, filled from an annex after a look, exported; and the page for opinions without an account."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, Opinion, SecondmentRound
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World
from tests.pages.asking import page, signed_in
from tests.secondments import NAME, Form, open_round
from tests.workflows.secondment.test_annex import ROWS, grid, official
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db


def test_the_county_opens_a_round_and_a_town_only_reads_it(world: World) -> None:
    chair = world.who(Role.CHAIR, world.county)
    given = {"title": "2026年第一轮", "file_by": (today() + 10 * DAY).isoformat()}
    assert signed_in(chair).post("/secondments/", given).status_code == 302
    html = page(world.who(Role.WINDOW, world.town), "/secondments/")
    assert "2026年第一轮" in html
    assert "开始一轮挂职" not in html
    signed_in(world.who(Role.WINDOW, world.town)).post("/secondments/", given | {"title": "私开"})
    assert SecondmentRound.objects.count() == 1


def test_an_annex_is_looked_at_and_then_imported(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    client = signed_in(office)
    file = SimpleUploadedFile("附件二.xlsx", official("to_town", *ROWS, ("没有的工会", "甲", "", "")))
    answer = client.post(f"/secondments/{round_.code}/", {"direction": "to_town", "file": file})
    assert answer.status_code == 302
    html = client.get(answer.headers["Location"]).content.decode()
    assert "没有的工会" in html
    assert Case.objects.count() == 0
    assert client.post(answer.headers["Location"]).status_code == 302
    assert Case.objects.filter(kind="secondment").count() == 3
    assert "赵一" in page(office, f"/secondments/{round_.code}/")


def test_the_annex_comes_out_at_the_desk(world: World) -> None:
    form = Form(world)
    round_ = form.fresh().secondment.round
    client = signed_in(world.who(Role.WINDOW, world.county))
    rows = grid(client.get(f"/secondments/{round_.code}/to_town.xlsx").content)
    assert rows[2][1] == NAME
    assert client.get(f"/secondments/{round_.code}/assessments.xlsx").status_code == 200
    assert client.get(f"/secondments/{round_.code}/nonsense.xlsx").status_code == 404


def test_who_keeps_no_forms_has_no_such_page(world: World) -> None:
    assert signed_in(world.who(Role.AUDIT_ADMIN, world.county)).get("/secondments/").status_code == 404


def test_an_opinion_is_given_without_an_account_and_once(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    code, visitor = form.codes_for()[0], Client()
    assert visitor.get(f"/opinion/?code={code}").status_code == 200
    assert (
        "没有记下是谁写的" in visitor.post("/opinion/", {"code": code, "grade": "excellent"}).content.decode()
    )
    assert visitor.post("/opinion/", {"code": code, "grade": "failed"}).status_code == 422
    assert Opinion.objects.get().grade == "excellent"
