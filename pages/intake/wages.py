"""登记欠薪预警: the same report with the signals that make its level, from scratch or grown out of a dispute."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.models import Case, CaseKind, SignalKind
from organizations.models import CodeList
from pages.acting import works_here
from pages.casefile.access import Reader, reader_of
from pages.intake.forms import NOT_AT_A_WINDOW, OfficerForm, ReportForm, form_for
from pages.intake.views import reporting, take_in
from pages.labels import choices as codes
from pages.public.fields import CHOOSE, Line, Money, PastDay
from pages.wages.growing import may_grow
from protection import personal
from record.timekeeping import today

MOST_DAYS, MOST_TIMES = 3_650, 1_000


class WageForm(ReportForm):
    """What a 信息员 says of unpaid wages: who, how many, how much, and the signals."""

    kind: ClassVar[CaseKind] = CaseKind.WAGES
    category = None  # type: ignore[assignment]  # always 拖欠劳动报酬: Django's way to leave a field out
    amount = Money(
        label=_("大约欠多少钱(元)"),
        required=False,
        help_text=_("说不准可以不填；写“3.5万”也行。明细以后一个人一个人登记。"),
    )
    since = PastDay(label=_("从哪天开始没发"), required=False)
    late_days = forms.IntegerField(
        label=_("工资逾期多少天"), required=False, min_value=1, max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    visits = forms.IntegerField(
        label=_("走访时发现了几次"), required=False, min_value=1, max_value=MOST_TIMES,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    known_from = Line(
        label=_("从哪里知道的"), most=80, required=False, too_long=_("太长了，最多80字。"),
        help_text=_("例如：走访车间、12351热线、银行流水。"),
    )  # fmt: skip
    retaliation = forms.BooleanField(label=_("有打击报复"), required=False)
    mass_risk = forms.BooleanField(label=_("可能引发群体性事件"), required=False)
    field_order: Sequence[str] = (
        "employer_name", "place", "people", "amount", "since", "story", "disclosure", "name", "phone", "avoids_own_union",
        "late_days", "visits", "known_from", "retaliation", "mass_risk",
    )  # fmt: skip
    SIGNALS: ClassVar[Sequence[str]] = ("late_days", "visits", "known_from")
    GRAVE: ClassVar[Sequence[str]] = ("retaliation", "mass_risk")

    def prepare(self) -> None:
        """The order of the page."""
        self.grew_from: Case | None = None
        self.fields["story"].label = _("情况")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """A signal says where it is known from."""
        values = super().clean() or {}
        if (values.get("late_days") or values.get("visits")) and not values.get("known_from"):
            self.add_error("known_from", _("请写明这个信号从哪里知道的。"))
        return values

    def facts(self) -> dict[str, Any]:
        """The facts of the birth; people, amount and the employer's record become signals by themselves."""
        given = super().facts()
        days, visits, source = (given.pop(name) for name in self.SIGNALS)
        said = [(SignalKind.LATE_PAY, days), (SignalKind.VISIT, visits)]
        given["signals"] = [
            {"kind": str(kind), "value": Decimal(value), "source": source, "observed_on": today()}
            for kind, value in said
            if value
        ]
        return {**given, "grew_from": self.grew_from} if self.grew_from else given


class StaffWageForm(WageForm):
    """The office's own: where it came from, and what only an office knows."""

    source = forms.ChoiceField(label=_("怎么来的"), error_messages={"required": CHOOSE})
    employment_ended_on = PastDay(
        label=_("已经离开单位的，哪天离开的"), required=False, help_text=_("追讨工资的仲裁时效从这天起算。")
    )
    conflict_of_interest = forms.BooleanField(label=_("当地工会与单位有利害关系，不宜办理"), required=False)
    relayed = forms.BooleanField(
        label=_("窗口收件，要转交上级办理"), required=False, help_text=_("从现在起两个工作日内要转交。")
    )
    field_order = (
        "source", "employer_name", "place", "people", "amount", "since", "employment_ended_on", "story", "disclosure",
        "name", "phone", "avoids_own_union", "late_days", "visits", "known_from", "retaliation", "mass_risk",
        "conflict_of_interest", "relayed",
    )  # fmt: skip
    GRAVE = ("retaliation", "mass_risk", "conflict_of_interest", "relayed")

    def prepare(self) -> None:
        """The office's own codes."""
        super().prepare()
        self._offer("source", [one for one in codes(CodeList.SOURCE) if one[0] not in NOT_AT_A_WINDOW])


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def intake_wages(request: HttpRequest) -> HttpResponse:
    """登记欠薪预警. ``?from=`` names the dispute it grows out of: its facts are carried over and the two are linked."""
    ways = reporting(request)
    made = WageForm if issubclass(form_for(ways), OfficerForm) else StaffWageForm
    origin = _origin(request)
    initial = _carried(origin) if origin else None
    form = (
        made(ways, request.POST, initial=initial) if request.method == "POST" else made(ways, initial=initial)
    )
    form.grew_from = origin.case if origin else None
    return take_in(request, form, ways)


def _origin(request: HttpRequest) -> Reader | None:
    """The dispute named, for whoever handles it and while nothing grew out of it yet; 404 for every other."""
    code = request.GET.get("from", "")
    if not code:
        return None
    reader = reader_of(request, code)
    if not may_grow(reader):
        raise Http404
    return reader


def _carried(origin: Reader) -> dict[str, Any]:
    """What the dispute already knows. Two queries."""
    case, detail = origin.case, origin.case.dispute
    party = case.parties.order_by("pk").first()
    kept = personal.read_many([case.story_key, party.personal_key if party else None])
    who = kept.get(party.personal_key, {}) if party else {}
    return {
        "employer_name": case.employer_name, "place": case.unit.code, "people": str(case.people), "source": case.source, "amount": case.amount_involved, "since": detail.wrong_known_on,
        "employment_ended_on": detail.employment_ended_on, "disclosure": detail.disclosure, "name": who.get("name", ""),
        "phone": who.get("phone", ""), "avoids_own_union": detail.avoids_own_union, "retaliation": detail.retaliation,
        "mass_risk": detail.mass_risk, "conflict_of_interest": detail.conflict_of_interest,
        "story": kept.get(case.story_key, {}).get("story", "") if case.story_key else "",
    }  # fmt: skip


urlpatterns = [path("intake/wages/", intake_wages, name="intake_wages")]
