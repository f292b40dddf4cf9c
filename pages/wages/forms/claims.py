"""Forms of one claim: entered, put right, dropped, chosen between two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.casefile.forms import choices as shared
from pages.casefile.forms.base import StepForm, line, money, note, one_of, pick, reason
from pages.public.fields import Phone
from pages.speech import headed, spoken_money
from pages.wages.forms import choices

MONTH_HELP = _("写成 2026-03 的样子，不能晚于本月。")


class MonthInput(forms.TextInput):
    """The browser's own month picker; where there is none, a line of text."""

    input_type = "month"


def month_field() -> forms.CharField:
    """工资所属月份, as ``YYYY-MM``."""
    return forms.RegexField(
        r"^\d{4}-\d{2}$", label=_("工资所属月份"), widget=MonthInput(), help_text=MONTH_HELP,
        error_messages={"required": _("请选择月份。"), "invalid": _("月份要写成 2026-03 的样子。")},
    )  # fmt: skip


class Figures(StepForm):
    """应发、扣款、已发."""

    def zeroed(self) -> dict[str, Any]:
        """The verb's fields; an empty amount is nought."""
        return {name: 0 if value is None else value for name, value in super().data_for_step().items()}

    def data_for_step(self) -> dict[str, Any]:
        """What was left empty is nought."""
        return self.zeroed()


class AddClaim(Figures):
    """登记欠薪明细."""

    lead = _("一名职工一个月一项。尚欠 = 应发 − 扣款 − 已发。人多的，用“欠薪明细”里的表格导入更快。")
    template = "wages/form_claim.html"
    party = pick(_("哪位职工"), _("名单里没有的，不选，在下面写姓名。"), required=False)
    name = line(_("姓名(名单里没有的)"), 60, required=False)
    phone = Phone(label=_("电话"), required=False)
    id_number = line(_("身份证号"), 18, required=False, help_text=_("用来分清同名的人，单独加密保存。"))
    period = month_field()
    due = money(_("应发(元)"), required=True)
    deducted = money(_("扣款(元)"), _("社保、个税、依法扣除的。"))
    paid_before = money(_("已发(元)"), _("登记前已经拿到的。"))
    note = note(_("依据"), help_text=_("例如：工资条、考勤表、微信记录。"))

    def prepare(self) -> None:
        """The list of workers."""
        self.offer("party", shared.party_choices(self.desk.case))

    def clean(self) -> dict[str, Any]:
        """One of the two says who."""
        values = super().clean() or {}
        if not values.get("party") and not values.get("name") and not {"party", "name"} & set(self.errors):
            self.add_error("name", _("请选一位职工，或者写姓名。"))
        return values


class CorrectClaim(Figures):
    """更正欠薪明细."""

    lead = _("改前改后都留在记录里。已经收到的款多于更正后欠薪的，要先冲销收款。")
    claim = pick(_("哪一项"))
    due = money(_("应发(元)"), required=True)
    deducted = money(_("扣款(元)"))
    paid_before = money(_("已发(元)"))
    reason = reason(_("为什么更正"))

    def prepare(self) -> None:
        """The figures on file are typed already."""
        row = choices.offer_claims(self)
        if row is not None:
            for name in ("due", "deducted", "paid_before"):
                self.fields[name].initial = getattr(row, name)


class DropClaim(StepForm):
    """撤销欠薪明细."""

    lead = _("登记错了，或者职工本人不再主张的才撤销。收到过款的要先冲销收款。")
    claim = pick(_("哪一项"))
    reason = reason(_("为什么撤销"))

    def prepare(self) -> None:
        """Live claims."""
        choices.offer_claims(self)


class ChooseClaim(StepForm):
    """选定欠薪数额: the list and the phone differ."""

    lead = _("表格和职工本人填报的数额不一样，两边都看一看，选一个作准；没选的留在记录里。")
    template = "wages/form_choose.html"
    claim = pick(_("哪一项"))
    keep = one_of(_("以哪个为准"), [("kept", _("现在登记的")), ("rival", _("另一份"))])
    note = note(_("怎么核对的"), help_text=_("例如：对了考勤和工资条。"))

    def prepare(self) -> None:
        """The two, side by side."""
        row = choices.offer_claims(self, rivals=True)
        self.both = None
        if row is None:
            return
        sources = dict(row._meta.get_field("source").choices or ())
        self.both = [
            ("kept", sources.get(row.source, ""), row.due, row.deducted, row.paid_before, row.owed),
            ("rival", sources.get(row.rival_source, ""), row.rival_due, row.rival_deducted, row.rival_paid_before,
             (row.rival_due or 0) - (row.rival_deducted or 0) - (row.rival_paid_before or 0)),
        ]  # fmt: skip
        self.offer(
            "keep", [(key, headed(words, spoken_money(owed))) for key, words, *_figures, owed in self.both]
        )
