"""Forms of the steps that are the person's own: without the papers of others to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import EntryKind
from pages.casefile.forms import Forms
from pages.casefile.forms.base import StepForm, day, note, one_of, pick
from pages.secondments import choices
from pages.secondments.forms import YES_NO, AddPaper, WithReason
from pages.secondments.serving_forms import entry_choices
from record.timekeeping import today

#: What of the service the person reads: their own days and reports, not what was found of them.
SHOWN = (EntryKind.ATTENDANCE, EntryKind.REPORT, EntryKind.MATTER, EntryKind.SUPPORT)
THREE: Mapping[str, Any] = {"identity": _("身份"), "duties": _("职责"), "integrity": _("廉洁规定")}
TWO: Mapping[str, Any] = {"duties": _("职责承诺"), "goals": _("目标承诺")}


class OwnChoice(StepForm):
    """本人表态."""

    lead = _(
        "愿意去的，等接收单位也选定后报县总工会审批；不愿意的，写明原因，由乡镇（街道）总工会改选或结束。"
    )
    choice = one_of(_("愿意去这个单位挂职吗"), YES_NO)
    note = note(help_text=_("不愿意的，要写明原因。"))


class OwnPromise(StepForm):
    """签订二承诺."""

    lead = _("提交就是您签订的承诺，写下后不能改。")
    duties = note(_("职责承诺"), required=True)
    goals = note(_("目标承诺"), required=True)
    promised_on = day(_("签订日期"))

    def prepare(self) -> None:
        """Today, unless said."""
        self.fields["promised_on"].initial = today()


class OwnReport(StepForm):
    """调研信息、重要事项报告."""

    kind = one_of(_("种类"), entry_choices(EntryKind.REPORT, EntryKind.MATTER))
    text = note(_("内容"), required=True, rows=6)
    on = day(_("日期"))
    paper = pick(_("附件"), _("先用“提交材料”上传，再在这里选。"), required=False)

    def prepare(self) -> None:
        """Today, unless said; only files of one's own."""
        self.fields["on"].initial = today()
        self.offer("paper", choices.papers(self.desk, own=True))


FORMS: Forms = {
    "choose_as_person": OwnChoice, "promise_two": OwnPromise, "report": OwnReport, "withdraw": WithReason,
    "add_evidence": AddPaper,
}  # fmt: skip
#: Of these one may be the next step; the others are in the menu.
FIRST = ("choose_as_person", "promise_two", "report")
