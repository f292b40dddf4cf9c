"""台账 in the browser: preview before anything is imported, refused rows to mend, and a ledger that leaves."""

from __future__ import annotations

import datetime
import io
import os
import re
import time
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from cases.imports import columns as c
from cases.models import Case
from organizations.acting import Acting
from organizations.models import Unit
from organizations.roles import Role
from pages.ledgers import imports
from record.models import Event
from record.timekeeping import today
from tests.builders import PHONE, Scene, World, imported, person_of
from tests.pages.counting import cost
from workflows.imports import import_ledger

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"
HONGQIAO = (DATA / "ledger_hongqiao.xlsx").read_bytes()
MESSY = (DATA / "ledger_messy.xlsx").read_bytes()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world() -> World:
    """A county whose first town is the ledger's."""
    return named(World(), "虹桥镇")


@pytest.fixture
def clerk(world: World) -> Client:
    """The town's window, signed in."""
    return signed_in(world.who(Role.WINDOW, world.town))


def named(world: World, town: str) -> World:
    """The same county, its first town called so: a ledger that names another town is refused."""
    Unit.objects.filter(pk=world.town.pk).update(name=f"{town}总工会", short_name=town)
    world.town.refresh_from_db()
    return world


def signed_in(who: Acting) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(person_of(who))
    return client


def send(client: Client, world: World, data: bytes, name: str = "台账.xlsx") -> str:
    """Upload; returns the preview's address."""
    answer = client.post(
        "/ledgers/import/", {"town": world.town.code, "file": SimpleUploadedFile(name, data, XLSX)}
    )
    assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.content.decode())
    return answer["Location"]


def figures(page: str) -> list[int]:
    """Read, to import, duplicates, refused."""
    block = page[page.index("fq-ledger__totals") :]
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", block)[:4]]


def test_nothing_is_imported_before_it_is_confirmed(world: World, clerk: Client) -> None:
    preview = send(clerk, world, HONGQIAO)
    page = clerk.get(preview).content.decode()
    assert figures(page) == [133, 133, 0, 0]
    assert Case.objects.count() == 0
    done = clerk.post(preview, follow=True).content.decode()
    assert Case.objects.count() == 133
    assert "已导入 133 件" in done
    for count in ("104", "26", ">3<"):
        assert count in done


def test_the_same_ledger_again_is_all_duplicates(world: World, clerk: Client) -> None:
    clerk.post(send(clerk, world, HONGQIAO))
    page = clerk.get(send(clerk, world, HONGQIAO)).content.decode()
    assert figures(page) == [133, 0, 133, 0]
    assert "没有可以导入的新行" in page


def test_a_second_press_imports_nothing_and_still_shows_the_first_result(world: World, clerk: Client) -> None:
    preview = send(clerk, world, HONGQIAO)
    clerk.post(preview)
    again = clerk.post(preview, follow=True).content.decode()
    assert Case.objects.count() == 133
    assert figures(again) == [133, 133, 0, 0]


def test_no_row_of_a_messy_ledger_is_lost_and_the_refused_come_back_as_a_file(
    world: World, clerk: Client
) -> None:
    preview = send(clerk, named(world, "枫桥镇"), MESSY)
    page = clerk.get(preview).content.decode()
    read, good, duplicates, refused = figures(page)
    assert read == good + duplicates + refused
    assert refused > 0
    file = clerk.get(preview + "refused.xlsx")
    assert file["Content-Type"] == XLSX
    assert "退回的行.xlsx" in unquote(file["Content-Disposition"])
    assert file["Cache-Control"] == "no-store"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == refused + 1
    assert "原因" in rows[0]
    done = clerk.post(preview, follow=True).content.decode()
    assert Case.objects.count() == good
    assert "下载退回的行" in done


def test_what_was_understood_otherwise_than_written_is_shown(world: World, clerk: Client) -> None:
    page = clerk.get(send(clerk, named(world, "枫桥镇"), MESSY)).content.decode()
    readings = page[page.index("请核对") :]
    assert "3.5万元" in readings
    assert "35000" in readings


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.4 not a table", "这不是电子表格文件"),
        (b"PK\x03\x04 broken", "文件已损坏"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "旧式 .xls"),
        (b"", "这个文件是空的"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_in_a_sentence(
    world: World, clerk: Client, data: bytes, sentence: str
) -> None:
    answer = clerk.post(
        "/ledgers/import/", {"town": world.town.code, "file": SimpleUploadedFile("台账.xlsx", data, XLSX)}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_file_larger_than_any_ledger_is_refused_before_it_is_read(world: World, clerk: Client) -> None:
    file = SimpleUploadedFile("台账.xlsx", b"PK\x03\x04" + b"0" * (21 * 1024**2), XLSX)
    answer = clerk.post("/ledgers/import/", {"town": world.town.code, "file": file})
    assert answer.status_code == 422
    assert "请分成几份" in answer.content.decode()


def test_a_ledger_too_long_to_wait_for_is_sent_to_the_command(
    world: World, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_HERE", 132)
    file = SimpleUploadedFile("台账.xlsx", HONGQIAO, XLSX)
    answer = clerk.post("/ledgers/import/", {"town": world.town.code, "file": file})
    assert answer.status_code == 422
    assert "有 133 行要导入" in answer.content.decode()


def test_without_a_file_or_with_another_town_the_page_says_what_is_missing(
    world: World, clerk: Client
) -> None:
    answer = clerk.post("/ledgers/import/", {"town": world.town.code})
    assert "请选择一个 .xlsx 文件" in answer.content.decode()
    foreign = clerk.post(
        "/ledgers/import/",
        {"town": world.other_town.code, "file": SimpleUploadedFile("台账.xlsx", HONGQIAO, XLSX)},
    )
    assert foreign.status_code == 422
    assert Case.objects.count() == 0


def test_an_upload_belongs_to_its_session(world: World, clerk: Client) -> None:
    preview = send(clerk, world, HONGQIAO)
    other = signed_in(world.who(Role.WINDOW, world.town))
    answer = other.get(preview, follow=True)
    assert "已经过期或不是您上传的" in answer.content.decode()
    other.post(preview)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "abc:def:ghi", "..%2F..%2Fetc"])
def test_a_forged_token_opens_nothing(world: World, clerk: Client, token: str) -> None:
    assert clerk.get(f"/ledgers/import/{token}/").status_code in (302, 404)
    assert clerk.get(f"/ledgers/import/{token}/refused.xlsx").status_code in (302, 404)


def test_an_upload_waits_an_hour_and_is_then_thrown_away(
    world: World, clerk: Client, settings: Settings
) -> None:
    preview = send(clerk, world, HONGQIAO)
    waiting = list((Path(settings.FENGQIAO_HOME) / "waiting").iterdir())
    assert [oct(path.stat().st_mode & 0o777) for path in waiting] == ["0o600"]
    os.utime(waiting[0], (time.time() - 3700,) * 2)
    send(clerk, world, MESSY)
    assert not waiting[0].exists()
    assert "已经过期" in clerk.get(preview, follow=True).content.decode()


def test_who_may_import_which_town(world: World) -> None:
    county = signed_in(world.who(Role.CHAIR, world.county))
    assert world.other_town.code in county.get("/ledgers/import/").content.decode()
    village = signed_in(world.who(Role.MEDIATOR, world.hamlet))
    assert "没有可以导入台账的乡镇" in village.get("/ledgers/import/").content.decode()
    supervisor = signed_in(world.who(Role.SUPERVISOR, world.county))
    assert "没有可以导入台账的乡镇" in supervisor.get("/ledgers/import/").content.decode()
    informer = signed_in(world.who(Role.INFO_OFFICER, world.town))
    assert informer.get("/ledgers/").status_code == 403
    assert informer.get("/ledgers/import/").status_code == 403


# ── The ledger that leaves ──────────────────────────────────────────────────────────────────────────────────────────


def exported(client: Client, query: str = "since=2000-01-01&names=full") -> list[list[Any]]:
    """Rows of the exported ledger, title and headings included."""
    answer = client.get(f"/ledgers/export.xlsx?{query}")
    assert answer.status_code == 200, answer.headers
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("台账").to_python()


def test_an_exported_ledger_has_the_columns_offices_know_and_reads_back(world: World, clerk: Client) -> None:
    import_ledger(HONGQIAO, world.town, actor=world.who(Role.WINDOW, world.town))
    rows = exported(clerk)
    assert rows[1] == list(c.COLUMNS)
    assert len(rows) == 133 + 3
    assert rows[-1][0] == "合计"
    answer = clerk.get("/ledgers/export.xlsx?since=2000-01-01&names=full")
    Case.objects.update(ledger_number="")
    read = clerk.get(send(clerk, world, answer.content)).content.decode()
    assert figures(read) == [134, 133, 0, 1]
    assert "这是合计行" in read


def test_a_row_sent_back_by_a_superior_is_the_same_case(world: World, clerk: Client) -> None:
    import_ledger(HONGQIAO, world.town, actor=world.who(Role.WINDOW, world.town))
    answer = clerk.get("/ledgers/export.xlsx?since=2000-01-01&names=full")
    read = clerk.get(send(clerk, world, answer.content)).content.decode()
    assert figures(read) == [134, 0, 133, 1]


def test_four_figures_stay_four(world: World, clerk: Client) -> None:
    imported(world, people=3, person_times=7, amount=Decimal("100.50"), recovered=Decimal("60.25"))
    imported(world, number="〔2025〕9002", ledger_number="旧2", people=2, person_times=2, amount=None)
    page = clerk.get("/ledgers/?since=2000-01-01").content.decode()
    for figure in (">5<", ">9<", "100.50 元", "60.25 元", "另有 1 件没有写金额"):
        assert figure in page
    total = dict(zip(c.COLUMNS, exported(clerk)[-1], strict=True))
    assert [total[name] for name in (c.PEOPLE, c.PERSON_TIMES, c.AMOUNT, c.RECOVERED)] == [5, 9, 100.5, 60.25]


def test_no_text_becomes_a_formula_or_a_link(world: World, clerk: Client) -> None:
    Scene(world, employer=None, employer_name='=HYPERLINK("http://x","y")', story="@SUM(A1)")
    answer = clerk.get("/ledgers/export.xlsx?since=2000-01-01&names=full")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert any("=HYPERLINK" in str(cell) for row in exported(clerk) for cell in row)


def test_names_and_numbers_are_masked_unless_asked_for(world: World, clerk: Client) -> None:
    Scene(world)
    masked = exported(clerk, "since=2000-01-01")[2]
    full = exported(clerk)[2]
    place = c.COLUMNS.index(c.PHONE)
    assert full[place] == PHONE
    assert masked[place] == "139****1111"
    assert masked[c.COLUMNS.index(c.APPLICANT)] != full[c.COLUMNS.index(c.APPLICANT)]


def test_a_ledger_that_leaves_is_on_record_with_its_taker_and_filters(world: World, clerk: Client) -> None:
    Scene(world)
    exported(clerk)
    event = Event.objects.get(name="ledger_exported")
    assert (event.chain, event.actor_place) == (world.county.code, world.town.code)
    assert event.data == {
        "cases": 1, "full_names": True, "since": "2000-01-01", "which": "all", "names": "full",
    }  # fmt: skip


def test_only_visible_cases_leave(world: World, clerk: Client) -> None:
    mine = Scene(world).case
    foreign = Scene(world, place=world.other_town, employer=None, employer_name="别镇的厂").case
    cells = {cell for row in exported(clerk) for cell in row}
    assert mine.number in cells
    assert foreign.number not in cells
    county = signed_in(world.who(Role.SUPERVISOR, world.county))
    assert foreign.number in {cell for row in exported(county) for cell in row}
    assert foreign.number not in {
        cell for row in exported(county, f"since=2000-01-01&town={world.town.code}") for cell in row
    }
    admin = signed_in(world.who(Role.SYSTEM_ADMIN, world.town))
    answer = admin.get("/ledgers/export.xlsx?since=2000-01-01", follow=True)
    assert "没有可以导出的内容" in answer.content.decode()


def test_a_period_counts_both_its_days(world: World, clerk: Client) -> None:
    case = Scene(world).case
    day = today()
    before = day - datetime.timedelta(days=1)
    assert case.number in {cell for row in exported(clerk, f"since={day}&until={day}") for cell in row}
    answer = clerk.get(f"/ledgers/export.xlsx?since=2000-01-01&until={before}")
    assert answer.status_code == 302


@pytest.mark.parametrize("query", ["since=2026-02-30", "since=2026-03-02&until=2026-03-01", "town=nowhere"])
def test_wrong_filters_are_said_and_export_nothing(world: World, clerk: Client, query: str) -> None:
    assert clerk.get(f"/ledgers/?{query}").status_code == 422
    assert clerk.get(f"/ledgers/export.xlsx?{query}").status_code == 302


def test_pages_cost_the_same_however_many_cases(world: World, clerk: Client) -> None:
    Scene(world)
    addresses = ["/ledgers/?since=2000-01-01", "/ledgers/export.xlsx?since=2000-01-01&names=full"]
    few = [cost(clerk, address) for address in addresses]
    for _ in range(4):
        Scene(world)
        imported(world, number=f"〔2025〕{_}", ledger_number=f"旧{_}")
    more = [cost(clerk, address) for address in addresses]
    assert more[0] == few[0]
    assert more[1] <= few[1] + 1  # imported cases ask for their own event
