"""Where to: a route for a day, a cycle, a relation, a round."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.imports.workbook import MOST_BYTES
from organizations.acting import Acting
from organizations.models import Checklist, ChecklistUse, Relation, Unit, UnitKind
from organizations.paths import under
from organizations.queries import employer_called
from pages.casefile.forms.base import day, line, pick
from protection import personal
from record.timekeeping import today

#: 长安: two or three firms an outing; the form has room for a few more.
STOPS = 5
MEGABYTE = 1024**2
PLACES = (UnitKind.VILLAGE, UnitKind.TRADE, UnitKind.AREA, UnitKind.ENTERPRISE)


def own_relations(
    acting: Acting, on: datetime.date, since: datetime.date | None = None
) -> list[tuple[Relation, str]]:
    """The contact points of whoever acts that are running on a day (or ran at some time since), each with its name.

    Three queries.
    """
    rows = list(
        Relation.objects.filter(
            person=acting.signs_as, starts_on__lte=on, ends_on__gte=since or on
        ).select_related("unit", "employer__unit", "cycle")
    )
    names = personal.read_many(row.worker_key for row in rows)
    return [(row, point_name(row, names)) for row in rows]


def point_name(row: Relation, names: Any) -> str:
    """What a 联系点 is called; a worker's name is among ``names``, by key."""
    if row.worker_key is not None:
        return str(names.get(row.worker_key, {}).get("name", "")) or _("联系的职工")
    place = row.employer or row.unit
    return place.name if place is not None else ""


def named(name: str, acting: Acting | None) -> dict[str, Any]:
    """A place by its name: a registered employer, a union of one's own or below, or the name as it was written."""
    unit = acting.unit if acting is not None else None
    county = (unit.county or unit) if unit is not None else None
    employer = employer_called(name, county) if name and county is not None else None
    if employer is None and name and unit is not None:
        union = Unit.objects.select_related("county", "town").filter(
            under(unit.path), name=name, kind__in=PLACES, is_active=True
        )  # fmt: skip
        if (found := union.first()) is not None:
            return {"unit": found}
    return {"employer": employer, "employer_name": "" if employer else name}


class CycleForm(forms.Form):
    """新增联系周期."""

    title = line(gettext_lazy("名称"), 60, help_text=gettext_lazy("例如：2026年度。"))
    starts_on = day(gettext_lazy("起"))
    ends_on = day(gettext_lazy("止"), gettext_lazy("最长一年。"))


class TableForm(forms.Form):
    """联系点一览表 as an .xlsx."""

    file = forms.FileField(
        label=gettext_lazy("联系点一览表(.xlsx)"),
        help_text=gettext_lazy("列：联系人、联系点名称、联络员。合并的单元格、上面的标题行都可以；括号里写帮扶单位。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("请选择一个 .xlsx 文件。"), "empty": gettext_lazy("这个文件是空的。")},
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Too large is said before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("文件有 %(size)d MB，最多 %(most)d MB，请分成几份再上传。")
                % {"size": -(-file.size // MEGABYTE), "most": MOST_BYTES // MEGABYTE}
            )
        return file


class RoundForm(forms.Form):
    """发起排查."""

    checklist = pick(gettext_lazy("用哪张清单"))
    month = line(gettext_lazy("月份"), 7, help_text=gettext_lazy("例如：2026-03。"))
    due_on = day(gettext_lazy("哪天前填报"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Checklist.objects.filter(use=ChecklistUse.SURVEY, is_active=True)
        field = self.fields["checklist"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.code, str(one)) for one in rows]
        self.fields["month"].initial = today().strftime("%Y-%m")
