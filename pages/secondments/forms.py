"""Forms of the steps up to 到岗, by verb."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import ConsentKind, Direction, EvidenceKind, PaidBy, Standing
from cases.models.secondment import STANDINGS
from pages.casefile.forms import Forms
from pages.casefile.forms.base import StepForm, day, line, note, one_of, pick, reason
from pages.casefile.forms.people import AddEvidence
from pages.mediations.forms.fields import offer_paper
from pages.secondments import choices
from protection import personal
from record.timekeeping import day_of
from workflows.models import Choice
from workflows.secondment.base import unfit_wish

PAPERS = (
    EvidenceKind.CONSENT, EvidenceKind.PARTY, EvidenceKind.PROMISE, EvidenceKind.ANSWER, EvidenceKind.OTHER,
)  # fmt: skip
YES_NO = [(Choice.YES.value, Choice.YES.label), (Choice.NO.value, Choice.NO.label)]


class Plain(StepForm):
    """A step that asks nothing."""


class WithNote(StepForm):
    """A word to whoever comes next."""

    note = note()


class Submit(WithNote):
    """提交选送单位审核: what would be refused is said before, with the way to mend it."""

    @property
    def lead(self) -> str:
        """Why the wish cannot be agreed, and where it is changed; empty when it can. A query at most."""
        case = self.desk.case
        detail = case.secondment
        unfit = unfit_wish(detail.wish_from, detail.wish_until, case.county, day_of(self.desk.at))
        if not unfit:
            return ""
        place = reverse("case_do", args=[case.code, "correct"])
        return format_html('{} <a href="{}">{}</a>', unfit, place, gettext("去修改呈报表"))


class WithReason(StepForm):
    """A step that needs its reason."""

    reason = reason()


class Correct(StepForm):
    """修改呈报表."""

    keeps_order = ("standing", "wish_text", "wish_from", "wish_until", "host", "note")

    standing = pick(_("现任职务"), required=False)
    wish_text = line(_("挂职意愿时间"), 120, required=False, help_text=_("按附件表的写法。"))
    wish_from = day(_("意愿起"), required=False)
    wish_until = day(_("意愿止"), _("含当日。一般三到六个月。"), required=False)
    host = pick(_("接收单位"), required=False)
    note = note(most=500)

    def prepare(self) -> None:
        """What stands there now."""
        detail = self.desk.case.secondment
        there = {detail.standing} - {""}
        fit = [one for one in Standing if one in STANDINGS[detail.direction] or one in there]
        self.offer("standing", [(one.value, str(one.label)) for one in fit])
        self.fields["host"] = choices.host_field(self.desk, _("接收单位"), required=False)
        self.order_fields(self.keeps_order)
        union, employer = detail.host_unit, detail.host_employer
        start = {
            "standing": detail.standing, "wish_text": detail.wish_text, "wish_from": detail.wish_from,
            "wish_until": detail.wish_until, "host": f"unit:{union.code}" if union else employer.name if employer else "",
            "note": personal.read(detail.note_key).get("note", ""),
        }  # fmt: skip
        for name, value in start.items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """A wish that cannot be a post is told here."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        on, county = day_of(self.desk.at), self.desk.case.county
        unfit = unfit_wish(given.get("wish_from"), given.get("wish_until"), county, on)
        if unfit:
            self.add_error("wish_until", unfit)
        return given

    def data_for_step(self) -> dict[str, Any]:
        """The host under the name the step knows."""
        given = super().data_for_step()
        return given | choices.host_chosen(self.desk, given.pop("host"))


class AddPaper(AddEvidence):
    """提交材料 of a 呈报表: the kinds a form knows, none of a dispute's."""

    lead = _("照片、PDF、Word、Excel、录音、视频都可以，一个最多20MB。文件会算出指纹存证。")

    def prepare(self) -> None:
        """What the address suggests: 登记书面同意 wants its paper."""
        self.offer("kind", [(kind.value, str(kind.label)) for kind in PAPERS])
        asked = (self.desk.suggested or {}).get("kind", "")
        self.fields["kind"].initial = asked if asked in PAPERS else None


class RecordConsent(StepForm):
    """登记书面同意."""

    lead = _("先把盖章的同意书或党组织意见作为材料上传，再在这里选它。")
    paper = pick(_("书面材料"))
    given_on = day(_("落款日期"))
    wages_by = one_of(_("挂职期间工资由谁发"), PaidBy.choices)
    insurance_by = one_of(_("挂职期间工伤保险由谁缴"), PaidBy.choices)

    def prepare(self) -> None:
        """Wages and insurance are asked of an enterprise's or village's people."""
        detail = self.desk.case.secondment
        to_party = detail.consent_kind == ConsentKind.PARTY
        offer_paper(self, EvidenceKind.PARTY if to_party else EvidenceKind.CONSENT, "paper")
        if detail.direction != Direction.TO_TOWN:
            del self.fields["wages_by"], self.fields["insurance_by"]
        if to_party:
            self.fields["paper"].label = _("党组织意见")


class File(StepForm):
    """甄选并报送."""

    lead = _("报送后同时请接收单位和本人表态。过了本轮报送截止日的，要写明原因，并标明逾期。")
    late_reason = note(_("逾期报送的原因"), help_text=_("没有逾期的不用写。"))
    note = note(_("甄选情况"))


class Choose(StepForm):
    """接收单位或本人表态."""

    choice = one_of(_("意愿"), YES_NO)
    note = note(help_text=_("不愿意的，要写明原因。"))
    paper = pick(_("书面材料"), _("代为登记时必选。"), required=False)

    def prepare(self) -> None:
        """Papers to record it from."""
        self.offer("paper", choices.papers(self.desk))


class TryOtherHost(StepForm):
    """改选接收单位."""

    host = pick(_("改到哪里"))
    note = note()

    def prepare(self) -> None:
        """Where this direction leads."""
        self.fields["host"] = choices.host_field(self.desk, _("改到哪里"), required=True)
        self.order_fields(("host", "note"))

    def data_for_step(self) -> dict[str, Any]:
        """As ``Correct``."""
        given = super().data_for_step()
        return given | choices.host_chosen(self.desk, given.pop("host"))


class ReceiveObjection(StepForm):
    """登记公示异议."""

    text = note(_("异议内容"), required=True)
    received_on = day(_("收到日"))


class SettleObjection(StepForm):
    """核查异议."""

    objection = pick(_("哪一项"))
    answer = note(_("核查结果"), required=True)

    def prepare(self) -> None:
        """Those that wait."""
        self.offer("objection", choices.objections(self.desk))


FORMS: Forms = {
    "add_evidence": AddPaper,
    "correct": Correct, "submit": Submit, "record_consent": RecordConsent, "not_consented": WithReason,
    "return_form": WithReason, "withdraw": WithReason, "file": File, "not_select": WithReason, "choose_as_host": Choose,
    "choose_as_person": Choose, "put_to_county": WithReason, "try_other_host": TryOtherHost, "not_matched": WithReason,
    "receive_objection": ReceiveObjection, "dismiss_objection": SettleObjection, "uphold_objection": SettleObjection,
    "end_notice": Plain,
}  # fmt: skip
