"""Uploading a spreadsheet of claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.imports.workbook import MOST_BYTES

MEGABYTE = 1024**2


class SheetForm(forms.Form):
    """One .xlsx."""

    file = forms.FileField(
        label=gettext_lazy("欠薪明细表(.xlsx)"),
        help_text=gettext_lazy("先预览，确认以后才登记。列的次序不限，上面可以有标题行；一次最多5000行。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("请选择一个 .xlsx 文件。"),
            "empty": gettext_lazy("这个文件是空的。"),
        },
    )

    def clean_file(self) -> Any:
        """Too large is said before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("文件有 %(size)d MB，最多 %(most)d MB，请分成几份再上传。")
                % {"size": -(-file.size // MEGABYTE), "most": MOST_BYTES // MEGABYTE}
            )
        return file
