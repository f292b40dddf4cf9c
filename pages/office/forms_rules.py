"""Forms of the calendar, the rules of time limits, and escalation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.office.fields import DateInput
from workflows import rules as rulebook
from workflows.escalation_changes import FIXED
from workflows.models import EscalationAct, EscalationRow, Rule

#: A notice is a page of text; a table of one year's days is smaller still.
MOST_BYTES = 200_000


class NoticeForm(forms.Form):
    """The State Council's notice, pasted or as a table."""

    text = forms.CharField(
        label=_("通知正文"), required=False, widget=forms.Textarea(attrs={"rows": 10}), max_length=20_000,
        help_text=_("从“一、元旦”开始，到最后一个节日为止，原样粘贴。"),
    )  # fmt: skip
    table = forms.FileField(
        label=_("或者上传表格"), required=False, help_text=_("CSV 文件，三列：日期、类别(放假或上班)、名称。"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("年份"),
        required=False,
        min_value=2004,
        max_value=2100,
        help_text=_("通知里写明年份的可以不填。"),
    )
    source = forms.CharField(
        label=_("文号或出处"),
        max_length=200,
        help_text=_("例如：国务院办公厅关于某年部分节假日安排的通知，国办发明电某年某号。"),
    )

    def clean_table(self) -> bytes:
        """The file's bytes, when it is small enough to be a table of days."""
        upload = self.cleaned_data.get("table")
        if upload is None:
            return b""
        if upload.size > MOST_BYTES:
            raise ValidationError(_("文件太大，一年的日历表不会超过200KB。"))
        content: bytes = upload.read()
        return content

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean() or {}
        if not values.get("text") and not values.get("table") and not self.errors:
            self.add_error("text", _("请粘贴通知正文，或者上传表格。"))
        return values


class PublishForm(forms.Form):
    """What the preview showed, sent back to be published."""

    days = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    year = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(widget=forms.HiddenInput, max_length=200)
    published_on = forms.DateField(widget=forms.HiddenInput, required=False)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """A version of a rule."""

    checked = forms.ChoiceField(
        label=_("核对情况"),
        choices=[("primary", _("已对照法律原文")), ("secondary", _("依据转述")), ("no", _("未核对"))],
    )
    pause_grounds = forms.CharField(
        label=_("中止情形"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一种。"),
    )

    class Meta:
        model = Rule
        fields = (
            "name_zh", "name_en", "law", "article", "jurisdiction", "overrides", "kind", "days", "months", "unit",
            "starts_on", "bound_party", "extension_days", "extension_unit", "extension_rule", "pause_grounds",
            "consequence", "effective_from", "effective_to", "checked", "unit_checked", "source", "note",
        )  # fmt: skip
        widgets = {
            "effective_from": DateInput(), "effective_to": DateInput(), "note": forms.Textarea(attrs={"rows": 3}),
        }  # fmt: skip
        help_texts = {
            "jurisdiction": _("全国写 national,浙江写 zhejiang,其他写区划代码。"),
            "overrides": _("地方规定优先于哪一条，写那一条的规则编号。"),
            "days": _("日数和月数只填一个；无固定期限的都不填。"),
            "effective_from": _("不写就是一直有效。从这一天起新开始的期限用这一版，正在计算的不变。"),
            "starts_on": _("从什么事起算，照法律原文写。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["pause_grounds"] = "\n".join(self.instance.pause_grounds)
            self.initial["effective_from"] = self.initial["effective_to"] = None

    def clean_overrides(self) -> str:
        """A rule that exists, or none."""
        other = str(self.cleaned_data.get("overrides") or "").strip()
        if other and other not in rulebook.book().versions:
            raise ValidationError(_("没有编号为 %(rule)s 的期限规则。") % {"rule": other})
        return other

    def clean_jurisdiction(self) -> str:
        """A place we know how to tell."""
        place = str(self.cleaned_data.get("jurisdiction") or "").strip()
        if not rulebook.book().knows(place):
            raise ValidationError(
                _("看不出“%(place)s”是哪里，请写 national、zhejiang 或区划代码。") % {"place": place}
            )
        return place

    def clean_pause_grounds(self) -> list[str]:
        """One ground a line."""
        lines = str(self.cleaned_data.get("pause_grounds") or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def _post_clean(self) -> None:
        """The actions check the row."""


class NewRuleForm(RuleForm):
    """A rule of our own: an internal target, or a law the list lacks."""

    rule_id = forms.RegexField(
        r"^[a-z][a-z0-9_]*$", label=_("规则编号"), max_length=50, help_text=_("小写英文字母、数字和下划线，定下后不再改变。"),
        error_messages={"invalid": _("编号只能用小写英文字母、数字和下划线，并以字母开头。")},
    )  # fmt: skip

    class Meta(RuleForm.Meta):
        fields = ("rule_id", "is_internal", *RuleForm.Meta.fields)  # type: ignore[assignment]  # more


class RetireForm(forms.Form):
    """The last day a rule holds."""

    last_day = forms.DateField(label=_("最后有效日"), widget=DateInput())


class EscalationForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """What is done, and when."""

    class Meta:
        model = EscalationRow
        fields: tuple[str, ...] = ("act", "offset", "unit", "level", "is_active")
        help_texts = {
            "offset": _("负数是到期之前，0是到期当天过后，正数是逾期之后。"),
            "level": _("不选就是各级都适用。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(act.value, act.label) for act in EscalationAct if act not in FIXED]
        self.fields["act"].choices = acts  # type: ignore[attr-defined]  # a TypedChoiceField

    def _post_clean(self) -> None:
        """The actions check the row."""


class NewEscalationForm(EscalationForm):
    """A new row of a clock."""

    class Meta(EscalationForm.Meta):
        fields = ("kind", "rule_id", "act", "offset", "unit", "level")

    def __init__(self, rules: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule_id"] = forms.ChoiceField(label=_("期限"), choices=rules)
        self.order_fields(["kind", "rule_id"])
