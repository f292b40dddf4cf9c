"""Forms about people, papers and the limitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.documents import StoredFile, store
from cases.documents.storage import FileRefused
from cases.models import Consent, Disclosure, EvidenceKind
from cases.models.papers import OF_SECONDMENTS
from organizations.models import CodeList
from pages.casefile.forms import choices
from pages.casefile.forms.base import StepForm, day, line, money, note, one_of, pick, reason
from pages.casefile.forms.mediation import OnDay
from pages.labels import choices as codes
from pages.public.fields import People, Phone
from pages.speech import headed
from workflows.shared.employer import ASKS, NAMES_APPLICANT
from workflows.shared.limits import REPRESENTATIVES
from workflows.shared.papers import LONGEST_MESSAGE


class AddParty(StepForm):
    """增加当事人."""

    lead = _("满十人就是群体案件，会启动应急处置，并要推举代表。")
    name = line(_("姓名"), 60)
    phone = Phone(label=_("电话"), required=False)


class NameRepresentatives(StepForm):
    """推举代表."""

    lead = _(
        "三到五名代表，凭全体签名的推举书。先用“提交材料”上传推举书。代表替大家说话，但和解、放弃、变更请求要本人同意或特别授权。"
    )
    representatives = forms.MultipleChoiceField(
        label=_("代表(三到五名)"), widget=forms.CheckboxSelectMultiple
    )
    stands_for = forms.MultipleChoiceField(
        label=_("推举书上签名的其他人"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def prepare(self) -> None:
        """Everybody on the list."""
        rows = choices.party_choices(self.desk.case)
        for name in ("representatives", "stands_for"):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = rows
        if len(rows) < min(REPRESENTATIVES):
            self.fields["representatives"].help_text = gettext(
                "现在只登记了 %(n)s 名职工。请先用“增加当事人”把参加的人登记上。"
            ) % {"n": len(rows)}


class RecordConsent(OnDay):
    """本人意见."""

    lead = _("和解、放弃或变更请求，要每个人自己的话。不同意的人不受协议约束，他的事另外接着办。")
    day_field = "consented_on"
    party = pick(_("谁"))
    consent = one_of(_("本人意见"), [choice for choice in Consent.choices if choice[0]])
    consented_on = day(_("哪天说的"))
    note = note(_("怎么表示的"), help_text=_("例如：本人签字，授权书已上传。"))

    def prepare(self) -> None:
        """The list of workers."""
        super().prepare()
        self.offer("party", choices.party_choices(self.desk.case))


class ComeForward(StepForm):
    """职工表明身份."""

    lead = _("线索变成有人的案件。请先问清楚：谁可以知道是他反映的。")
    name = line(_("姓名"), 60)
    phone = Phone(label=_("电话"))
    disclosure = one_of(
        _("谁可以知道"), [choice for choice in Disclosure.choices if choice[0] != Disclosure.ANONYMOUS]
    )


class ChangeDisclosure(StepForm):
    """变更保密选择."""

    lead = _("单位已经知道的，收不回来。改为保密后，以后发的函件不再写申请人。")
    disclosure = one_of(_("谁可以知道"), Disclosure.choices)
    note = note(_("职工怎么说的"))

    def prepare(self) -> None:
        """The present choice."""
        self.fields["disclosure"].initial = self.desk.case.detail.disclosure


class Correct(StepForm):
    """更正事实."""

    lead = _("只改写错的，没写错的留空。改前改后都会留在记录里。")
    category = pick(_("类别"), required=False)
    employer_name = line(
        _("用人单位"),
        120,
        required=False,
        help_text=_("写单位库里的全称，才能对它发函；先写两个字看看有没有。"),
    )
    people = People(label=_("人数"), required=False)
    amount = money(_("涉及金额(元)"))
    reason = reason(_("为什么更正"))

    def prepare(self) -> None:
        """Codes in use."""
        self.offer("category", codes(CodeList.CATEGORY))
        self.fields["employer_name"].widget.attrs.update({
            "list": "employers", "autocomplete": "off", "hx-get": reverse("intake_employers"),
            "hx-trigger": "input changed delay:300ms", "hx-target": "#employers", "hx-swap": "innerHTML",
        })  # fmt: skip

    def data_for_step(self) -> dict[str, Any]:
        """What was left empty is not changed."""
        given = self.cleaned_data
        amount = given["amount"]
        return {
            "category": given["category"], "employer_name": given["employer_name"].strip(), "people": given["people"] or 0,
            "amount": "" if amount is None else str(amount), "reason": given["reason"],
        }  # fmt: skip


class AddEvidence(StepForm):
    """提交材料."""

    lead = _("照片、PDF、Word、Excel、录音、视频都可以，一个最多20MB。文件会算出指纹存证，用人单位看不到。")
    multipart = True
    kind = one_of(_("是什么材料"), [one for one in EvidenceKind.choices if one[0] not in OF_SECONDMENTS])
    file = forms.FileField(label=_("文件"), max_length=200)

    def prepare(self) -> None:
        """Evidence unless said."""
        self.fields["kind"].initial = EvidenceKind.EVIDENCE

    def clean_file(self) -> StoredFile:
        """Checked by content and kept."""
        try:
            return store(self.cleaned_data["file"])
        except FileRefused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class SendMessage(StepForm):
    """发消息."""

    lead = _("职工凭回执码看得到，用人单位看不到。")
    body = note(_("要说的话"), required=True, rows=4, most=LONGEST_MESSAGE)
    asks_confirmation = forms.BooleanField(label=_("请职工点“同意”或“不同意”"), required=False)


class NotifyEmployer(StepForm):
    """向用人单位发函."""

    lead = _(
        "函件的用语是固定的，不写、也不暗示是谁反映的。只有职工同意公开姓名后，征询函和履行提示才写申请人。"
    )
    confirm = _("函件发出后，用人单位马上就能看到，收不回来。")
    kind = one_of(_("发哪一种"))

    def prepare(self) -> None:
        """The papers with what each asks; those that name the applicant only where that was agreed to."""
        named = self.desk.case.detail.names_applicant
        kinds = [kind for kind in ASKS if named or kind not in NAMES_APPLICANT]
        self.offer("kind", [(kind.value, headed(kind.label, ASKS[kind])) for kind in kinds])


class InterruptLimitation(OnDay):
    """仲裁时效中断."""

    lead = _("职工向单位要过、向部门求助过，或单位答应过给，从那天起一年重新算(调解仲裁法第二十七条)。")
    day_field = "happened_on"
    happened_on = day(_("哪天"))
    reason = reason(_("发生了什么，有什么证据"))


class SuspendLimitation(StepForm):
    """仲裁时效中止."""

    lead = _("只有不可抗力或其他正当理由才能中止；原因消除后要回来点“继续计算”。")
    reason = reason(_("法定事由"))


class ResumeLimitation(StepForm):
    """仲裁时效继续."""

    reason = note(_("原因怎么消除的"))


class EndEmployment(OnDay):
    """劳动关系终止."""

    lead = _("追讨劳动报酬的一年时效，从劳动关系终止这天起算。")
    day_field = "ended_on"
    ended_on = day(_("终止的日期"))
