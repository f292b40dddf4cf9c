"""Forms of mediation, performance and the end."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from organizations.code_values import Result, Road
from organizations.models import CodeList
from pages.casefile.forms import choices
from pages.casefile.forms.base import StepForm, day, line, money, note, one_of, reason
from pages.labels import choices as codes
from record.timekeeping import day_of
from workflows.dispute.performance import AFTER_FAILURE, RESULT_OF_ROAD
from workflows.dispute.states import S
from workflows.models import Approval, Verdict
from workflows.shared.terms import AGREEMENTS, ENFORCEMENT, MOST_TERMS


class OnDay(StepForm):
    """A step that happened on a day."""

    day_field = ""

    def prepare(self) -> None:
        """Today unless said."""
        self.fields[self.day_field].initial = day_of(self.desk.at)


class AskOtherSide(OnDay):
    """征询对方意见."""

    lead = _("征询会让单位知道申请人是谁；职工已经同意。")
    day_field = "asked_on"
    asked_on = day(_("征询的日期"))
    note = note(_("怎么征询的"))


class OtherSideAgrees(OnDay):
    """对方同意调解."""

    day_field = "answered_on"
    answered_on = day(_("对方答复的日期"))
    note = note(_("谁答复的，怎么说的"))


class OtherSideDeclines(OtherSideAgrees):
    """对方不同意调解."""

    lead = _("记为“一方不同意调解”。接下来要书面告知双方，并告诉职工可以走哪些路。")


class SeatDelegates(StepForm):
    """登记双方代表到位."""

    lead = _("企业劳动争议调解委员会要有职工代表和企业代表双方到位，才能调解。")
    note = note(_("两边的代表是谁"))


class StartMediation(StepForm):
    """开始调解."""

    may_be_earlier = True
    note = note(_("时间、地点、谁主持"))


class RecordSession(StepForm):
    """记录调解过程."""

    may_be_earlier = True
    place = line(_("地点"), 100, required=False)
    note = note(_("经过"), required=True, rows=6, help_text=_("谁来了，各自怎么说，说到哪一步。"))


class Agree(StepForm):
    """达成协议: terms as rows, more of them on request; works without script."""

    lead = _("一项一项写清谁做什么、多少钱、哪天前做完；以后就按这张表一项一项跟。")
    START_ROWS = 2
    agreement = one_of(_("协议形式"))
    signed_on = day(_("签订日期"))
    note = note()

    def prepare(self) -> None:
        """Three kinds of agreement, and as many rows as are asked for."""
        self.offer("agreement", codes(CodeList.RESULT, only=[str(one) for one in AGREEMENTS]))
        self.fields["signed_on"].initial = day_of(self.desk.at)
        self.row_count = _rows(self.data.get("rows") or self.initial.get("rows"), self.START_ROWS)
        for number in range(self.row_count):
            self.fields[f"what_{number}"] = line(_("做什么"), 500, required=False)
            self.fields[f"amount_{number}"] = money(_("金额(元)"))
            self.fields[f"due_on_{number}"] = day(_("哪天前"), required=False)

    def term_rows(self) -> Iterable[list[BoundField]]:
        """The rows for the template."""
        for number in range(self.row_count):
            yield [self[f"{name}_{number}"] for name in ("what", "amount", "due_on")]

    def plain_fields(self) -> list[BoundField]:
        """Fields that are no rows."""
        return [self[name] for name in ("agreement", "signed_on", "note")]

    def clean(self) -> dict[str, Any]:
        """A row that was begun must be finished; one that is empty does not count."""
        values = super().clean() or {}
        terms = []
        for number in range(self.row_count):
            what = str(values.get(f"what_{number}") or "").strip()
            amount, due_on = values.get(f"amount_{number}"), values.get(f"due_on_{number}")
            if not (what or amount or due_on):
                continue
            if not what:
                self.add_error(f"what_{number}", _("请写明做什么。"))
            if due_on is None and f"due_on_{number}" not in self.errors:
                self.add_error(f"due_on_{number}", _("请写明哪天前做完。"))
            terms.append({"what": what, "amount": amount or Decimal(0), "due_on": due_on})
        if not terms and not self.errors:
            self.add_error("what_0", _("协议至少要有一项条款。"))
        values["terms"] = terms
        return values

    def data_for_step(self) -> dict[str, Any]:
        """The verb's fields."""
        return {name: self.cleaned_data[name] for name in ("agreement", "signed_on", "note", "terms")}


def _rows(asked: object, least: int) -> int:
    text = str(asked or "")
    return max(
        least, min(int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0, MOST_TERMS)
    )


class Fail(StepForm):
    """调解不成."""

    lead = _("接下来要在两个工作日内书面告知双方，并告诉职工可以走哪些路。")
    confirm = _("登记调解不成以后，调解就结束了。")
    ground = one_of(_("原因"))
    note = note()

    def prepare(self) -> None:
        """Coded grounds."""
        self.offer("ground", codes(CodeList.FAIL_GROUND))


class PerformTerm(OnDay):
    """登记履行."""

    lead = _("付了一部分也可以登记。凭证请另外用“提交材料”上传，种类选“履行凭证”，结案要用。")
    day_field = "performed_on"
    term = one_of(_("哪一项"))
    paid = money(_("这次付了多少(元)"), _("不涉及金钱的不用写。"))
    performed_on = day(_("履行的日期"))
    note = note(_("凭证是什么"), required=True, help_text=_("例如：银行转账回单、收条。"))

    def prepare(self) -> None:
        """Terms with something left; a single one is chosen already."""
        super().prepare()
        rows = choices.unperformed(self.desk.case)
        self.offer("term", rows)
        if len(rows) == 1:
            self.fields["term"].initial = rows[0][0]

    def clean_paid(self) -> Decimal:
        """Nothing is nought."""
        return self.cleaned_data.get("paid") or Decimal(0)


class Enforce(StepForm):
    """转入执行途径."""

    lead = _("协议逾期没有履行，帮职工选一条能要到钱的路。")
    road = one_of(_("走哪条路"))
    note = note(_("怎么办的"), required=True)

    def prepare(self) -> None:
        """Roads out of a breach."""
        self.offer("road", codes(CodeList.ROAD, only=[str(one) for one in ENFORCEMENT]))


class TakeRoad(Enforce):
    """转入后续途径."""

    lead = _("调解不成不是到头了。把职工接下来走的路登记下来，仲裁时效还在算。")

    def prepare(self) -> None:
        """Roads after failure."""
        self.offer("road", codes(CodeList.ROAD, only=[str(one) for one in AFTER_FAILURE]))


class InformParties(StepForm):
    """告知双方."""

    lead = _("书面告诉双方调解不成，并告诉职工：可以申请仲裁、法律援助、劳动监察，仲裁时效到哪一天。")
    may_be_earlier = True
    note = note(_("怎么告知的"), required=True)


class ReturnCall(StepForm):
    """回访."""

    may_be_earlier = True
    note = note(_("职工怎么说"), required=True, help_text=_("钱拿到了吗，满意吗，还有别的事吗。"))


class AskExtend(StepForm):
    """提请延期."""

    lead = _("双方都同意才能延期；主席批准后，新的日期就是调解期限。")
    until = day(_("延到哪一天"))
    both_agree = forms.BooleanField(label=_("双方都同意，并有书面或录音记录"), required=False)
    reason = reason()


class AskClose(StepForm):
    """提请结案."""

    lead = _("主席同意后案件办结，职工会收到结果并可以评价。付过钱的要先上传履行凭证。")
    conclusion = one_of(_("结果"))
    reason = reason(_("办理情况"), _("主席凭这段话审批：怎么解决的，钱付清了没有。"))

    def prepare(self) -> None:
        """Results that fit how the case got here."""
        case, detail = self.desk.case, self.desk.case.dispute
        roads = [str(RESULT_OF_ROAD[road]) for road in RESULT_OF_ROAD if detail.road]
        ends = [str(one) for one in AGREEMENTS]
        if case.state == S.FAILED:
            ends = [str(Result.OTHER_SIDE_REFUSED), str(Result.UNREACHABLE), str(Result.NO_AGREEMENT_IN_TIME)]
        self.offer("conclusion", codes(CodeList.RESULT, only=[*ends, *roads]))
        usual = detail.agreement
        if case.state == S.FAILED:
            usual = (
                str(RESULT_OF_ROAD.get(Road(detail.road), detail.fail_ground))
                if detail.road
                else detail.fail_ground
            )
        self.fields["conclusion"].initial = usual


class AskReopen(StepForm):
    """提请重开."""

    lead = _("主席同意后重新指派调解员，期限重新计算。")
    reason = reason(_("为什么要重开"))


class WithdrawRequest(StepForm):
    """撤回审批申请."""

    lead = _("撤回以后可以改好再提。只有提请的人能撤回。")
    approval = one_of(_("撤回哪一项"))
    note = note(_("为什么撤回"))

    def prepare(self) -> None:
        """What this person asked and nobody has answered."""
        me = self.desk.acting.person
        rows = Approval.objects.filter(case=self.desk.case, verdict=Verdict.OPEN, asked_by=me)
        found = [(row.code, str(row.get_kind_display())) for row in rows]
        self.offer("approval", found)
        if len(found) == 1:
            self.fields["approval"].initial = found[0][0]
