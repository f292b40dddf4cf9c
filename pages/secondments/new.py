"""A 呈报表 filled in at a desk: one person, one direction. What an annex brings in a row is asked here field by field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Case, Direction, SecondmentRound
from cases.models.secondment import STANDINGS
from cases.selectors import employers_like
from organizations.acting import Acting
from organizations.errors import Refusal
from organizations.models import Employer, Level, Unit
from organizations.paths import under, under_any
from organizations.queries import employer_called, find_unit
from pages.acting import works_here
from pages.casefile.forms.base import Choices, day, line, note, pick
from pages.secondments import choices
from pages.secondments.annexes import NAMES
from pages.secondments.desk import Office, files_forms, office, round_of
from record.timekeeping import today
from workflows.engine import open_case
from workflows.errors import BadInput, Refused
from workflows.secondment.base import unfit_wish
from workflows.secondment.birth import sends

#: As many senders a list still shows; with more one types a name.
MOST_LISTED, SHORTEST_SEARCH = 60, 2
UNPROCESSABLE = 422


class FilingForm(forms.Form):
    """呈报表."""

    name = line(
        gettext_lazy("挂职对象"), 60, help_text=gettext_lazy("写姓名。本单位有同名账号的，会自动认出来。")
    )
    standing = pick(gettext_lazy("现任职务"), required=False)
    wish_text = line(
        gettext_lazy("挂职意愿时间"),
        120,
        required=False,
        help_text=gettext_lazy("按附件表的写法，例如：2026年3月至2026年8月。"),
    )
    wish_from = day(gettext_lazy("意愿起"), required=False)
    wish_until = day(gettext_lazy("意愿止"), gettext_lazy("含当日。一般三到六个月。"), required=False)
    host = pick(gettext_lazy("接收单位"), required=False)
    note = note(gettext_lazy("备注"), most=500)

    def __init__(
        self, round_: SecondmentRound, direction: Direction, way: Acting, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.direction, self.way = round_, direction, way
        self.fields = {"sender": self._sender_field(), **self.fields}
        self._offer("standing", [(one.value, str(one.label)) for one in STANDINGS[direction]])
        if direction == Direction.TO_ENTERPRISE:
            self.fields["standing"].help_text = _("到企业的要写明，提交前可以补。")
            self.fields["host"] = choices.employer_field(_("拟担任工会指导员企业"))
            del self.fields["note"]
        else:
            self._offer("host", choices.host_unions(direction, round_.county))
        if direction == Direction.TO_COUNTY:
            self.fields["host"].initial = f"unit:{round_.county.code}"

    def _sender_field(self) -> forms.Field:
        """Whom this desk may send for: a list, or a name to type where the list would be too long."""
        rows = senders(self.way, self.direction)
        if len(rows) > MOST_LISTED:
            return line(_("选送单位"), 120, help_text=_("写全称或组织代码。"))
        field = pick(_("选送单位"))
        field.choices = [("", _("请选择")), *((one.code, one.name) for one in rows)]
        field.initial = rows[0].code if len(rows) == 1 else ""
        return field

    def _offer(self, name: str, rows: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选择")), *rows]

    def clean_sender(self) -> Unit:
        """The union meant, of those below this desk."""
        try:
            return find_unit(self.cleaned_data["sender"], within=self.way.unit)
        except Refusal as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def clean(self) -> dict[str, Any]:
        """A wish that cannot be a post is told at once, not when the form is submitted."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        unfit = unfit_wish(given.get("wish_from"), given.get("wish_until"), self.round.county, today())
        if unfit:
            self.add_error("wish_until", unfit)
        return given

    def facts(self) -> dict[str, Any]:
        """What the form is begun with."""
        given = dict(self.cleaned_data)
        host = given.pop("host") or ""
        if self.direction == Direction.TO_ENTERPRISE:
            given |= {"host_unit": None, "host_employer": self._enterprise(host), "note": ""}
        else:
            given |= choices.host_named(host)
        return {"round": self.round, "direction": self.direction, **given}

    def _enterprise(self, name: str) -> Employer | None:
        found = employer_called(name, self.round.county) if name else None
        if name and found is None:
            raise BadInput(_("没有找到“%(name)s”这家企业，请先登记，或改用全称。") % {"name": name}, "host")
        return found


def senders(way: Acting, direction: Direction) -> list[Unit]:
    """Unions at or below a desk that send in this direction. One query."""
    if way.unit is None:
        return []
    rows = (
        Unit.objects.filter(under(way.unit.path), is_active=True)
        .select_related("town", "county")
        .order_by("path")
    )
    return [one for one in rows if one.level <= Level.COUNTY and sends(direction, one)]


@works_here
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str, direction: str) -> HttpResponse:
    """The form of one direction; afterwards the case file, where it is corrected, given papers and submitted."""
    round_, _way = round_of(request, code)
    if direction not in round_.directions:
        raise Http404
    way = filer(office(request), round_, Direction(direction))
    if way is None or round_.closed_on is not None:
        sentence = (
            _("这一轮挂职已经结束，不再收呈报表。")
            if round_.closed_on
            else _("您的单位和下级单位都不在这个方向选送。")
        )
        return render(request, "secondments/cannot.html", {"round": round_, "sentence": sentence}, status=409)
    form = FilingForm(round_, Direction(direction), way, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _made(form)
        if made is not None:
            messages.success(request, _("呈报表已建立。核对无误后，提交选送单位主席审核。"))
            return redirect("case", made.code)
    context = {
        "round": round_, "form": form, "direction": Direction(direction).label, "annex": NAMES[Direction(direction)],
        "sent": request.method == "POST", "keep": f"secondment-{round_.code}-{direction}",
    }  # fmt: skip
    return render(request, "secondments/new.html", context, status=UNPROCESSABLE if form.errors else 200)


def filer(desks: Office, round_: SecondmentRound, direction: Direction) -> Acting | None:
    """The highest desk of this person that has somebody to send in this direction."""
    ways = [way for way in desks.desks(round_.county_id) if files_forms(way)]
    return next((way for way in ways if senders(way, direction)), None)


def _made(form: FilingForm) -> Case | None:
    """The new case, or nothing when the sentence stands at its field."""
    try:
        return open_case("secondment", actor=form.way, **form.facts())
    except BadInput as bad:
        field = {"host_unit": "host", "host_employer": "host"}.get(bad.field, bad.field)
        form.add_error(field if field in form.fields else None, bad.sentence)
    except (Refused, Refusal) as refused:
        form.add_error(None, refused.sentence)
    return None


@works_here
@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    """Names while typing, within the counties where this person keeps forms."""
    text = request.GET.get("host", "").strip()[:60]
    counties = {way.unit.county.path for way in office(request).desks() if way.unit and way.unit.county}
    found = (
        employers_like(text, under_any(counties, "unit__path"))
        if len(text) >= SHORTEST_SEARCH and counties
        else []
    )
    return render(request, "intake/employers.html", {"employers": found})
