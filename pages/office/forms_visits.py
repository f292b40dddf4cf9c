"""Forms of 走访任务 and 清单: how often who goes, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import EACH_RELATION, ChecklistUse, ContactDuty, DutyWhat, ItemType, Level
from organizations.roles import CONTACT_ROLES, DECIDING_ROLES, Role
from workflows.visit.who import VISITORS

#: Rows left free at the end of a list.
FREE_ROWS, FIRST_ROWS = 3, 5
BETWEEN = "、"


class DutyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """How often, or no longer at all."""

    class Meta:
        model = ContactDuty
        fields = ("least", "most", "is_active")
        help_texts = {
            "least": _("一个联系周期里至少几次；没有做到的算欠。"),
            "most": _("文件里写“1至2次”的，这里写2；只作说明。"),
        }

    def _post_clean(self) -> None:
        """The actions check the row."""


class NewDutyForm(forms.Form):
    """A duty of a role at a level."""

    role = forms.ChoiceField(label=_("职务"))
    level = forms.TypedChoiceField(label=_("层级"), coerce=int)
    what = forms.ChoiceField(label=_("任务"))
    least = forms.IntegerField(label=_("至少次数"), min_value=1, max_value=99, initial=1)
    most = forms.IntegerField(label=_("通常最多"), min_value=1, max_value=99, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [
            *DECIDING_ROLES,
            *sorted(CONTACT_ROLES),
            *sorted(VISITORS - set(DECIDING_ROLES) - CONTACT_ROLES),
        ]
        self._offer("role", [(role, str(Role(role).label)) for role in roles])
        levels = [one for one in Level if one <= Level.COUNTY]
        self._offer("level", [(one.value, str(one.label)) for one in reversed(levels)])
        self._offer("what", [(one.value, str(one.label)) for one in DutyWhat if one not in EACH_RELATION])

    def _offer(self, name: str, rows: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows


class ChecklistForm(forms.Form):
    """A new version of a list: its items one a row, in their order; an item left without a name is left out."""

    name_zh = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80)
    note = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("条目从哪份文件来；自己拟的也写明。")
    )

    def __init__(self, items: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        count = len(self.items) + (FREE_ROWS if self.items else FIRST_ROWS)
        self.numbers = range(1, count + 1)
        for number in self.numbers:
            known = self.items[number - 1] if number <= len(self.items) else {}
            self._row(number, known)

    def _row(self, number: int, known: Mapping[str, Any]) -> None:
        words = {"n": number}
        rows: dict[str, forms.Field] = {
            "name": forms.CharField(label=_("第 %(n)d 条") % words, max_length=60, required=False, initial=known.get("name", "")),
            "type": forms.ChoiceField(label=_("怎样填"), choices=ItemType.choices, required=False, initial=known.get("type", ItemType.YES_NO)),
            "options": forms.CharField(
                label=_("选项（选择题写，用顿号隔开）"), max_length=300, required=False, initial=BETWEEN.join(known.get("options", ()))
            ),
            "english": forms.CharField(label=_("英文"), max_length=120, required=False, initial=known.get("name_en", "")),
        }  # fmt: skip
        for name, field in rows.items():
            self.fields[f"{name}_{number}"] = field

    def head(self) -> list[Any]:
        """The fields of the list itself, bound."""
        return [one for one in self if not one.name.rpartition("_")[2].isdigit()]

    def rows(self) -> list[tuple[int, list[Any]]]:
        """The fields of each item, bound."""
        names = ("name", "type", "options", "english")
        return [(number, [self[f"{name}_{number}"] for name in names]) for number in self.numbers]

    def given(self) -> list[dict[str, Any]]:
        """The items, from a valid form. A known item keeps its key, by which years are added up."""
        return [self._item(number) for number in self.numbers if self.cleaned_data[f"name_{number}"].strip()]

    def _item(self, number: int) -> dict[str, Any]:
        given = {
            name: self.cleaned_data[f"{name}_{number}"] for name in ("name", "type", "options", "english")
        }
        key = self.items[number - 1]["key"] if number <= len(self.items) else self._fresh_key(number)
        item = {
            "key": key,
            "name": given["name"].strip(),
            "name_en": given["english"].strip(),
            "type": given["type"] or ItemType.YES_NO,
        }
        if item["type"] == ItemType.CHOICE:
            item["options"] = [
                one
                for one in given["options"].replace(",", BETWEEN).replace("，", BETWEEN).split(BETWEEN)
                if one.strip()
            ]
        return item

    def _fresh_key(self, number: int) -> str:
        """A key no item of this version has."""
        known = {one["key"] for one in self.items}
        return next(key for step in range(100) if (key := f"item_{number + step * 100}") not in known)


class NewChecklistForm(ChecklistForm):
    """A list that was not there."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]*$", label=_("代码"), max_length=32, help_text=_("小写英文字母、数字和下划线，定下后不再改变。"),
        error_messages={"invalid": _("编号只能用小写英文字母、数字和下划线，并以字母开头。")},
    )  # fmt: skip
    use = forms.ChoiceField(label=_("用在"), choices=ChecklistUse.choices)
    field_order = ("code", "use", "name_zh", "name_en", "note")
