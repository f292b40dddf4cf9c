"""What somebody sends: markup in every free text, formulas for a spreadsheet, files that are not what they say."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from cases.documents import FileRefused, store
from organizations import actions
from organizations.acting import SYSTEM
from organizations.roles import Role
from protection import receipts
from protection.models import EmployerNotice
from tests.attack.pages_of import forms_on
from tests.builders import Scene, World, person_of
from tests.pages.asking import signed_in
from tests.pages.reporting import WHAT, case_of, enter, report, staffed
from workflows.dispute.states import S

pytestmark = [pytest.mark.django_db]
MARKUP = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


def poisoned(world: World) -> Scene:
    """A case with markup wherever somebody types."""
    employer = world.employer(f"厂{MARKUP}"[:110], world.town)
    actions.change_person(
        person_of(world.who(Role.MEDIATOR, world.town)), acting=SYSTEM, name=f"调{MARKUP}"[:60]
    )
    scene = Scene(
        world,
        receipt_code=receipts.issue(),
        name=MARKUP[:55],
        story=MARKUP,
        employer=employer,
        employer_name=employer.name,
    )
    scene.do("contact", scene.mediator, note=MARKUP).to(S.VERIFYING)
    scene.do("message", scene.worker, body=MARKUP).do("message", scene.mediator, body=MARKUP)
    file = store(SimpleUploadedFile(f"{MARKUP}.pdf".replace("/", ""), b"%PDF-1.4\nx"))
    scene.do("add_evidence", scene.worker, file=file)
    scene.do("record_finding", scene.mediator, finding="confirmed", note=MARKUP)
    return scene.do("notify_employer", scene.mediator, kind="verify")


def test_markup_stays_text_on_every_page() -> None:
    world, code = staffed(), receipts.issue()
    scene = poisoned(world)
    paper = EmployerNotice.objects.get()
    rep = signed_in(world.employer_rep(scene.case.employer))  # type: ignore[arg-type]  # it has one
    rep.post(f"/employer/{paper.number}/reply/", {"body": MARKUP})
    chair, admin = signed_in(world.who(Role.CHAIR, world.county)), signed_in(world.made.admin)
    at = f"/cases/{scene.case.code}/"
    pages = [
        (chair, one)
        for one in (
            "/today/",
            "/cases/",
            f"/cases/?q={MARKUP}",
            at,
            f"{at}employer-view/",
            f"{at}do/message/",
            "/board/",
            "/ledgers/",
        )
    ]
    pages += [
        (admin, one) for one in ("/office/employers/", "/office/people/", f"/office/people/?q={MARKUP}")
    ]
    pages += [
        (rep, "/employer/"),
        (rep, f"/employer/{paper.number}/"),
        (Client(), f"/r/{MARKUP}/"),
        (Client(), f"/{code}{MARKUP}"),
    ]
    for client, address in pages:
        html = client.get(address, follow=True).content.decode()
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address
        assert not re.search(r'="[^"<>]*\'"><', html), address


def test_no_page_runs_what_stands_in_it(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "default-src 'self'" in policy
    for address in ("/", "/track/", "/report/", "/accounts/login/", "/nowhere/"):
        html = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html), address
        assert not re.search(r"<[^>]+\son[a-z]+=", html), address


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")'])
def test_a_name_is_no_formula_in_a_ledger(formula: str) -> None:
    world = staffed()
    employer = world.employer(f"{formula}厂", world.town)
    Scene(world, employer=employer, employer_name=employer.name, story=formula, name=formula.strip())
    client = signed_in(world.who(Role.CHAIR, world.town))
    data = client.get("/ledgers/export.xlsx?which=all&names=full").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                formulas = re.findall(rb"<f>(.*?)</f>", archive.read(name))
                assert not [
                    one for one in formulas if b"HYPERLINK" in one or b"1+1" in one or b"SUM(A1)" in one
                ], name
    cells = [
        str(cell)
        for row in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert any(formula.strip() in cell for cell in cells)


PAGE = b"<!doctype html><script>alert(1)</script>"
DISGUISED = {
    "页面.jpg": PAGE,
    "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "图.png": b"\x89PNG\r\n\x1a\n" + PAGE,
    "动图.gif": b"GIF89a/*" + PAGE,
    "照片.jpg": b"\xff\xd8\xff" + PAGE,
    "表.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "程序.pdf": b"MZ\x90\x00",
    "空.pdf": b"",
    "包.docx": b"PK\x03\x04" + b"0" * 40,
}


@pytest.mark.parametrize("name", DISGUISED)
def test_a_file_that_is_not_what_it_says_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        store(SimpleUploadedFile(name, DISGUISED[name]))


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_unpacks_to_too_much_or_holds_macros_is_refused() -> None:
    bomb = zipped({"word/document.xml": b"0" * (201 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    for content in (
        bomb,
        zipped({"word/document.xml": b"x", "word/vbaProject.bin": b"x"}),
        zipped({"other": b"x"}),
    ):
        with pytest.raises(FileRefused):
            store(SimpleUploadedFile("材料.docx", content))


def test_a_page_inside_a_pdf_is_only_ever_downloaded() -> None:
    world, code = staffed(), receipts.issue()
    scene = Scene(world, receipt_code=code).contact()
    file = store(SimpleUploadedFile('a\r\nSet-Cookie: x=1\u202e".pdf', b"%PDF-1.4\n" + PAGE))
    scene.do("add_evidence", scene.worker, file=file)
    row, holder = scene.case.evidence.get(), Client()
    enter(holder, code)
    for client, address in (
        (holder, f"/track/papers/{row.code}/"),
        (signed_in(scene.mediator), f"/cases/{scene.case.code}/evidence/{row.code}/"),
    ):
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        assert PAGE in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a FileResponse


@pytest.mark.parametrize(
    "value",
    [
        "a\x00b",
        "²",
        "9" * 5_000,
        "-1",
        "NaN",
        "Infinity",
        "1e400",
        "9999-12-31",
        "0001-01-01",
        "\u202e",
        "x" * 100_000,
    ],
)
def test_whatever_a_worker_sends_is_answered_with_a_page(value: str) -> None:
    world = staffed()
    client = Client()
    code = report(client, world)
    case = case_of(code)
    for address in ("/report/", "/track/", "/track/case/"):
        for form in forms_on(client.get(address).content.decode(), address):
            for name in {*form.free, *form.hidden}:
                answer = (
                    client.post(form.action, {**form.sent, name: value})
                    if form.method == "post"
                    else client.get(form.action, {name: value})
                )
                assert answer.status_code < 500, (address, form.action, name)
    fresh = Client()
    fresh.post("/report/", WHAT)
    for name in ("town", "employer_name", "people", "amount", "since", "ended_on", "carried"):
        sent = {"town": world.town.code, "employer_name": "某厂", "people": "1", name: value}
        assert fresh.post("/report/where/", sent).status_code < 500, name
    case.refresh_from_db()
    assert case.people <= 100_000
    assert (case.amount_involved or Decimal(0)) < Decimal(10) ** 12


def test_a_session_that_was_tampered_with_is_nobodys(client: Client) -> None:
    for cookie in ("x" * 5_000, "'; drop table--", "é", ""):
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert client.get("/today/").status_code == 302
        assert client.get("/track/case/").status_code == 302


def test_what_a_session_was_shown_is_kept_nowhere() -> None:
    scene = Scene(staffed())
    client = signed_in(scene.mediator)
    for address in ("/today/", "/cases/", f"/cases/{scene.case.code}/", "/office/people/", "/nowhere/"):
        assert "no-store" in client.get(address)["Cache-Control"], address
