"""What one cell means. Every reader returns the one meaning or raises ``Unreadable`` with the reason."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from . import numerals
from .errors import Unreadable

#: What a spreadsheet cell may hold once it has been read.
Cell = (
    str | float | int | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | None
)

#: Marks offices write where there is nothing to say.
NOTHING = frozenset({"", "/", "\\", "-", "--", "—", "——", "无"})
SHEET_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
EARLIEST = datetime.date(1949, 10, 1)
EPOCH = datetime.date(1899, 12, 30)
#: A spreadsheet keeps 15 digits of a number; longer ones lost their end when they were typed.
KEPT_DIGITS = 15
MOST_PEOPLE = 1_000_000
MOST_MONEY = Decimal(10) ** 12

_BETWEEN = r"[.\-/、。—–]"
_DATE = re.compile(
    rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})(?:[T ]\d{{1,2}}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_DATE_ZH = re.compile(r"(.{4})年(.{1,3})月(.{1,3}?)[日号]?")
_COUNT = re.compile(r"(.+?)(?:人次|人|名|位|个)?")
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(亿|万|千|百|元)?")
_MONEY_UNIT = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "元": 1, "": 1}
_PHONE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}(?:(?:转|-|ext\.?|#)(\d{1,6}))?")
_MOBILE = re.compile(r"(?:\+?86-?)?(1\d{2})-?(\d{4})-?(\d{4})")


def narrow(value: str) -> str:
    """Full-width letters and digits made ordinary, and every space taken out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value))


def shown(value: Cell) -> str:
    """A cell as the clerk sees it, cut to what fits a sentence."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    text = str(value).strip()
    return text if len(text) <= 40 else text[:40] + "…"


def is_blank(value: Cell) -> bool:
    """Nothing at all is in the cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def says_nothing(value: Cell) -> bool:
    """Empty, or one of the marks that mean 'nothing to say'."""
    return is_blank(value) or (isinstance(value, str) and narrow(value) in NOTHING)


def text(value: Cell, longest: int) -> str:
    """Text as typed, without control characters and outer spaces.

    A text that begins a formula stays the text it is. Raises for a spreadsheet's error value and for more than
    ``longest`` characters.
    """
    if isinstance(value, str):
        if value.strip() in SHEET_ERRORS:
            raise Unreadable(_("这一格是电子表格的错误值“%(value)s”。") % {"value": value.strip()})
        kept = "".join(character for character in value if not _is_hidden(character)).strip()
    elif value is None:
        kept = ""
    elif isinstance(value, int | float) and not isinstance(value, bool):
        kept = _digits(value)
    else:
        raise Unreadable(
            _("这一格应为文字,电子表格里却是“%(value)s”,请改成文本格式重新填写。") % {"value": shown(value)}
        )
    if len(kept) > longest:
        raise Unreadable(
            _("有 %(length)d 个字,最多 %(longest)d 个。") % {"length": len(kept), "longest": longest}
        )
    return kept


def _is_hidden(character: str) -> bool:
    """Control characters, halves of a character, and marks that turn the writing direction."""
    if character in "\n\t":
        return False
    return (
        unicodedata.category(character) in ("Cc", "Cs") or character in "\ufeff\u202a\u202b\u202c\u202d\u202e"
    )


def _digits(value: float) -> str:
    """A number cell as the digits typed; raises where the spreadsheet has already lost some."""
    if float(value).is_integer():
        if abs(value) >= 10**KEPT_DIGITS:
            raise Unreadable(_("号码按数字保存,后面的位数已经丢失,请改成文本格式重新填写。"))
        return str(int(value))
    return repr(float(value))


def day(value: Cell, epoch: datetime.date = EPOCH) -> datetime.date:
    """A date: a date cell, a spreadsheet's serial number counted from ``epoch``, or a full date in text.

    Years need four digits and every date its day; 26.3.5, 2026.3 and 3/5/2026 have more than one meaning.
    """
    found: datetime.date | None = None
    if isinstance(value, datetime.datetime):
        found = value.date()
    elif isinstance(value, datetime.date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _serial(float(value), epoch)
    elif isinstance(value, str):
        found = _written_date(unicodedata.normalize("NFKC", value).strip(), epoch)
    if found is None:
        raise Unreadable(
            _("“%(value)s”不是一个确定的日期,请写成 2026-03-05 的样子。") % {"value": shown(value)}
        )
    if found < EARLIEST:
        raise Unreadable(_("日期 %(date)s 太早,请核对年份。") % {"date": found.isoformat()})
    return found


def _serial(number: float, epoch: datetime.date) -> datetime.date | None:
    """The date of a serial number or of eight digits (20260305), or None."""
    whole = int(number) if number == number and abs(number) < 1e9 else -1
    if 10_000_000 <= whole <= 99_999_999:
        return _calendar(whole // 10_000, whole // 100 % 100, whole % 100) if number == whole else None
    # A smaller number in a date column (12, 300) is a slip of the hand; 110,000 is in 2201.
    return epoch + datetime.timedelta(days=whole) if 16_000 <= whole < 110_000 else None


def _written_date(typed: str, epoch: datetime.date) -> datetime.date | None:
    if match := _DATE.fullmatch(re.sub(rf"\s*({_BETWEEN})\s*", r"\1", typed)):
        return _calendar(*(int(part) for part in match.groups()[:3]))
    tight = re.sub(r"\s+", "", typed)
    if tight.isascii() and tight.isdigit() and len(tight) in (5, 8):
        return _serial(float(tight), epoch)
    match = _DATE_ZH.fullmatch(tight)
    if match is None:
        return None
    written_year, written_month, written_day = match.groups()
    parts = (
        numerals.year(written_year) or _plain(written_year),
        _number(written_month),
        _number(written_day),
    )
    return _calendar(*(part or 0 for part in parts))


def _calendar(year: int, month: int, of_month: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, of_month)
    except ValueError:
        return None


def _plain(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() else None


def _number(typed: str) -> int | None:
    """Digits or Chinese numerals, or None."""
    digits = _plain(typed.replace(",", "")) if re.fullmatch(r"\d+|\d{1,3}(,\d{3})+", typed) else None
    return digits if digits is not None else numerals.integer(typed)


def count(value: Cell) -> int:
    """How many people: 12, 12.0, 12人, 十二; at least one. 约10人, 3-5, 2.5 and -3 are refused."""
    found: int | None = None
    if isinstance(value, str):
        match = _COUNT.fullmatch(narrow(value))
        found = _number(match.group(1)) if match else None
    elif isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        found = int(value)
    if found is None:
        raise Unreadable(_("“%(value)s”不是一个确定的人数,请写一个整数。") % {"value": shown(value)})
    if not 1 <= found <= MOST_PEOPLE:
        raise Unreadable(_("“%(value)s”不是可能的人数,请写一个大于 0 的整数。") % {"value": shown(value)})
    return found


def money(value: Cell, unit: int = 1) -> Decimal:
    """Yuan, to the fen: 33600, 3.5万元, １２，０００, ¥3,500.00, 三万五千元.

    ``unit`` is what a bare number counts in (10,000 under a heading of 万元); a unit in the cell goes first.
    """
    amount: Decimal | None = None
    if isinstance(value, str):
        amount = _written_money(narrow(value), unit)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        # Six places are beyond what anybody types and short of what binary fractions spoil.
        amount = round(Decimal(repr(float(value))), 6) * unit
    if amount is None:
        raise Unreadable(_("“%(value)s”不是一个确定的金额,请写成数字,单位元。") % {"value": shown(value)})
    if amount < 0:
        raise Unreadable(_("金额“%(value)s”小于零。") % {"value": shown(value)})
    fen = amount.quantize(Decimal("0.01")) if amount < MOST_MONEY else None
    if fen is None or fen != amount:
        raise Unreadable(_("金额“%(value)s”太大,或者比分还细,请核对。") % {"value": shown(value)})
    return fen


def _written_money(typed: str, unit: int) -> Decimal | None:
    bare = re.sub(r"^(人民币|RMB|CNY|[¥¥])", "", typed, flags=re.IGNORECASE)
    bare = re.sub(r"(圆|块钱?|元)(整|正)?$", "元", bare)
    negative, bare = bare.startswith("-"), bare.removeprefix("-")
    parts = _AMOUNT.findall(
        bare.replace("万元", "万").replace("亿元", "亿").replace("千元", "千").replace("百元", "百")
    )
    if parts and "".join(number + size for number, size in parts) == re.sub(r"(?<=[亿万千百])元", "", bare):
        amount = _add_up(parts, unit)
    else:
        # Under a heading of 万元, 三千 alone may be thousands of either: only 三千元 is certain.
        spelled = numerals.integer(bare.removesuffix("元")) if unit == 1 or bare.endswith("元") else None
        amount = None if spelled is None else Decimal(spelled)
    return -amount if negative and amount is not None else amount


def _add_up(parts: list[tuple[str, str]], unit: int) -> Decimal | None:
    """3万5千 adds up; 3万5 (35,000 in speech, 30,005 on paper) does not, nor a fraction beside another part."""
    numbers = [Decimal(number.replace(",", "")) for number, _size in parts]
    if len(parts) == 1:
        return numbers[0] * (_MONEY_UNIT[parts[0][1]] if parts[0][1] else unit)
    sizes = [_MONEY_UNIT[size] if size else 0 for _number_, size in parts]
    falling = all(
        smaller and number * smaller < larger
        for larger, smaller, number in zip(sizes, sizes[1:], numbers[1:], strict=False)
    )
    whole = all(number == int(number) for number in numbers)
    return (
        sum((number * size for number, size in zip(numbers, sizes, strict=True)), Decimal())
        if falling and whole
        else None
    )


def phone(value: Cell) -> str:
    """One telephone number: a mobile as eleven digits, a line with its area code, an extension after 转."""
    typed = narrow(text(value, 64)).replace("—", "-").replace("(", "").replace(")", "-")
    if match := _MOBILE.fullmatch(typed):
        return "".join(match.groups())
    if match := _PHONE.fullmatch(typed):
        extension = match.group(1)
        line = typed[: match.start(1)].rstrip("转-#.ext") if extension else typed
        return f"{line}转{extension}" if extension else line
    if re.fullmatch(r"1\d{4}|[48]00-?\d{3}-?\d{4}", typed):
        return typed
    raise Unreadable(_("“%(value)s”不是一个电话号码;一格只写一个号码。") % {"value": shown(value)})


def company_number(value: Cell) -> str:
    """A 统一社会信用代码 whose check character fits (GB 32100-2015), in capitals."""
    typed = narrow(text(value, 64)).upper().replace("-", "")
    if not uscc.is_valid(typed):
        raise Unreadable(
            _("统一社会信用代码“%(value)s”不正确:应为 18 位,最后一位是校验码;不知道可以留空。")
            % {"value": shown(value)}
        )
    return str(typed)
