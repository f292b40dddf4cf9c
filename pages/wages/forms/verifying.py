"""Forms of a warning, of the finding and of the end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.models import SignalKind
from organizations.code_values import Result
from organizations.models import CodeList
from pages.casefile.forms.base import StepForm, day, line, money, note, one_of, reason
from pages.labels import choices as codes
from record.timekeeping import day_of
from workflows.wage_arrears.closing import RESULT_OF_ROAD, SETTLED
from workflows.wage_arrears.states import S


class ConfirmArrears(StepForm):
    """确认欠薪属实."""

    lead = _("全部或部分属实的，从现在起督促单位付清：先发提示函，不改的发意见书。")
    note = note(_("补充说明"))


class AddSignal(StepForm):
    """登记预警信号."""

    lead = _("每个信号写清是什么、多少、从哪里知道的；级别按预警规则自动算，只升不降。")
    kind = one_of(_("什么信号"), SignalKind.choices)
    value = money(_("数值"), _("天数、次数、人数或元，按上面选的。"), required=True)
    observed_on = day(_("哪天知道的"))
    known_from = line(_("从哪里知道的"), 80, help_text=_("例如：走访车间、12351热线、银行流水。"))
    note = note(_("具体情况"))

    def prepare(self) -> None:
        """Today unless said."""
        self.fields["observed_on"].initial = day_of(self.desk.at)


class AskClose(StepForm):
    """提请结案."""

    lead = _("主席同意后案件办结，职工会收到结果并可以评价。金额以欠薪明细为准，不用再填。")
    conclusion = one_of(_("结果"))
    reason = reason(_("办理情况"), _("主席凭这段话审批：钱怎么付清的，或者移交给了谁。"))

    def prepare(self) -> None:
        """Results that fit how the case got here."""
        case, detail = self.desk.case, self.desk.case.wage_arrears
        ends = [str(one) for one in SETTLED]
        if case.state == S.HANDED_OVER:
            usual = {str(road): str(result) for road, result in RESULT_OF_ROAD.items()}
            ends = [usual.get(detail.road, str(Result.REFERRED))]
        found = codes(CodeList.RESULT, only=ends)
        self.offer("conclusion", found)
        if len(found) == 1:
            self.fields["conclusion"].initial = found[0][0]
