"""Official divisions (行政区划) from a CSV file: code, name, level, parent, in any order of rows and columns."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
CODE, NAME, LEVEL, PARENT = COLUMNS = ("code", "name", "level", "parent")
HEADINGS = {
    "code": CODE, "代码": CODE, "区划代码": CODE,
    "name": NAME, "名称": NAME,
    "level": LEVEL, "级别": LEVEL, "层级": LEVEL,
    "parent": PARENT, "上级": PARENT, "上级代码": PARENT,
}  # fmt: skip
#: Levels from the top, with the digits of a code at each (国家统计局 统计用区划代码).
DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
LEVELS = {
    **{level: level for level in DIGITS},
    "省": "province", "市": "city", "县": "county", "乡镇": "town", "街道": "town", "村": "village", "社区": "village",
}  # fmt: skip
ORDER = {level: place for place, level in enumerate(DIGITS)}
LONGEST_NAME = 60
#: Under this key stands what a row holds beyond its headings.
BEYOND = ""


class DivisionsRefused(Exception):
    """The whole file cannot be taken; ``str()`` is one sentence."""


@dataclass(frozen=True, slots=True)
class Division:
    """One division; ``parent`` is empty for a province only."""

    row: int
    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class BadDivision:
    """A row that was not taken. ``row`` is the file's line of that row, from 1."""

    row: int
    column: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command's answer."""
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Divisions:
    """``rows`` stand with every parent before its children; ``left_out`` counts good rows outside the root."""

    rows: tuple[Division, ...]
    refused: tuple[BadDivision, ...]
    duplicates: int
    left_out: int

    @property
    def read(self) -> int:
        """How many rows the file holds."""
        return len(self.rows) + len(self.refused) + self.duplicates + self.left_out


def read_divisions(
    data: bytes, *, root: str | None = None, known: Mapping[str, str] | None = None
) -> Divisions:
    """Read the file; with ``root``, only that division, all below it, and its ancestors.

    ``known`` maps the codes of divisions that exist already to their levels: a parent may be one of them. Raises
    ``DivisionsRefused`` for a file that is no such table, and for a root that is in neither.
    """
    good: dict[str, Division] = {}
    refused: list[BadDivision] = []
    duplicates = 0
    for row, cells in _table(decoded(data)):
        found = _division(row, cells)
        earlier = good.get(found.code) if isinstance(found, Division) else None
        if isinstance(found, BadDivision):
            refused.append(found)
        elif earlier is None:
            good[found.code] = found
        elif _facts(earlier) == _facts(found):
            duplicates += 1
        else:
            reason = _("代码 %(code)s 在第 %(row)d 行已经用过，内容与这一行不同。")
            refused.append(BadDivision(row, CODE, reason % {"code": found.code, "row": earlier.row}))
    placed, orphans = _placed(good, known or {})
    chosen = placed if root is None else _within(placed, root, known or {})
    return Divisions(
        tuple(chosen),
        tuple(sorted([*refused, *orphans], key=lambda bad: bad.row)),
        duplicates,
        len(placed) - len(chosen),
    )


def decoded(data: bytes) -> str:
    """The file's text, in UTF-8 with or without its mark, or in GB 18030 as offices' spreadsheets save it."""
    if len(data) > MOST_BYTES:
        raise DivisionsRefused(_("文件超过 %(size)d MB。") % {"size": MOST_BYTES // 1024**2})
    if b"\0" in data:
        raise DivisionsRefused(_("这不是 CSV 文本文件。"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DivisionsRefused(_("文件的文字编码认不出来，请存为 UTF-8 的 CSV。"))


def _table(text: str) -> Iterable[tuple[int, dict[str, str]]]:
    """(line, cells by column) of every row that is not blank."""
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = [
            (lines.line_num, [_clean(cell) for cell in line]) for line in lines if any(map(str.strip, line))
        ]
    except csv.Error as error:
        raise DivisionsRefused(
            _("这不是规范的 CSV 文件(第 %(line)d 行)。") % {"line": lines.line_num}
        ) from error
    columns = [HEADINGS.get(_clean(cell).lower()) for cell in rows[0][1]] if rows else []
    missing = "、".join(column for column in COLUMNS if column not in columns)
    twice = "、".join(column for column in COLUMNS if columns.count(column) > 1)
    if missing or twice:
        sentence = (
            _("第一行缺少这些列：%(columns)s。") if missing else _("第一行里这些列不止一个：%(columns)s。")
        )
        raise DivisionsRefused(sentence % {"columns": missing or twice})
    for row, cells in rows[1:]:
        named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        yield row, named | {BEYOND: "".join(cells[len(columns) :])}


def _clean(cell: str) -> str:
    """Full-width letters and digits made ordinary, without spaces: for codes and levels, not for names."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))


def _division(row: int, cells: Mapping[str, str]) -> Division | BadDivision:
    """The row's division, if each of its cells can stand."""
    code, level, parent = (_clean(cells.get(column, "")) for column in (CODE, LEVEL, PARENT))
    name = cells.get(NAME, "")
    kind = LEVELS.get(level.lower())
    if kind is None:
        reason = _("级别“%(level)s”不是 province、city、county、town、village 之一。")
        return BadDivision(row, LEVEL, reason % {"level": level[:20]})
    if not re.fullmatch(rf"[0-9]{{{DIGITS[kind]}}}", code):
        reason = _("代码“%(code)s”不是 %(digits)d 位数字。")
        return BadDivision(row, CODE, reason % {"code": code[:20], "digits": DIGITS[kind]})
    if cells.get(BEYOND):
        return BadDivision(row, NAME, _("这一行比表头多出几格；名称里有逗号的，要加引号。"))
    if not name or len(name) > LONGEST_NAME:
        return BadDivision(row, NAME, _("名称没有填写。") if not name else _("名称太长。"))
    if kind == "province" and parent:
        return BadDivision(row, PARENT, _("省一级不应有上级。"))
    if kind != "province" and not parent:
        return BadDivision(row, PARENT, _("没有写上级代码。"))
    return Division(row, code, name, kind, parent)


def _facts(division: Division) -> tuple[str, str, str]:
    return division.name, division.level, division.parent


def _placed(
    good: Mapping[str, Division], known: Mapping[str, str]
) -> tuple[list[Division], list[BadDivision]]:
    """Divisions from the top down, and those whose way up is broken, each with the reason."""
    placed: dict[str, Division] = {}
    orphans: list[BadDivision] = []
    for division in sorted(good.values(), key=lambda each: (ORDER[each.level], each.code)):
        above = placed[division.parent].level if division.parent in placed else known.get(division.parent)
        if division.level == "province":
            placed[division.code] = division
        elif above is None:
            reason = _("上级 %(parent)s 不在文件里，或者它自己没有被接受。")
            orphans.append(BadDivision(division.row, PARENT, reason % {"parent": division.parent}))
        elif ORDER[above] >= ORDER[division.level]:
            reason = _("上级 %(parent)s 的级别不高于这一行。")
            orphans.append(BadDivision(division.row, PARENT, reason % {"parent": division.parent}))
        else:
            placed[division.code] = division
    return list(placed.values()), orphans


def _within(placed: list[Division], root: str, known: Mapping[str, str]) -> list[Division]:
    """The root's subtree and its ancestors, still parents first."""
    by_code = {division.code: division for division in placed}
    if root not in by_code and root not in known:
        raise DivisionsRefused(_("文件里没有代码为 %(root)s 的区划。") % {"root": root})
    wanted = {root}
    above = by_code.get(root)
    while above is not None and above.parent:
        wanted.add(above.parent)
        above = by_code.get(above.parent)
    below = {root}
    for division in placed:
        if division.parent in below:
            below.add(division.code)
    return [division for division in placed if division.code in wanted | below]
