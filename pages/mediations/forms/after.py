"""盖章、延期、协商不成、后续途径、归档."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import SIDES, EnforceableBy, EvidenceKind, ExtensionConsent
from organizations.models import CodeList
from pages.casefile.forms.base import StepForm, day, note, one_of, pick, reason
from pages.casefile.forms.mediation import OnDay
from pages.labels import choices as codes
from pages.labels import label
from pages.mediations.forms.fields import offer_paper, seat_choices
from pages.speech import spoken_date
from workflows.engine import start_draft
from workflows.mediation import Mediation
from workflows.mediation.following import AFTER_FAILURE
from workflows.mediation.states import S


class RecordSeal(OnDay):
    """盖章生效."""

    lead = _(
        "双方和调解员都签了字，调解组织盖章，协议从这天起生效；共同申请仲裁审查和司法确认的期限也从这天起算。"
    )
    confirm = _("协议生效以后，条款就按约定的日子一项一项跟踪。")
    day_field = "sealed_on"
    sealed_on = day(_("盖章的日期"))
    evidence = pick(_("签字盖章的协议(种类“调解协议”)"))

    def prepare(self) -> None:
        """The agreement's own file."""
        super().prepare()
        offer_paper(self, EvidenceKind.AGREEMENT, only=True)


class RecordExtensionConsent(OnDay):
    """登记一方同意延期."""

    lead = _("延期要双方都有书面或录音的同意，同意的是同一个日子；然后再提请主席批准。")
    day_field = "given_on"
    seat = pick(_("哪一方"))
    until = day(_("同意延到哪一天"))
    given_on = day(_("哪天说的"))
    evidence = pick(_("延期同意书或录音"))

    def prepare(self) -> None:
        """The two sides."""
        super().prepare()
        self.offer("seat", seat_choices(self.desk.case, SIDES))
        offer_paper(self, EvidenceKind.ANSWER)


class AskExtend(StepForm):
    """提请延期."""

    lead = _("主席批准后，双方都同意的那一天就是新的调解期限；所服务的案件也延到那一天。")
    until = one_of(_("双方都同意的日子"))
    reason = reason()

    def prepare(self) -> None:
        """Days both sides agreed to."""
        rows = ExtensionConsent.objects.filter(case=self.desk.case, seat__is_active=True)
        kinds: dict[Any, set[str]] = {}
        for until, kind in rows.values_list("until", "seat__kind"):
            kinds.setdefault(until, set()).add(kind)
        both = sorted(until for until, found in kinds.items() if set(SIDES) <= found)
        self.offer("until", [(until.isoformat(), spoken_date(until, with_year=True)) for until in both])
        if len(both) == 1:
            self.fields["until"].initial = both[0].isoformat()

    def data_for_step(self) -> dict[str, Any]:
        """The day as a day."""

        given = self.cleaned_data
        return {"until": datetime.date.fromisoformat(given["until"]), "reason": given["reason"]}


class Fail(StepForm):
    """协商不成."""

    lead = _("接下来要书面告知各方，并说清后面的路。所服务的劳动争议同时记为调解不成。")
    confirm = _("登记协商不成以后，这次协商就结束了。")
    ground = one_of(_("原因"))
    note = note(_("经过"))

    def prepare(self) -> None:
        """Coded grounds."""
        self.offer("ground", codes(CodeList.FAIL_GROUND))


class TakeRoad(StepForm):
    """转入后续途径: only what is open now, with what it is about; the rest says why not."""

    template = "mediations/do_road.html"
    lead = _("把职工接下来走的路登记下来。每条路都要有自己的根据。")
    road = one_of(_("走哪条路"))
    note = note(_("怎么办的"), required=True, help_text=_("例如：双方已共同递交申请，材料清单。"))

    def prepare(self) -> None:
        """Open roads; those that are not open are told with their reason."""
        self.closed: list[tuple[str, str]] = []
        if self.desk.case.state == S.FAILED:
            self.offer("road", codes(CodeList.ROAD, only=[str(one) for one in AFTER_FAILURE]))
            return
        flow = Mediation(self.desk.case, start_draft(self.desk.case, self.desk.acting, self.desk.at))
        found = flow.open_roads()
        self.offer("road", [(str(one.road), _said(one)) for one in found if one.is_open])
        self.closed = [(label(CodeList.ROAD, str(one.road)), one.reason) for one in found if not one.is_open]


def _said(one: Any) -> str:
    name = label(CodeList.ROAD, str(one.road))
    if one.until is None:
        return name
    return gettext("%(road)s(最晚 %(day)s，双方共同申请)") % {"road": name, "day": spoken_date(one.until)}


class RecordEnforceable(OnDay):
    """登记执行依据."""

    lead = _("有了仲裁调解书、司法确认裁定或支付令，到期没有付清才能申请执行。")
    day_field = "issued_on"
    document = one_of(_("哪一种文书"), [choice for choice in EnforceableBy.choices if choice[0]])
    issued_on = day(_("文书的日期"))
    evidence = pick(_("文书"))

    def prepare(self) -> None:
        """Papers on file."""
        super().prepare()
        offer_paper(self, EvidenceKind.OTHER)


class InformParties(StepForm):
    """告知各方."""

    lead = _("书面告诉各方协商不成，并告诉职工可以走哪些路、仲裁时效到哪一天。")
    may_be_earlier = True
    note = note(_("怎么告知的"), required=True)


class CloseTable(StepForm):
    """归档结束."""

    lead = _("协商归档；条款的履行和结案在所服务的案件里接着办。共同申请仲裁审查、司法确认的提醒也随之停止。")
    confirm = _("归档以后不再提醒共同申请仲裁审查和司法确认的期限。")
    note = note(_("备注"))


class AskClose(StepForm):
    """提请结案, of a table that stands alone."""

    lead = _("主席同意后协商办结。")
    reason = reason(_("办理情况"), _("主席凭这段话审批：谈成了什么，约定的事做到了没有。"))
