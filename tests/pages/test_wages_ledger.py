"""The ledger of a wage case on its page and as a file, and a spreadsheet read into it."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from cases.imports.claims import read_claims
from cases.models import Claim, Party
from organizations.roles import Role
from record.models import Event
from record.timekeeping import today
from tests.builders import NAME, World
from tests.pages.asking import page, queries, signed_in
from tests.wages import Arrears

HEADS = ("姓名", "身份证号", "手机号", "工资所属月份", "应发", "扣款", "已发", "备注")
Row = tuple[Any, ...]


def sheet(rows: list[Row]) -> bytes:
    """A spreadsheet as an office fills it in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        out = book.add_worksheet("欠薪明细")
        for line, row in enumerate([HEADS, *rows]):
            for place, value in enumerate(row):
                out.write(line, place, value)
    return target.getvalue()


def worker(number: int, month: str = "2026-01", due: float = 5000.5) -> Row:
    """One row of one worker."""
    return (f"职工{number:04d}", "", f"137{number:08d}", month, due, 20, 0.25, "")


def take(one: Arrears, rows: list[Row]) -> Arrears:
    """Imported without the pages."""
    return one.do("import_claims", one.mediator, rows=read_claims(sheet(rows), today()).rows)


@pytest.fixture
def one(world: World) -> Arrears:
    """Verifying, the reporter's three months on file."""
    return Arrears(world).to("verifying")


def claims(one: Arrears, query: str = "") -> str:
    """The ledger's page as the mediator reads it."""
    return page(one.mediator, f"/cases/{one.case.code}/claims/{query}")


def upload(client: Client, one: Arrears, rows: list[Row]) -> str:
    """Upload a sheet; the address of its preview."""
    file = SimpleUploadedFile("清单.xlsx", sheet(rows))
    answer = client.post(f"/cases/{one.case.code}/claims/import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def figures(html: str) -> dict[str, str]:
    """The figures at the top, by their words."""
    return {name: value.strip() for name, value in re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd>", html)}


def test_the_sums_at_the_top_equal_the_ledger_to_the_fen(one: Arrears) -> None:
    take(one, [worker(n) for n in range(30)])
    one.pay(1234)
    top, ledger = figures(claims(one)), one.ledger
    assert top["涉及金额(元)"] == f"{ledger.owed:,.2f}" == "167,407.50"
    assert top["追回金额(元)"] == f"{ledger.paid:,.2f}"
    assert top["尚欠(元)"] == f"{ledger.outstanding:,.2f}"
    assert (top["人数"], top["人次"]) == ("31", "31")


def test_the_months_add_up_to_the_whole(one: Arrears) -> None:
    take(one, [worker(n, month) for n in range(3) for month in ("2025-12", "2026-01")])
    html = claims(one)
    owed = [
        Decimal(found.replace(",", ""))
        for found in re.findall(r'wg-owed" data-label="尚欠"><b>([\d,.]+)</b></td></tr>', html)
    ]
    assert sum(owed[:3]) == one.ledger.outstanding


def test_the_ledger_is_read_in_a_fixed_number_of_queries(world: World) -> None:
    few = take(Arrears(world).to("verifying"), [worker(n) for n in range(2)])
    many = take(
        Arrears(world, name="另一人", phone="13900003333").to("verifying"), [worker(n) for n in range(497)]
    )
    address = "/cases/{}/claims/"
    asked = (
        queries(few.mediator, address.format(few.case.code)),
        queries(many.mediator, address.format(many.case.code)),
    )
    assert len(many.ledger.lines) == 500
    assert asked[0] == asked[1] <= 30, asked
    files = (
        queries(few.mediator, f"/cases/{few.case.code}/"),
        queries(many.mediator, f"/cases/{many.case.code}/"),
    )
    # A group has workers to count apart; no worker costs a query of its own.
    assert files[1] <= files[0] + 2, files


def test_the_ledger_comes_a_page_at_a_time_and_any_part_can_be_sent_as_a_link(one: Arrears) -> None:
    take(one, [worker(n) for n in range(60)])
    assert claims(one).count('scope="rowgroup"') == 25
    assert claims(one, "?page=3").count('scope="rowgroup"') == 11
    assert claims(one, "?month=2025-12").count('scope="rowgroup"') == 1
    assert claims(one, "?q=职工0007").count('scope="rowgroup"') == 1
    assert claims(one, "?q=13700000009").count('scope="rowgroup"') == 1
    assert "没有这样的明细" in claims(one, "?q=没有此人")


def test_what_is_paid_leaves_the_list_of_unpaid(one: Arrears) -> None:
    take(one, [worker(1)])
    claim = Claim.objects.get(case=one.case, due=Decimal("5000.50"))
    one.pay(claim.owed, allocation="named", named={claim.code: claim.owed})
    assert claims(one, "?which=unpaid").count('scope="rowgroup"') == 1
    assert "已付清" in claims(one)


def test_names_are_masked_until_a_handler_asks(one: Arrears) -> None:
    take(one, [worker(1)])
    assert "职工0001" not in claims(one)
    assert "职工0001" not in claims(one, "?names=full"), "an address uncovers nothing"
    asked = signed_in(one.mediator).post(f"/cases/{one.case.code}/claims/?names=full")
    assert "职工0001" in asked.content.decode()
    assert "names=full" in asked.content.decode(), "the file of these rows has whole names too"
    event = Event.objects.get(name="personal_data_seen")
    assert sorted(event.data["workers"]) == sorted(party.code for party in one.parties)


def test_the_file_holds_the_rows_chosen_and_their_sums(one: Arrears) -> None:
    take(one, [worker(n) for n in range(4)])
    answer = signed_in(one.mediator).get(
        f"/cases/{one.case.code}/claims/export.xlsx?month=2026-01&names=full"
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("欠薪明细").to_python()
    assert [row[0] for row in rows[2:7]] == [NAME, "职工0000", "职工0001", "职工0002", "职工0003"]
    assert rows[7][0] == "合计"
    assert rows[7][8] == pytest.approx(6000 + 4 * 4980.25)


def test_who_only_reported_does_not_read_the_ledger(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.town)
    one = Arrears(world, actor=officer)
    assert signed_in(officer).get(f"/cases/{one.case.code}/").status_code == 200
    assert signed_in(officer).get(f"/cases/{one.case.code}/claims/").status_code == 404


def test_nothing_is_registered_before_the_confirmation(one: Arrears) -> None:
    client = signed_in(one.mediator)
    address = upload(client, one, [worker(1), worker(2, month="2999-01"), worker(3)])
    html = client.get(address).content.decode()
    assert "工资所属月份不能晚于本月" in html
    assert Claim.objects.filter(case=one.case).count() == 3
    answer = client.post(address, {"take": "1", "expects": str(one.fresh().version)})
    assert answer["Location"].endswith("/done/")
    assert Claim.objects.filter(case=one.case).count() == 5
    assert "退回的行" in client.get(answer["Location"]).content.decode()


def test_a_second_press_registers_nothing_twice(one: Arrears) -> None:
    client = signed_in(one.mediator)
    address = upload(client, one, [worker(1)])
    for _press in range(2):
        assert client.post(address, {"take": "1"}).status_code == 302
    assert Claim.objects.filter(case=one.case).count() == 4


def test_refused_rows_come_back_as_they_were_with_the_reason(one: Arrears) -> None:
    client = signed_in(one.mediator)
    bad = ("郑大年", "110101199003070000", "13711112222", "2026-01", 5000, 0, 0, "补")
    address = upload(client, one, [worker(1), bad])
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}refused.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:4] == ["郑大年", "110101199003070000", "13711112222", "2026-01"]
    assert "校验码不对" in str(rows[1][-1])


def test_a_mended_file_is_sent_again_and_nothing_is_lost_or_doubled(one: Arrears) -> None:
    client = signed_in(one.mediator)
    client.post(upload(client, one, [worker(1), worker(2, month="2999-01")]), {"take": "1"})
    address = upload(client, one, [worker(1), worker(2)])
    assert "已经登记，一样" in client.get(address).content.decode()
    client.post(address, {"take": "1"})
    assert Claim.objects.filter(case=one.case, source="sheet").count() == 2


def test_a_worker_in_doubt_is_asked_about_before_anything_is_registered(one: Arrears) -> None:
    take(one, [("吴小明", "", "13711112222", "2025-12", 5000, 0, 0, "")])
    client = signed_in(one.mediator)
    address = upload(client, one, [("吴小名", "", "13711112222", "2026-01", 5000, 0, 0, "")])
    html = client.get(address).content.decode()
    assert "是不是同一个人" in html
    assert "吴小明" in html
    refused = client.post(address, {"take": "1"})
    assert refused.status_code == 422
    assert Claim.objects.filter(case=one.case, due=5000).count() == 1
    client.post(address, {"take": "1", "same_2": "yes"})
    assert Party.objects.filter(case=one.case).count() == 2
    assert Claim.objects.filter(case=one.case, due=5000).count() == 2


def test_other_figures_are_shown_side_by_side_and_the_choice_is_kept(one: Arrears) -> None:
    client = signed_in(one.mediator)
    rows: list[Row] = [
        (NAME, "", "13900001111", "2026-01", 6500, 0, 0, ""),
        (NAME, "", "13900001111", "2025-12", 6600, 0, 0, ""),
    ]
    address = upload(client, one, rows)
    html = client.get(address).content.decode()
    assert "数额不同，以哪个为准" in html
    assert "6,500.00" in html
    client.post(address, {"take": "1", "keep_2": "sheet"})
    found = {row.period: (row.due, row.rival_due) for row in Claim.objects.filter(case=one.case)}
    assert found["2026-01"] == (Decimal(6500), None)
    assert found["2025-12"] == (Decimal(6000), Decimal(6600))
    assert claims(one, "?which=rivals").count('scope="rowgroup"') == 1


def test_a_preview_is_nobody_elses(one: Arrears) -> None:
    address = upload(signed_in(one.mediator), one, [worker(1)])
    assert signed_in(one.chair).get(address)["Location"].endswith("/claims/import/")


def test_a_file_that_is_none_is_refused_in_a_sentence(one: Arrears) -> None:
    file = SimpleUploadedFile("清单.xlsx", b"no spreadsheet")
    answer = signed_in(one.mediator).post(f"/cases/{one.case.code}/claims/import/", {"file": file})
    assert answer.status_code == 422


def test_the_empty_sheet_is_read_as_it_was_made(one: Arrears) -> None:
    data = signed_in(one.mediator).get(f"/cases/{one.case.code}/claims/template.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [str(cell).strip("*") for cell in rows[0]] == list(HEADS)
