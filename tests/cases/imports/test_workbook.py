"""A file that is not an honest small spreadsheet is refused with one sentence, before anything reads it."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.imports import workbook
from cases.imports.errors import FileRefused
from cases.imports.workbook import open_workbook

from .sheets import DATA, ledger_file, read, xlsx

HONEST = ledger_file({})


def repacked(changes: dict[str, bytes | None], source: bytes = HONEST) -> bytes:
    """``source`` with parts replaced, added or (None) taken away."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def sheet_xml(body: str, head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'.encode()


def with_sheet(body: str, head: str = "") -> bytes:
    return repacked({"xl/worksheets/sheet1.xml": sheet_xml(body, head)})


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "不是电子表格"),
        (b"MZ\x90\x00" + bytes(100), "不是电子表格"),
        ("编号,上报日期".encode(), "不是电子表格"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "xls"),
        (b"PK\x03\x04" + bytes(100), "损坏"),
        (HONEST[: len(HONEST) // 2], "损坏"),
        (repacked({"xl/workbook.xml": None}), "不是电子表格"),
        (repacked({"xl/workbook.xml": b"<oops"}), "损坏"),
        (repacked({"xl/worksheets/sheet1.xml": None}), "损坏"),
        (repacked({"xl/vbaProject.bin": b"macro"}), "宏"),
        (with_sheet("", '<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "损坏"),
        (with_sheet("", "<!DOCTYPE x>"), "损坏"),
        (
            with_sheet(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999"><c r="A99999"><v>1</v></c></row>'
            ),
            "行",
        ),
        (with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "列"),
        (with_sheet('<row r="x"><c r="A1"><v>1</v></c></row>'), "损坏"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(FileRefused, match=word):
        open_workbook(data)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", len(HONEST) - 1)
    with pytest.raises(FileRefused, match="MB"):
        open_workbook(HONEST)


def test_a_file_that_unfolds_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
    bomb = repacked({"xl/media/zero.bin": bytes(5_000_000)})
    assert len(bomb) < 50_000
    with pytest.raises(FileRefused, match="太大"):
        open_workbook(bomb)


def test_a_package_that_lies_about_its_size_never_unfolds_in_the_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The directory says 10 bytes; a reader that trusts the compressed stream would make millions of them."""
    honest = repacked({"xl/media/zero.bin": bytes(5_000_000)})
    size = (5_000_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    lying = honest.replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(FileRefused):
        open_workbook(lying)


def test_the_reader_meets_only_the_bytes_that_were_measured() -> None:
    """A stream that goes on behind the size and checksum its directory states would unfold in a reader that trusts it."""
    name = "xl/worksheets/sheet1.xml"
    part = sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>')
    whole = part + b" " * 3_000_000
    lying = repacked({name: whole})
    for wrong, right in (
        (len(whole).to_bytes(4, "little"), len(part).to_bytes(4, "little")),
        (zlib.crc32(whole).to_bytes(4, "little"), zlib.crc32(part).to_bytes(4, "little")),
    ):
        assert lying.count(wrong) == 2
        lying = lying.replace(wrong, right)
    assert open_workbook(lying)[0].rows == ((7.0,),)


def test_a_formula_that_only_points_at_another_cells_is_not_kept_as_half_a_text() -> None:
    body = '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f t="shared" si="0"/><v></v></c></row>'
    assert open_workbook(with_sheet(body))[0].rows == ((7.0, "#VALUE!"),)


def test_cells_of_style_alone_far_away_do_not_count() -> None:
    body = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    assert open_workbook(with_sheet(body))[0].rows == ((7.0,),)


def test_rows_keep_the_sheets_own_numbers_below_empty_ones() -> None:
    rows = open_workbook(xlsx([], [], [None, "甲"]))[0].rows
    assert [len(rows), rows[2]] == [3, ("", "甲")]


def test_error_values_and_uncalculated_formulas_are_not_taken_for_empty_cells() -> None:
    rows = open_workbook(
        xlsx(["甲", ("=", "=1/0", "#DIV/0!"), ("=", "=1+1", ""), ("=", "=1+1", 2), ("=", '=""', "")])
    )[0].rows
    assert rows[0][:4] == ("甲", "#DIV/0!", "=1+1", 2.0)


def test_a_workbook_that_counts_days_from_1904_is_read_so() -> None:
    data = ledger_file({})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = package.read("xl/workbook.xml").replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert open_workbook(repacked({"xl/workbook.xml": book}, data))[0].epoch == workbook.EPOCH_1904


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(position=st.integers(0, len(HONEST) - 1), value=st.integers(0, 255))
def test_one_wrong_byte_anywhere_ends_in_rows_or_in_a_refusal(position: int, value: int) -> None:
    data = bytearray(HONEST)
    data[position] = value
    with contextlib.suppress(FileRefused):
        read(bytes(data))


@settings(max_examples=150, deadline=None)
@given(position=st.integers(0, 10**6), junk=st.binary(min_size=1, max_size=8))
def test_junk_inside_a_sheet_ends_in_rows_or_in_a_refusal(position: int, junk: bytes) -> None:
    name = "xl/worksheets/sheet1.xml"
    source = (DATA / "ledger_messy.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        part = package.read(name)
    place = position % len(part)
    with contextlib.suppress(FileRefused):
        read(repacked({name: part[:place] + junk + part[place + len(junk) :]}, source))
