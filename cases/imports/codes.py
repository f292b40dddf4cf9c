"""What offices write for the codes of 类别, 来源 and 结果."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .cells import Cell, narrow, shown, text
from .errors import Unreadable

#: What is written → the name of the code it means.
CATEGORY_SYNONYMS = {
    "经济补偿金": "经济补偿金/赔偿金",
    "经济补偿": "经济补偿金/赔偿金",
    "赔偿金": "经济补偿金/赔偿金",
    "经济补偿金和赔偿金": "经济补偿金/赔偿金",
    "经济补偿金、赔偿金": "经济补偿金/赔偿金",
    "拖欠工资": "拖欠劳动报酬",
    "欠薪": "拖欠劳动报酬",
    "加班费": "加班工资",
    "社保": "社会保险",
    "工伤": "工伤待遇",
    "休息休假": "工作时间和休假",
    "工作时间和休息休假": "工作时间和休假",
    "女职工和未成年工保护": "女职工和未成年工",
    "确认劳动关系争议": "确认劳动关系",
    "其它": "其他",
    "其它劳动争议": "其他劳动争议",
}
#: What is written → the names it may mean, said to the clerk instead of guessed.
CATEGORY_UNCLEAR = {
    "工资": ("拖欠劳动报酬", "加班工资"),
    "工资待遇": ("拖欠劳动报酬", "加班工资"),
    "补偿": ("经济补偿金/赔偿金", "工伤待遇"),
    "赔偿": ("经济补偿金/赔偿金", "工伤待遇"),
}
SOURCE_SYNONYMS = {
    "12351": "12351热线",
    "12351职工热线": "12351热线",
    "职工来访": "来访",
    "上门来访": "来访",
    "职工来信": "来信",
    "信件": "来信",
    "信息员": "信息员上报",
    "走访": "走访发现",
    "交办": "上级交办",
    "移送": "部门移送",
    "法院委派调解": "法院委派",
    "根治欠薪": "根治欠薪平台",
}
RESULT_SYNONYMS = {
    "书面协议": "达成书面协议",
    "口头协议": "达成口头协议",
    "当场履行": "即时履行",
    "撤回申请": "撤回",
    "仲裁": "转仲裁",
    "移交仲裁": "转仲裁",
    "移交劳动监察": "转劳动监察",
    "转监察": "转劳动监察",
}


@dataclass(frozen=True, slots=True)
class CodeBook:
    """One list of codes: ``names`` maps the name a clerk knows to the stable code, in the list's order."""

    names: Mapping[str, str]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, value: Cell) -> str:
        """The code ``value`` means: a name, a code, a known synonym."""
        typed = narrow(text(value, 64))
        short = typed.removesuffix("纠纷")
        named = {narrow(name): code for name, code in self.names.items()}
        for candidate in (typed, short, narrow(self.synonyms.get(short, ""))):
            if candidate in named:
                return named[candidate]
        if typed in self.names.values():
            return typed
        raise Unreadable(self._refusal(shown(value), typed))

    def name_of(self, code: str) -> str:
        """The name a clerk knows ``code`` by; the code itself where it has none."""
        return next((name for name, known in self.names.items() if known == code), code)

    def _refusal(self, written: str, typed: str) -> str:
        alike = (name for name in self.names if typed and (typed in name or name in typed))
        near = [name for name in self.unclear.get(typed, ()) if name in self.names] or list(alike)
        if len(near) > 1:
            return _("“%(value)s”可以是%(choices)s,请选定一个。") % {
                "value": written,
                "choices": "、".join(near),
            }
        choices = "、".join(near or self.names)
        return _("代码表里没有“%(value)s”，可以填：%(choices)s。") % {"value": written, "choices": choices}


@dataclass(frozen=True, slots=True)
class LedgerCodes:
    """The three lists a ledger draws on."""

    category: CodeBook
    source: CodeBook
    result: CodeBook


def ledger_codes(
    category: Mapping[str, str], source: Mapping[str, str], result: Mapping[str, str]
) -> LedgerCodes:
    """Lists (name → code) with the synonyms that belong to them."""
    return LedgerCodes(
        CodeBook(category, CATEGORY_SYNONYMS, CATEGORY_UNCLEAR),
        CodeBook(source, SOURCE_SYNONYMS),
        CodeBook(result, RESULT_SYNONYMS),
    )
