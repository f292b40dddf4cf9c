"""Forms of employers, partner bodies and codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Code, CodeList, Employer, PartnerBody, UnitKind
from pages.office.desk import Desk
from pages.office.fields import UnitField


class EmployerForm(forms.Form):
    """用人单位."""

    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("营业执照上的全称。"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("18位，在营业执照上；暂时不知道可以不填。"),
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)

    def __init__(self, desk: Desk, employer: Employer | None, *args: Any, **kwargs: Any) -> None:
        if employer is not None:
            kwargs["initial"] = {
                "name": employer.name, "uscc": employer.uscc, "address": employer.address, "unit": employer.unit,
                "union": employer.union, "is_active": employer.is_active,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            desk=desk, label=_("所在地工会"), help_text=_("没有企业工会时，案件从这里开始。")
        )
        self.fields["union"] = UnitField(desk=desk, label=_("本企业工会"), required=False)
        if employer is not None:
            self.fields["is_active"] = forms.BooleanField(label=_("在用"), required=False)

    def clean_union(self) -> Any:
        """Only an enterprise union can be it."""
        union = self.cleaned_data.get("union")
        if union is not None and union.kind != UnitKind.ENTERPRISE:
            raise forms.ValidationError(_("“%(name)s”不是企业工会。") % {"name": union.name})
        return union


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """协作单位."""

    class Meta:
        model = PartnerBody
        fields = ("kind", "name", "is_active")

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["is_active"]
            self.fields["beside"] = UnitField(
                desk=desk, label=_("所在工会"), help_text=_("与哪一级工会同桌办公。")
            )

    def _post_clean(self) -> None:
        """The actions check the row."""


class CodeForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """What may be changed of a code."""

    class Meta:
        model = Code
        fields = ("name_zh", "name_en", "order", "is_labour", "is_active")
        help_texts = {"order": _("数字小的排在前面。")}

    def __init__(self, code_list: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if code_list != CodeList.CATEGORY:
            del self.fields["is_labour"]

    def _post_clean(self) -> None:
        """The actions check the row."""


class NewCodeForm(CodeForm):
    """A new entry of a list."""

    class Meta(CodeForm.Meta):
        fields = ("code", "name_zh", "name_en", "order", "is_labour")
        help_texts = {**CodeForm.Meta.help_texts, "code": _("小写英文字母、数字和下划线，定下后不再改变。")}
