"""Reading checklists and the answers given to them. Pure but for ``in_use``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .errors import WrongValue
from .models import Checklist, ItemType

MOST_ITEMS, LONGEST_NAME, LONGEST_TEXT, MOST_NUMBER = 60, 60, 2_000, 1_000_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")


def in_use(code: str) -> Checklist:
    """The version in use. Raises WrongValue where there is none. One query."""
    found = Checklist.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise WrongValue(_("没有这张清单，或已停用。"), "checklist")
    return found


def check_items(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items as they are stored. Raises WrongValue for one that cannot be asked."""
    if not 1 <= len(items) <= MOST_ITEMS:
        raise WrongValue(_("一张清单应有1到60个条目。"), "items")
    stored = [_item(one) for one in items]
    keys = [one["key"] for one in stored]
    if len(keys) != len(set(keys)):
        raise WrongValue(_("清单里有两个条目代码相同。"), "items")
    return stored


def _item(one: Mapping[str, Any]) -> dict[str, Any]:
    key, name, kind = str(one.get("key", "")), str(one.get("name", "")).strip(), one.get("type")
    if not _KEY.fullmatch(key):
        raise WrongValue(_("条目代码只能用小写英文字母、数字和下划线，并以字母开头。"), "items")
    if not name or len(name) > LONGEST_NAME:
        raise WrongValue(_("条目名称应为1到60个字。"), "items")
    if kind not in ItemType.values:
        raise WrongValue(_("请从列表中选择一项。"), "items")
    stored = {"key": key, "name": name, "name_en": str(one.get("name_en", ""))[:120], "type": str(kind)}
    if kind == ItemType.CHOICE:
        options = [str(option).strip() for option in one.get("options", ())]
        if len(options) < 2 or not all(options) or len(set(options)) != len(options):
            raise WrongValue(_("选择题至少要有两个不同的选项。"), "items")
        stored["options"] = options  # type: ignore[assignment]  # the one value that is no text
    return stored


def check_answers(
    checklist: Checklist, given: Mapping[str, Any], needs_all: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """``(coded, texts)``: what may be counted in clear, and what people wrote, which is to be kept apart.

    A choice is stored as its place in the options, from 0. Raises WrongValue naming the item.
    """
    items = {item["key"]: item for item in checklist.items}
    if unknown := set(given) - set(items):
        raise WrongValue(_("清单里没有“%(name)s”这个条目。") % {"name": sorted(unknown)[0]}, "answers")
    coded: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for key, item in items.items():
        value = given.get(key)
        if value is None or value == "":
            if needs_all and item["type"] != ItemType.TEXT:
                raise WrongValue(_("“%(name)s”还没有填写。") % {"name": item["name"]}, "answers")
        elif item["type"] == ItemType.TEXT:
            texts[key] = _text(item, value)
        else:
            coded[key] = _coded(item, value)
    return coded, texts


def _text(item: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise WrongValue(_("“%(name)s”最多2000字。") % {"name": item["name"]}, "answers")
    return value.strip()


def _coded(item: Mapping[str, Any], value: Any) -> Any:
    kind = item["type"]
    if kind == ItemType.YES_NO and isinstance(value, bool):
        return value
    is_count = isinstance(value, int) and not isinstance(value, bool)
    if kind == ItemType.NUMBER and is_count and 0 <= value <= MOST_NUMBER:
        return value
    if kind == ItemType.CHOICE and value in item["options"]:
        return item["options"].index(value)
    raise WrongValue(_("“%(name)s”填写得不对。") % {"name": item["name"]}, "answers")
