"""Forms of what a county sets for its secondments: papers by direction, days of notice, shares of grades."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import ConsentKind, Grade
from workflows.secondment_changes import LONGEST_NOTICE

HELP = _("选“不需要”的，选送单位同意后直接交乡镇甄选。")


def _consent(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=ConsentKind.choices, help_text=HELP, widget=forms.RadioSelect
    )


class SecondmentSettingForm(forms.Form):
    """挂职设置."""

    consent_to_county = _consent(_("乡镇（街道）到县总工会挂职"))
    consent_to_town = _consent(_("企业、村（社区）到乡镇（街道）挂职"))
    consent_to_enterprise = _consent(_("到企业担任工会工作指导员"))
    notice_days = forms.IntegerField(
        label=_("公示工作日"), min_value=0, max_value=LONGEST_NOTICE, help_text=_("0 就是不公示。")
    )


class ShareForm(forms.Form):
    """等次比例."""

    grade = forms.ChoiceField(label=_("等次"), choices=Grade.choices)
    most = forms.IntegerField(
        label=_("最多（%）"), min_value=0, max_value=100,
        help_text=_("占本轮到岗并期满的人数，算出来不足一人的舍去。"),
    )  # fmt: skip
    is_active = forms.BooleanField(
        label=_("在用"), required=False, initial=True, help_text=_("不用了，这个等次就不限比例。")
    )
