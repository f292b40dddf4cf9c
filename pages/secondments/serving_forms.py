"""Forms of the steps from 到岗 on, by verb."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import DayPresence, EarlyGround, EntryKind, EvidenceKind, Grade, Opinion, OpinionGroup
from cases.secondments.figures import share_of
from cases.secondments.opinions import FEWEST
from pages.casefile.forms import Forms
from pages.casefile.forms.base import StepForm, day, note, one_of, pick, reason
from pages.mediations.forms.fields import offer_paper
from pages.secondments import choices
from pages.secondments.assessment import share_words
from pages.secondments.forms import Plain
from workflows.secondment.assessing import MOST_CODES, fingerprint, issue_codes

ONE = datetime.timedelta(days=1)


def entry_choices(*kinds: EntryKind) -> list[tuple[str, Any]]:
    """Kinds of entries to choose from."""
    return [(kind.value, kind.label) for kind in kinds]


class TakeUp(StepForm):
    """登记到岗."""

    lead = _("从到岗之日起计算任期：一般三到六个月，更长的要在任期内报特批，连同延长最多十二个月。")
    on = day(_("到岗日"))
    until = day(_("约定期满日"), _("含当日。"))

    def prepare(self) -> None:
        """The wish, as a beginning."""
        self.fields["until"].initial = self.desk.case.secondment.wish_until


class PublishThree(StepForm):
    """三公开."""

    identity = note(_("身份"), required=True)
    duties = note(_("职责"), required=True)
    integrity = note(_("廉洁规定"), required=True)
    published_on = day(_("公开日期"))


class WithPaper(StepForm):
    """A step recorded from a paper."""

    def prepare(self) -> None:
        """Papers on file."""
        self.offer("paper", choices.papers(self.desk))


class PromiseTwo(WithPaper):
    """二承诺."""

    duties = note(_("职责承诺"), required=True)
    goals = note(_("目标承诺"), required=True)
    promised_on = day(_("签订日期"))
    paper = pick(_("签字的承诺书"), _("不是本人登录签订的，必选。"), required=False)


class RecordAttendance(StepForm):
    """登记考勤, from a day to a day."""

    first = day(_("从哪天"))
    last = day(_("到哪天"), _("含当日。"))
    presence = one_of(_("考勤"), DayPresence.choices)

    def data_for_step(self) -> dict[str, Any]:
        """Day by day; the step refuses a span that is no month's sheet."""
        given = self.cleaned_data
        count = min(max((given["last"] - given["first"]).days + 1, 0), 100)
        days = [given["first"] + number * ONE for number in range(count)]
        return {"days": [{"on": on, "presence": given["presence"]} for on in days]}


class Report(WithPaper):
    """调研信息、重要事项."""

    kind = one_of(_("种类"), entry_choices(EntryKind.REPORT, EntryKind.MATTER))
    text = note(_("内容"), required=True)
    on = day(_("日期"))
    paper = pick(_("附件"), required=False)


class Inspect(WithPaper):
    """工作保障、巡视督查."""

    kind = one_of(_("种类"), entry_choices(EntryKind.SUPPORT, EntryKind.INSPECTION))
    text = note(_("内容"), required=True)
    on = day(_("日期"))
    paper = pick(_("附件"), required=False)


class CheckMidterm(StepForm):
    """中期检查."""

    text = note(_("检查情况"), required=True)
    on = day(_("日期"))


class AskLonger(StepForm):
    """提请特批延长."""

    until = day(_("延长到哪天"), _("连同已任职的时间，最多十二个月。"))
    reason = reason()


class Finish(StepForm):
    """期满转入考核."""

    on = day(_("实际结束日"))

    def prepare(self) -> None:
        """The agreed day, as a beginning."""
        self.fields["on"].initial = self.desk.case.secondment.until


class EndEarly(StepForm):
    """提前结束."""

    ground = one_of(_("原因"), EarlyGround.choices)
    on = day(_("结束日"))
    reason = reason(_("具体情况"))
    confirm = _("提前结束以后不再评定等次。")


class HandOutCodes(StepForm):
    """发放测评码: made here, shown once."""

    lead = _("测评码只在下一页显示一次。打印后当面发放，不要登记谁拿了哪一个；不足五份的意见不会显示。")
    group = one_of(_("发给谁"), OpinionGroup.choices)
    count = forms.IntegerField(label=_("几个"), min_value=1, max_value=MOST_CODES)
    codes: tuple[str, ...] = ()

    def data_for_step(self) -> dict[str, Any]:
        """Fingerprints only; the codes stay with this page."""
        self.codes = tuple(issue_codes(self.cleaned_data["count"]))
        return {
            "fingerprints": [fingerprint(code) for code in self.codes],
            "group": self.cleaned_data["group"],
        }

    def shown_once(self, absolute: Callable[[str], str]) -> tuple[str, dict[str, Any]] | None:
        """The codes, to print."""
        place = reverse("opinion")
        slips = [{"code": code, "address": absolute(f"{place}?code={code}")} for code in self.codes]
        return "secondments/codes.html", {
            "slips": slips, "address": absolute(place), "whom": choices.whom(self.desk.case),
        }  # fmt: skip


class CloseOpinions(StepForm):
    """结束群众意见收集: how many answers lie in the box, never what they say."""

    confirm = _("结束以后，没有用的测评码全部作废，不能再收。")

    @property
    def lead(self) -> str:
        """How many answered of how many codes, and what follows. One query."""
        case = self.desk.case
        words = {"codes": case.secondment.codes_handed, "answers": Opinion.objects.filter(case=case).count()}
        came = gettext("发出%(codes)s个测评码，收到%(answers)s份意见。") % words
        if words["answers"] < FEWEST:
            return came + gettext("不足五份，结束以后什么都不显示；要等更多人填，先不要结束。")
        return came + gettext("结束以后合计并显示满意率；某一类人不足五份的，不单独显示。")


class MarkByHost(StepForm):
    """接收单位评价."""

    mark = one_of(_("等次"), Grade.choices)
    note = note(_("评价的依据"), required=True)


class RecordHostMark(StepForm):
    """记录接收单位书面评价."""

    mark = one_of(_("等次"), Grade.choices)
    paper = pick(_("书面评价"))

    def prepare(self) -> None:
        """Papers on file, or where to put one."""
        offer_paper(self, EvidenceKind.ANSWER, "paper")


class ProposeGrade(StepForm):
    """拟定考核等次."""

    grade = one_of(_("等次"), Grade.choices)
    reason = reason(_("评定的依据"), _("按工作实绩、群众意见和接收单位评价写。"))

    def prepare(self) -> None:
        """How many of each grade may still be given."""
        detail = self.desk.case.secondment
        shares = [share_of(detail.round, self.desk.case.county, grade) for grade in Grade.values]
        self.fields["grade"].help_text = " ".join(share_words(one) for one in shares if one is not None)


FORMS: Forms = {
    "take_up": TakeUp, "publish_three": PublishThree, "promise_two": PromiseTwo, "begin_service": Plain,
    "record_attendance": RecordAttendance, "report": Report, "inspect": Inspect, "check_midterm": CheckMidterm,
    "ask_longer": AskLonger, "finish": Finish, "end_early": EndEarly, "hand_out_codes": HandOutCodes, "close_opinions": CloseOpinions,
    "mark_by_host": MarkByHost, "record_host_mark": RecordHostMark, "propose_grade": ProposeGrade,
}  # fmt: skip
