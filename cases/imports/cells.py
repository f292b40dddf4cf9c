"""What one cell means: the one meaning, or ``Unreadable`` with the reason. Dates and figures have files of their own."""

from __future__ import annotations

import datetime
import re
import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import uscc

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
#: A spreadsheet keeps 15 digits of a number; longer ones lost their end when they were typed.
KEPT_DIGITS = 15

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
            _("这一格应为文字，电子表格里却是“%(value)s”，请改成文本格式重新填写。") % {"value": shown(value)}
        )
    if len(kept) > longest:
        raise Unreadable(
            _("有 %(length)d 个字，最多 %(longest)d 个。") % {"length": len(kept), "longest": longest}
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
            raise Unreadable(_("号码按数字保存，后面的位数已经丢失，请改成文本格式重新填写。"))
        return str(int(value))
    return repr(float(value))


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
    raise Unreadable(_("“%(value)s”不是一个电话号码；一格只写一个号码。") % {"value": shown(value)})


def company_number(value: Cell) -> str:
    """A 统一社会信用代码 whose check character fits (GB 32100-2015), in capitals."""
    typed = narrow(text(value, 64)).upper().replace("-", "")
    if not uscc.is_valid(typed):
        raise Unreadable(
            _("统一社会信用代码“%(value)s”不正确：应为 18 位，最后一位是校验码；不知道可以留空。")
            % {"value": shown(value)}
        )
    return str(typed)
