"""Forms of the ladder, supervision, colours, the emergency track and 中止."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Colour
from organizations.models import CodeList
from pages.casefile.forms import choices
from pages.casefile.forms.base import StepForm, day, note, one_of, pick, reason
from pages.labels import choices as codes


class HandUp(StepForm):
    """上交上一级工会."""

    lead = _("案件交给上一级工会办理，内部期限重新计算，法定期限照常走。本级以后还看得到，除非职工要求回避。")
    confirm = _("上交以后就由上一级工会来办。")
    reason = reason(_("为什么本级办不了"))


class TakeOver(StepForm):
    """上代下."""

    lead = _("由您所在的工会直接来办，下级不再办理。")
    confirm = _("案件会从下级工会转到您所在的工会。")
    reason = reason(_("为什么直接办理"))


class HandDown(StepForm):
    """交下级办理."""

    lead = _("小事在最近的工会解决。按规定必须由乡镇以上办理的，不会出现村和企业。")
    unit = pick(_("交给谁"))
    reason = reason()

    def prepare(self) -> None:
        """Unions below."""
        self.offer("unit", choices.units_below(self.desk))

    def data_for_step(self) -> dict[str, Any]:
        """The union itself."""
        return {**super().data_for_step(), "unit": choices.unit(self.cleaned_data["unit"])}


class Order(StepForm):
    """发督办单."""

    lead = _("承办工会要在三个工作日内答复原因和下一步。")
    note = note(_("督办的要求"), required=True)


class AnswerOrder(StepForm):
    """答复督办."""

    lead = _("写清楚为什么慢了，接下来哪天做什么。")
    note = note(_("原因和下一步"), required=True, rows=5)


class Urge(StepForm):
    """催办."""

    lead = _("提醒承办人一声，记录在案。")
    note = note(_("想说的话"))


class SetColour(StepForm):
    """调整风险等级."""

    lead = _("定为红色会马上启动应急处置，镇和县同时知道，一小时内要首报。")
    colour = one_of(_("等级"), Colour.choices)
    reason = reason()

    def prepare(self) -> None:
        """The present colour."""
        self.fields["colour"].initial = self.desk.case.colour


class DeclareEmergency(StepForm):
    """启动应急处置."""

    lead = _("镇和县马上知道，一小时内要首报，之后每天续报，直到主席解除。")
    confirm = _("启动以后，镇和县会马上接到报告。")
    reason = reason(_("发生了什么"))


class EmergencyEntry(StepForm):
    """应急续报."""

    lead = _("现在怎么样，做了什么，会不会扩大。写了就算报过一次。")
    note = note(_("现在的情况和处置"), required=True, rows=5)
    lead_person = pick(_("应急负责人"), required=False)

    def prepare(self) -> None:
        """Who leads; must be named once."""
        self.offer("lead_person", _leads(self))
        lead = self.desk.case.detail.emergency_lead
        self.fields["lead_person"].required = lead is None
        if lead is not None:
            self.fields["lead_person"].help_text = _("现在是 %(name)s,不换就不用选。") % {"name": lead.name}

    def data_for_step(self) -> dict[str, Any]:
        """``lead`` is the verb's name; here that word says what will follow."""
        chosen = self.cleaned_data["lead_person"]
        return {"note": self.cleaned_data["note"], "lead": choices.person(chosen) if chosen else None}


def _leads(form: StepForm) -> list[tuple[str, str]]:
    found = choices.mediators(form.desk)
    handler = form.desk.case.handler
    return [(handler.username, handler.name), *found] if handler else found


class StandDown(StepForm):
    """解除应急."""

    lead = _("解除以后不再续报，案件照常办。")
    reason = reason(_("为什么可以解除"))


class Suspend(StepForm):
    """中止."""

    lead = _("内部期限停下来，法定期限照常走。到了复查日要回来看原因还在不在。")
    ground = one_of(_("理由"))
    review_on = day(_("哪天复查"))
    reason = reason(_("说明"))

    def prepare(self) -> None:
        """Coded grounds."""
        self.offer("ground", codes(CodeList.SUSPEND_GROUND))


class Resume(StepForm):
    """恢复办理."""

    lead = _("回到中止前的那一步，期限接着算。")
    reason = reason(_("原因怎么消除的"))
