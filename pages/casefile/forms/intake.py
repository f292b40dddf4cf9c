"""Forms from the report to the end of verification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import ApplicationForm, BodyKind
from organizations.models import CodeList
from pages.casefile.forms import choices
from pages.casefile.forms.base import StepForm, day, line, note, one_of, pick, reason
from pages.labels import FINDINGS
from pages.labels import choices as codes
from record.timekeeping import day_of


class Contact(StepForm):
    """首次联系."""

    lead = _("和职工说上话了就登记，首次联系的期限就停下来。")
    may_be_earlier = True
    note = note(_("说了什么"), help_text=_("写一两句就够，例如：已电话联系，约明天到镇里来。"))


class Accept(StepForm):
    """受理."""

    lead = _("受理以后由主席指派调解员。类别不对的可以在这里改过来。")
    category = pick(_("类别"))
    note = note()

    def prepare(self) -> None:
        """The case's own category first."""
        self.offer("category", codes(CodeList.CATEGORY, present=self.desk.case.category))
        self.fields["category"].initial = self.desk.case.category


class Assign(StepForm):
    """指派调解员."""

    lead = _("调解员在前，主席、副主席在后；手上在办件数少的排在前面。指派后开始调查核实。")
    mediator = one_of(_("由谁来办"))
    note = note(_("交代的话"))

    def prepare(self) -> None:
        """Those who may be named."""
        self.offer("mediator", choices.mediators(self.desk))

    def data_for_step(self) -> dict[str, Any]:
        """The person for the name."""
        return {**super().data_for_step(), "mediator": choices.person(self.cleaned_data["mediator"])}


class Reassign(Assign):
    """改派."""

    lead = _("改派后由新的调解员接着办，已经走过的步骤和期限都不变。")
    note = None  # type: ignore[assignment]  # Django's way to leave a field out
    reason = reason(_("为什么改派"))


class RecordFinding(StepForm):
    """核实情况."""

    lead = _("核实的内容只有办案的人看得到，用人单位看不到。")
    may_be_earlier = True
    finding = one_of(_("结论"), list(FINDINGS.items()))
    note = note(_("怎么核实的，依据是什么"), required=True, rows=5)


class ReceiveApplication(StepForm):
    """收到调解申请."""

    lead = _(
        "上报不等于申请调解。从收到申请这天起，法律给十五天调解；申请会让对方知道申请人是谁，请先告诉职工。"
    )
    form = one_of(_("申请形式"), ApplicationForm.choices)
    received_on = day(_("收到申请的日期"))
    body_kind = one_of(_("由哪个组织调解"), BodyKind.choices)
    names_applicant = forms.BooleanField(
        label=_("已经告诉职工：申请会让单位知道是谁，职工同意"), required=False,
        help_text=_("职工没有同意的不要勾，可以先登记，但不能征询对方。"),
    )  # fmt: skip

    def prepare(self) -> None:
        """Today, and the body the case is at."""
        self.fields["received_on"].initial = day_of(self.desk.at)
        self.fields["body_kind"].initial = self.desk.case.dispute.body_kind or BodyKind.TOWN
        self.fields["names_applicant"].initial = self.desk.case.dispute.names_applicant


class Merge(StepForm):
    """并入另一案件."""

    lead = _("这一件会结束，由另一件接着办；统计时只算一件。")
    confirm = _("并入以后这一件就结束了，不能自动分开。")
    into = one_of(_("并入哪一件"), required=False)
    other = line(_("都不是？写另一件的编号"), 40, required=False)
    note = note(_("为什么是同一件事"))

    def prepare(self) -> None:
        """Likely ones; the address may suggest one."""
        found = choices.merge_targets(self.desk)
        self.offer("into", found)
        suggested = (self.desk.suggested or {}).get("into", "")
        self.fields["into"].initial = suggested
        if not found:
            self.fields["into"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """One of the two, and it must be there."""
        values = super().clean() or {}
        text = str(values.get("other") or "").strip() or str(values.get("into") or "")
        found = choices.case_named(self.desk, text) if text else None
        if found is None:
            self.add_error(
                "other", _("没有找到这个编号的案件，请核对。") if text else _("请选一件，或写编号。")
            )
        values["target"] = found
        return values

    def data_for_step(self) -> dict[str, Any]:
        """The case itself."""
        return {"into": self.cleaned_data["target"], "note": self.cleaned_data["note"]}


class Withdraw(StepForm):
    """撤回."""

    lead = _("只有职工自己要撤回才办。撤回以后案件就结束了，职工以后还可以再来。")
    confirm = _("撤回以后案件就结束了。请确认是职工本人的意思。")
    reason = reason(_("职工为什么撤回"))


class AskDecline(StepForm):
    """提请不予受理."""

    lead = _("主席同意后案件结束，并要在五个工作日内书面告知职工。")
    ground = one_of(_("理由"))
    reason = reason(_("说明"))

    def prepare(self) -> None:
        """Coded grounds."""
        self.offer("ground", codes(CodeList.DECLINE_GROUND))


class AskRefer(StepForm):
    """提请移送."""

    lead = _("主席同意后，案件移送给这个单位，它能看到这个案件，我们这边就结束了。")
    partner = one_of(_("移送给谁"))
    reason = reason()

    def prepare(self) -> None:
        """Bodies beside the unions of this case."""
        self.offer("partner", choices.partners(self.desk))

    def data_for_step(self) -> dict[str, Any]:
        """The body itself."""
        from organizations.models import PartnerBody

        return {
            **super().data_for_step(),
            "partner": PartnerBody.objects.get(pk=self.cleaned_data["partner"]),
        }


class AskNotConfirmed(StepForm):
    """提请认定不属实."""

    lead = _("主席同意后案件以“不属实”结束。先要记录核实情况。")
    reason = reason(_("依据"))
