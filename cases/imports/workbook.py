"""Opening a spreadsheet somebody sent: what is not an honest small .xlsx is refused before anything reads it.

The reader (calamine) lays a sheet out as a full rectangle and gives an empty cell for a formula that was never
calculated and for an error value. So each sheet is first walked through as XML: its corners are measured, and what
would be lost is noted and put back.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring, iterparse
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from .cells import Cell
from .dates import EPOCH
from .errors import FileRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
EPOCH_1904 = datetime.date(1904, 1, 1)

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. ``rows[0]`` is the sheet's row 1, whatever is in it.

    ``merged`` are merged cells as (first row, first column, last row, last column), from 0: only the first holds a value.
    """

    name: str
    rows: tuple[Row, ...]
    epoch: datetime.date = EPOCH
    merged: tuple[tuple[int, int, int, int], ...] = ()


def open_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The worksheets of an .xlsx file, in order. Raises ``FileRefused`` with one sentence."""
    parts = _unpack(data)
    try:
        book = fromstring(parts["xl/workbook.xml"], forbid_dtd=True)
        places = _places(book, parts)
        notes = {name: _walk(parts[place]) for name, place in places.items()}
        reader = CalamineWorkbook.from_filelike(io.BytesIO(_pack(parts)))
        sheets = [(name, reader.get_sheet_by_name(name)) for name in places]
        read = [(name, sheet.to_python(skip_empty_area=False), _merged(sheet)) for name, sheet in sheets]
    except (KeyError, ParseError, DefusedXmlException, CalamineError, ValueError, OverflowError) as error:
        raise FileRefused(_("文件已损坏，或不是规范的 .xlsx 表格，请用表格软件另存一份再上传。")) from error
    epoch = EPOCH_1904 if _counts_from_1904(book) else EPOCH
    return tuple(Sheet(name, _restored(rows, notes[name]), epoch, merged) for name, rows, merged in read)


def _merged(sheet: CalamineSheet) -> tuple[tuple[int, int, int, int], ...]:
    """Merged cells of a sheet."""
    return tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())


def _unpack(data: bytes) -> dict[str, bytes]:
    """The parts of the package, never more than ``MOST_UNPACKED`` bytes of them whatever its directory claims."""
    if len(data) > MOST_BYTES:
        raise FileRefused(_("文件超过 %(size)d MB,请分成几份再上传。") % {"size": MOST_BYTES // 1024**2})
    if data.startswith(_OLE):
        raise FileRefused(_("这是旧式 .xls 文件或加了密码的文件，请去掉密码并另存为 .xlsx 再上传。"))
    if not data.startswith(b"PK\x03\x04"):
        raise FileRefused(_("这不是电子表格文件，请上传 .xlsx 文件。"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _measured(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileRefused(_("文件已损坏或加了密码，请用表格软件另存一份再上传。")) from error


def _measured(package: zipfile.ZipFile) -> dict[str, bytes]:
    names = [info for info in package.infolist() if not info.is_dir()]
    if "xl/workbook.xml" not in package.namelist():
        raise FileRefused(_("这不是电子表格文件，请上传 .xlsx 文件。"))
    if any(info.filename.lower().endswith("vbaproject.bin") for info in names):
        raise FileRefused(_("文件里带有宏，请另存为不带宏的 .xlsx 再上传。"))
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for info in names:
        with package.open(info) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0 or len(names) > MOST_PARTS:
            raise FileRefused(_("文件展开后太大，请只保留台账一张表再上传。"))
        parts[info.filename] = content
    return parts


def _pack(parts: dict[str, bytes]) -> bytes:
    """The same package without compression, so that the reader meets exactly the bytes that were measured."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def _places(book: Element, parts: dict[str, bytes]) -> dict[str, str]:
    """Worksheet name → name of its part, in the workbook's order."""
    relations = fromstring(parts["xl/_rels/workbook.xml.rels"], forbid_dtd=True)
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations
        if relation.get("Type", "").endswith("/worksheet")
    }
    sheets = [element for element in book.iter() if _local(element) == "sheet"]
    return {
        sheet.get("name", ""): posixpath.normpath(
            posixpath.join("/xl", targets[sheet.get(_RELATION)])
        ).lstrip("/")
        for sheet in sheets
        if sheet.get(_RELATION) in targets
    }


def _counts_from_1904(book: Element) -> bool:
    return any(
        _local(element) == "workbookPr" and element.get("date1904", "0") in ("1", "true")
        for element in book.iter()
    )


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _walk(part: bytes) -> dict[tuple[int, int], str]:
    """What the reader would lose of a sheet, by (row, column) from 0. Raises where the sheet is too large."""
    lost: dict[tuple[int, int], str] = {}
    row = column = -1
    for event, element in iterparse(io.BytesIO(part), events=("start", "end"), forbid_dtd=True):
        name = _local(element)
        if event == "start" and name == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "start" and name == "c":
            row, column = _position(element.get("r"), row, column)
        elif name == "c":
            _check_corner(row, column, bool(len(element)))
            if (text := _would_be_lost(element)) is not None:
                lost[row, column] = text
            element.clear()
        elif name == "row":
            element.clear()
    return lost


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """(row, column) from 0 of a cell's reference; the next cell where it has none."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return row, column + 1
    number = 0
    for letter in match.group(1):
        number = number * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, number - 1


def _check_corner(row: int, column: int, filled: bool) -> None:
    if filled and row >= MOST_ROWS:
        raise FileRefused(_("表格超过 %(rows)d 行，请分成几份再上传。") % {"rows": MOST_ROWS})
    if filled and column >= MOST_COLUMNS:
        raise FileRefused(_("表格超过 %(columns)d 列，请只保留台账的列再上传。") % {"columns": MOST_COLUMNS})


def _would_be_lost(cell: Element) -> str | None:
    """The text of an error value, or of a formula without a calculated value; else None."""
    inside = {_local(child): child.text or "" for child in cell}
    if cell.get("t") == "e":
        return inside.get("v") or "#N/A"
    if "f" in inside and not inside.get("v"):
        # A formula of type str without a value was calculated, to an empty text; one that shares another cell's
        # formula has no text of its own to keep.
        if cell.get("t") == "str":
            return None
        return "=" + inside["f"] if inside["f"] else "#VALUE!"
    return None


def _restored(rows: Sequence[Sequence[Cell]], lost: dict[tuple[int, int], str]) -> tuple[Row, ...]:
    """The reader's rows with what it lost; the rectangle grows where only lost cells stood."""
    height = max([len(rows), *(row + 1 for row, _column in lost)])
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _row, column in lost)])
    grid = [list(row) + [""] * (width - len(row)) for row in rows] + [
        [""] * width for _ in range(height - len(rows))
    ]
    for (row, column), text in lost.items():
        grid[row][column] = text
    return tuple(tuple(row) for row in grid)
