"""Forms of the three papers, of the order to pay and of the roads out of the union's hands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import OpinionOutcome, RoadOutcome
from cases.wages import roads
from organizations.code_values import Road
from organizations.models import CodeList, PartnerBody, PartnerKind
from pages.casefile.forms.base import StepForm, day, note, one_of, pick, reason
from pages.casefile.forms.choices import ladder
from pages.labels import label
from pages.speech import headed
from pages.wages.facts import road_facts
from record.timekeeping import day_of


class SendTip(StepForm):
    """发提示函."""

    lead = _(
        "第一封函：请单位尽快付清。法律没有规定答复期限，答复目标是本单位自己定的。用语固定，不写是谁反映的。"
    )
    confirm = _("函件发出后，用人单位马上就能看到，收不回来。")


class SendOpinion(StepForm):
    """发意见书."""

    lead = _(
        "单位应在收到之日起十五个工作日内改正并书面答复（浙江省工会劳动法律监督条例第二十二条）。用语固定，不写是谁反映的。"
    )
    confirm = _("意见书发出后，用人单位马上就能看到，收不回来；法定答复期限开始计算。")


class OpinionResult(StepForm):
    """登记意见书结果."""

    lead = _("拒收、逾期不答复或者无正当理由不改正的，地方总工会可以向人社部门提出建议书（条例第二十三条）。")
    outcome = one_of(_("结果"), [choice for choice in OpinionOutcome.choices if choice[0]])
    note = note(_("经过"), required=True)


class SendAdvice(StepForm):
    """向人社部门提出建议书."""

    lead = _("由地方总工会提出，请人社部门依法查处。法律没有规定反馈期限，反馈目标是本单位自己定的。")
    partner = one_of(_("送给哪个人社部门"))
    note = note()

    def prepare(self) -> None:
        """Labour offices beside the handling union and those above it."""
        rows = _partners(self, kind=PartnerKind.LABOUR_OFFICE)
        self.offer("partner", rows)
        if len(rows) == 1:
            self.fields["partner"].initial = rows[0][0]
        if not rows:
            self.fields["partner"].help_text = _("还没有登记人社部门，请系统管理员在“协作单位”里登记。")

    def data_for_step(self) -> dict[str, Any]:
        """The body for its number."""
        return {**super().data_for_step(), "partner": _partner(self.cleaned_data["partner"])}


class AdviceFeedback(StepForm):
    """登记建议书反馈."""

    answered_on = day(_("哪天反馈的"))
    note = note(_("反馈了什么"), required=True)

    def prepare(self) -> None:
        """Today unless said."""
        self.fields["answered_on"].initial = day_of(self.desk.at)


class OrderToPay(StepForm):
    """登记责令支付."""

    lead = _("人社部门下达的责令支付文书。过了限期还不付，才谈得上拒不支付劳动报酬。")
    ordered_on = day(_("责令之日"))
    pay_by = day(_("限期支付到哪天"))
    note = note(_("文书名称和文号"), required=True)


class HandOver(StepForm):
    """移交其他途径."""

    lead = _("移交以后工会接着跟，收到的款照样登记。现在能走的路和依据写在每一项后面。")
    road = one_of(_("走哪条路"))
    partner = pick(_("交给哪个单位"), _("名单里没有的可以不选。"), required=False)
    has_iou = forms.BooleanField(label=_("职工手里有工资欠条"), required=False)
    has_title = forms.BooleanField(label=_("已经有调解书、裁决、判决或支付令"), required=False)
    reason = reason(_("移交的理由"))

    def prepare(self) -> None:
        """Roads that are open now, the nearest first, each with its ground; two more that a paper in hand opens."""
        case = self.desk.case
        facts = road_facts(case, self.desk.at)
        ways = roads.next_roads(case.wage_arrears.road, case.wage_arrears.road_outcome, facts)
        found = [(str(way.road), headed(label(CodeList.ROAD, str(way.road)), way.ground)) for way in ways]
        open_now = {code for code, _words in found}
        for road, needs in (
            (Road.LAWSUIT, _("要有工资欠条，请勾选。")),
            (Road.ENFORCEMENT, _("要有生效的法律文书，请勾选。")),
        ):
            if str(road) not in open_now:
                found.append((str(road), headed(label(CodeList.ROAD, str(road)), needs)))
        self.offer("road", found)
        self.offer("partner", _partners(self))
        suggested = (self.desk.suggested or {}).get("road")
        if suggested in {code for code, _words in found}:
            self.fields["road"].initial = suggested

    def data_for_step(self) -> dict[str, Any]:
        """The body for its number."""
        chosen = self.cleaned_data["partner"]
        return {**super().data_for_step(), "partner": _partner(chosen) if chosen else None}


class RoadResult(StepForm):
    """登记途径结果."""

    lead = _("付了款的先登记收款。支付令失效或者退回的，接着走下一条合法的路。")
    outcome = one_of(_("结果"), [choice for choice in RoadOutcome.choices if choice[0]])
    note = note(_("经过"), required=True)

    def prepare(self) -> None:
        """Only a payment order lapses."""
        road = self.desk.case.wage_arrears.road
        rows = [choice for choice in RoadOutcome.choices if choice[0]]
        if road != Road.PAYMENT_ORDER:
            rows = [choice for choice in rows if choice[0] != RoadOutcome.LAPSED]
        self.offer("outcome", [(str(code), str(words)) for code, words in rows])


def _partners(form: StepForm, **only: Any) -> list[tuple[str, str]]:
    rows = PartnerBody.objects.filter(beside__path__in=ladder(form.desk.case), is_active=True, **only)
    return [
        (str(row.pk), f"{row.name} · {row.get_kind_display()}({row.beside.short_name})")
        for row in rows.select_related("beside")
    ]


def _partner(chosen: str) -> PartnerBody:
    return PartnerBody.objects.get(pk=int(chosen))
