"""Uploading a ledger, and choosing what an exported one holds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.imports.workbook import MOST_BYTES
from organizations.models import Unit

MEGABYTE = 1024**2
EARLIEST_YEAR, LATEST_YEAR = 1949, 2199
NAMES = [
    ("masked", gettext_lazy("遮住中间(张**、138****0000)")),
    ("full", gettext_lazy("完整，用于本级存档和报送上级；不要发给用人单位")),
]
WHICH = [("all", gettext_lazy("全部")), ("open", gettext_lazy("办理中")), ("closed", gettext_lazy("已办结"))]


class UploadForm(forms.Form):
    """One .xlsx of one town."""

    town = forms.ChoiceField(label=gettext_lazy("哪个乡镇(街道)的台账"))
    file = forms.FileField(
        label=gettext_lazy("台账文件(.xlsx)"),
        help_text=gettext_lazy("先预览，确认以后才导入。上面可以有标题行，列的次序不限。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("请选择一个 .xlsx 文件。"),
            "empty": gettext_lazy("这个文件是空的。"),
        },
    )

    def __init__(self, towns: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(town.code, town.short_name) for town in towns]
        field = self.fields["town"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices if len(choices) == 1 else [("", _("请选择")), *choices]
        self.towns = {town.code: town for town in towns}

    def clean_file(self) -> Any:
        """Too large is said before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("文件有 %(size)d MB,最多 %(most)d MB,请分成几份再上传。")
                % {"size": -(-file.size // MEGABYTE), "most": MOST_BYTES // MEGABYTE}
            )
        return file


class ExportForm(forms.Form):
    """What the ledger holds: reported in a period, of a town, open or closed."""

    since = forms.DateField(
        label=gettext_lazy("上报日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    town = forms.ChoiceField(label=gettext_lazy("乡镇(街道)"), required=False)
    which = forms.ChoiceField(label=gettext_lazy("办理情况"), choices=WHICH, required=False)
    names = forms.ChoiceField(label=gettext_lazy("姓名和电话"), choices=NAMES, required=False)

    def __init__(self, towns: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全部")), *((town.code, town.short_name) for town in towns)]

    def clean(self) -> dict[str, Any]:
        """A period runs forward, within the years a ledger can be of."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                self.add_error(name, _("请核对年份。"))
        if since and until and since > until:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return cleaned


def periods(today: datetime.date) -> list[tuple[str, datetime.date, datetime.date]]:
    """Periods a superior asks for: this month, this quarter, this year, last year."""
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.replace(month=1, day=1)
    before = year - datetime.timedelta(days=1)
    return [
        (_("本月"), today.replace(day=1), today),
        (_("本季"), quarter, today),
        (_("今年"), year, today),
        (_("去年"), before.replace(month=1, day=1), before),
    ]
