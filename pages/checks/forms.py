"""Forms of a joint check: the centre's steps, and the answer of a body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.documents import FileRefused, StoredFile, store
from organizations.models import PartnerBody, PartnerKind, Post
from organizations.roles import Role
from pages.casefile.forms.base import Choices, StepDesk, StepForm, day, note, one_of, pick, reason
from pages.casefile.forms.choices import ladder
from record.timekeeping import day_of
from workflows.models import OWN_ANSWERS, BodyAnswer, CheckAnswer, CheckConclusion, CheckState
from workflows.procedures import ASKABLE
from workflows.shared.joint_check import LONGEST_QUESTION, QUESTIONS

LONGEST_ANSWER = 5_000
BODY, QUESTION = "body_", "question_"


def bodies_beside(desk: StepDesk) -> dict[PartnerKind, list[PartnerBody]]:
    """Bodies in use beside the handling union or one above it in the county, by kind, the nearest first. One query."""
    rows = PartnerBody.objects.filter(beside__path__in=ladder(desk.case), is_active=True, kind__in=ASKABLE)
    found: dict[PartnerKind, list[PartnerBody]] = {kind: [] for kind in ASKABLE}
    for row in rows.select_related("beside").order_by("-beside__path", "name"):
        found[PartnerKind(row.kind)].append(row)
    return {kind: bodies for kind, bodies in found.items() if bodies}


class AskBodies(StepForm):
    """发起联调."""

    lead = gettext_lazy(
        "勾选要问的单位，问题可以改。各单位同时收到，各自答复；只看得到问题和案件概要，看不到是谁反映的，也看不到案卷。"
        "问题里不要写反映人的姓名、电话或能认出本人的话。"
    )

    def prepare(self) -> None:
        """A tick or a choice for each kind of body, with its usual question; the day to answer by."""
        self.bodies = bodies_beside(self.desk)
        manned = self._with_officers()
        for kind, rows in self.bodies.items():
            self.fields[f"{BODY}{kind}"] = self._choice(kind, rows, manned)
            question = note(
                _("问%(kind)s什么") % {"kind": kind.label},
                rows=2,
                most=LONGEST_QUESTION,
            )
            question.initial = str(QUESTIONS[kind])
            self.fields[f"{QUESTION}{kind}"] = question
        self.fields["until"] = day(
            gettext_lazy("请在哪天前答复"), gettext_lazy("不写就是5个工作日。"), required=False
        )
        self.fields["note"] = note(gettext_lazy("发起的原因(只有工会看得到)"))

    def _with_officers(self) -> set[int]:
        """Bodies with somebody who can sign in and answer. One query."""
        keys = [row.pk for rows in self.bodies.values() for row in rows]
        posts = Post.objects.on(day_of(self.desk.at)).filter(partner__in=keys, role=Role.PARTNER_OFFICER)
        return set(posts.values_list("partner", flat=True))

    def _choice(self, kind: PartnerKind, rows: list[PartnerBody], manned: set[int]) -> forms.Field:
        if len(rows) == 1:
            return forms.BooleanField(label=_called(rows[0], manned), required=False)
        field = pick(kind.label, _("同一类单位只能选一个。"), required=False)
        none: Choices = [("", _("不问"))]
        field.choices = [*none, *((str(row.pk), _called(row, manned)) for row in rows)]
        return field

    def clean(self) -> dict[str, Any]:
        """At least one."""
        given = super().clean() or {}
        if not any(given.get(f"{BODY}{kind}") for kind in self.bodies):
            sentence = (
                _("请至少选择一个联调单位。")
                if self.bodies
                else _("还没有登记协作单位，请先到组织页面登记人社所、司法所等。")
            )
            raise forms.ValidationError(sentence)
        return given

    def data_for_step(self) -> dict[str, Any]:
        """The chosen bodies with their questions."""
        given, chosen = self.cleaned_data, []
        for kind, rows in self.bodies.items():
            picked = given[f"{BODY}{kind}"]
            if not picked:
                continue
            partner = rows[0] if picked is True else next(row for row in rows if str(row.pk) == picked)
            chosen.append({"partner": partner, "question": given[f"{QUESTION}{kind}"]})
        return {"bodies": chosen, "until": given["until"], "note": given["note"]}


def _called(row: PartnerBody, manned: Iterable[int]) -> str:
    if row.pk in manned:
        return row.name
    return _("%(name)s(还没有登记人员，要另行通知)") % {"name": row.name}


def waiting(desk: StepDesk) -> Choices:
    """Bodies of the running check that have not answered. One query."""
    rows = CheckAnswer.objects.filter(
        joint_check__case=desk.case, joint_check__state=CheckState.RUNNING, answer=BodyAnswer.OPEN
    )
    return [(row.code, row.partner.name) for row in rows.select_related("partner")]


class UrgeCheck(StepForm):
    """催办联调单位."""

    body = one_of(gettext_lazy("催办哪个单位"), required=False)
    note = note(gettext_lazy("催办的话"))

    def prepare(self) -> None:
        """All of them unless one is named."""
        self.offer("body", [("", _("全部还没有答复的")), *waiting(self.desk)])
        self.fields["body"].initial = (self.desk.suggested or {}).get("body", "")


class ExcuseCheck(StepForm):
    """不再等待."""

    lead = gettext_lazy("不再等待的单位以后不能再答复。其余单位都答复了，就可以汇总。")
    body = one_of(gettext_lazy("不再等待哪个单位"))
    reason = reason(gettext_lazy("为什么不再等待"))

    def prepare(self) -> None:
        """Who has not answered."""
        self.offer("body", waiting(self.desk))
        self.fields["body"].initial = (self.desk.suggested or {}).get("body", "")


class SumUp(StepForm):
    """汇总联调意见."""

    lead = gettext_lazy("汇总后联调结束，案件照常往下办；需要时可以再发起一次。")
    conclusion = one_of(gettext_lazy("联调结论"), CheckConclusion.choices)
    note = note(gettext_lazy("结论的依据和下一步"), required=True, rows=5)


#: The centre's steps, for the forms of every kind of case that has them.
CHECK_FORMS: dict[str, type[StepForm]] = {
    "ask_bodies": AskBodies,
    "urge_check": UrgeCheck,
    "excuse_check": ExcuseCheck,
    "sum_up": SumUp,
}


class AnswerForm(forms.Form):
    """答复, of a body."""

    answer = one_of(gettext_lazy("核查结果"), [(choice.value, choice.label) for choice in OWN_ANSWERS])
    note = note(
        gettext_lazy("核查的情况和依据"),
        required=True,
        rows=6,
        most=LONGEST_ANSWER,
        help_text=gettext_lazy("提交后不能修改，只有办案的工会看得到。"),
    )
    file = forms.FileField(
        label=gettext_lazy("附件"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("照片、PDF、Word、Excel都可以，一个最多20MB。"),
    )

    def clean_file(self) -> StoredFile | None:
        """Checked by content and kept."""
        given = self.cleaned_data.get("file")
        if not given:
            return None
        try:
            return store(given)
        except FileRefused as refused:
            raise forms.ValidationError(refused.sentence) from refused
