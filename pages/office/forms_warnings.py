"""Forms of the rules that make a wage warning's level, and of the amounts of 拒不支付."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import rules as rulebook
from workflows.models import WarningRule

LEVELS = [(1, gettext_lazy("一级")), (2, gettext_lazy("二级")), (3, gettext_lazy("三级，最紧急"))]


class WarningForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """What must be reached for which level; ``is_active`` off retires the rule."""

    level = forms.TypedChoiceField(label=gettext_lazy("预警级别"), coerce=int, choices=LEVELS)

    class Meta:
        model = WarningRule
        fields = ("threshold", "level", "window_days", "is_active")
        help_texts = {
            "threshold": gettext_lazy("天数、次数、人数、种数或元，按信号的种类。"),
            "window_days": gettext_lazy("只有“多次反映”和“欠薪记录”要写：往前数多少天。"),
        }

    def _post_clean(self) -> None:
        """The actions check the row."""


class NewWarningForm(WarningForm):
    """A rule that was not there."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]*$", label=gettext_lazy("规则编号"), max_length=40, help_text=gettext_lazy("小写英文字母、数字和下划线，定下后不再改变。"),
        error_messages={"invalid": gettext_lazy("编号只能用小写英文字母、数字和下划线，并以字母开头。")},
    )  # fmt: skip

    class Meta(WarningForm.Meta):
        fields = ("code", "measure", "threshold", "level", "window_days")  # type: ignore[assignment]  # more


class RefusalForm(forms.Form):
    """数额较大 as a province set it."""

    jurisdiction = forms.CharField(
        label=gettext_lazy("适用地域"),
        max_length=24,
        help_text=gettext_lazy("浙江写 zhejiang，其他写区划代码。"),
    )
    one_amount = forms.DecimalField(
        label=gettext_lazy("一名劳动者三个月以上(元)"), max_digits=10, decimal_places=2,
        help_text=gettext_lazy("司法解释的幅度：5,000 元至 20,000 元。"),
    )  # fmt: skip
    group_amount = forms.DecimalField(
        label=gettext_lazy("十名以上劳动者累计(元)"), max_digits=10, decimal_places=2,
        help_text=gettext_lazy("司法解释的幅度：30,000 元至 100,000 元。"),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("出处"), max_length=200, help_text=gettext_lazy("规定这个标准的文件和文号。")
    )

    def clean_jurisdiction(self) -> str:
        """A place we know how to tell."""
        place = str(self.cleaned_data.get("jurisdiction") or "").strip()
        if not rulebook.book().knows(place):
            raise ValidationError(_("看不出“%(place)s”是哪里，请写 zhejiang 或区划代码。") % {"place": place})
        return place
