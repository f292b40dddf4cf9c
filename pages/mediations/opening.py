"""Setting a table: for a dispute or wage case, or alone with an agenda that is pasted one topic a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.models import Case, CaseKind, TableForm
from organizations.acting import Acting
from organizations.models import Level, Person, Unit
from pages.acting import actings, works_here
from pages.casefile.access import reader_of
from pages.casefile.forms import StepDesk
from pages.casefile.forms.base import day, line, note, one_of, pick
from pages.casefile.forms.choices import mediators
from pages.intake.forms import places_of
from pages.mediations.forms.seats import lines_of
from pages.mediations.served import setter, why_not
from pages.rows import title_of
from record.timekeeping import now, today
from workflows.engine import open_case
from workflows.errors import BadInput, Refused
from workflows.mediation.birth import LONGEST_TITLE, MOST_TOPICS, SETTERS
from workflows.shared.base import open_tables

CONFLICT, UNPROCESSABLE = 409, 422
FORMS_OF_TABLE = (
    (TableForm.THREE, gettext_lazy("三方协商：政府、工会、企业方组织")),
    (TableForm.FOUR, gettext_lazy("四方协商：三方再加劳动保护监督委员会")),
    (TableForm.MORE, gettext_lazy("3+x协商：三方再加受邀的单位、心理或法律援助")),
)


class OpenForCase(forms.Form):
    """发起协商, for a case: the sides come with it."""

    form = one_of(gettext_lazy("哪一种协商"), FORMS_OF_TABLE)
    mediator = pick(
        gettext_lazy("由谁主持"), gettext_lazy("不选就由您(调解员)或案件的承办人主持。"), required=False
    )
    applied_on = day(
        gettext_lazy("收到调解申请的日期"), gettext_lazy("十五天从这天起算；劳动争议案件已经登记过的，以那边为准。"),
        required=False,
    )  # fmt: skip
    title = line(
        gettext_lazy("名称"),
        LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("可以不写，用案件的名称。"),
    )

    def facts(self) -> dict[str, Any]:
        """What ``open_case`` takes."""
        given = self.cleaned_data
        return {
            "form": given["form"], "title": given["title"], "applied_on": given.get("applied_on"),
            "mediator": _person(given["mediator"]),
        }  # fmt: skip


class OpenAgenda(forms.Form):
    """发起议题协商: without a dispute; every seat consents, or a share of them."""

    title = line(gettext_lazy("名称"), LONGEST_TITLE, help_text=gettext_lazy("例如：2026年工资集体协商。"))
    form = one_of(gettext_lazy("哪一种协商"), FORMS_OF_TABLE)
    topics = note(
        gettext_lazy("议题"), required=True, rows=10, most=MOST_TOPICS * LONGEST_TITLE,
        help_text=gettext_lazy("一行一个，可以整段粘贴；前面的编号会去掉。最多60个。"),
    )  # fmt: skip
    place = pick(gettext_lazy("哪个工会发起"))
    share = forms.IntegerField(
        label=gettext_lazy("多少席位同意算通过(%)"), min_value=1, max_value=100, initial=100,
        help_text=gettext_lazy("100就是每个席位都要同意。"),
        error_messages={"required": gettext_lazy("请写1到100的数字。"), "invalid": gettext_lazy("请写1到100的数字。")},
    )  # fmt: skip

    def __init__(self, places: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {unit.code: unit for unit in places}
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, unit.name) for code, unit in self.places.items()]
        field.initial = next(iter(self.places), None)
        self.fields["form"].initial = TableForm.THREE

    def facts(self) -> dict[str, Any]:
        """What ``open_case`` takes."""
        given = self.cleaned_data
        return {
            "form": given["form"], "title": given["title"], "topics": lines_of(given["topics"]),
            "share": given["share"], "place": self.places[given["place"]],
        }  # fmt: skip


def _person(username: str) -> Person | None:
    return Person.objects.filter(username=username).first() if username else None


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def for_case(request: HttpRequest, code: str) -> HttpResponse:
    """发起三方、四方协商 for a case one handles."""
    reader = reader_of(request, code)
    way = setter(reader.case, reader.ways)
    if way is None:
        raise PermissionDenied(_("只有调解员和主席可以发起协商。"))
    why = why_not(reader.case, open_tables(reader.case).exists())
    if why:
        context = {"case": reader.case, "title": _("发起协商"), "sentence": why}
        return render(request, "cases/refused.html", context, status=CONFLICT)
    form = OpenForCase(request.POST or None)
    desk = StepDesk(reader.case, way, now())
    field = form.fields["mediator"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("不另外指定")), *mediators(desk)]
    form.fields["form"].initial = TableForm.THREE
    form.fields["applied_on"].initial = getattr(reader.case.detail, "applied_on", None) or today()
    if reader.case.kind == CaseKind.DISPUTE:
        del form.fields["applied_on"]
    if request.method == "POST" and form.is_valid():
        made = _opened(form, way, form.facts() | {"serves": reader.case})
        if made is not None:
            return HttpResponseRedirect(reverse("case", args=[made.code]))
    context = {
        "form": form,
        "case": reader.case,
        "case_title": title_of(reader.case),
        "keep": f"{code}-table",
    }
    return _shown(request, form, context)


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def agenda(request: HttpRequest) -> HttpResponse:
    """发起议题协商."""
    ways = setters(actings(request))
    if not ways:
        raise PermissionDenied(_("只有调解员和主席可以发起协商。"))
    form = OpenAgenda(places(ways), request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = form.facts()["place"]
        way = next(one for one in ways if one.unit and place.path.startswith(one.unit.path))
        made = _opened(form, way, form.facts())
        if made is not None:
            return HttpResponseRedirect(reverse("case", args=[made.code]))
    return _shown(request, form, {"form": form, "keep": "agenda"})


def setters(ways: Any) -> list[Acting]:
    """The ways in which somebody may set a table."""
    return [way for way in ways if way.role in SETTERS and way.unit and not way.manages_for_employer]


def places(ways: list[Acting]) -> list[Unit]:
    """Unions where these may set one: their own first, then those below."""
    own = {way.unit.code: way.unit for way in ways if way.unit and way.unit.level <= Level.COUNTY}
    below = [
        unit for unit in places_of(ways)
        if any(way.unit and unit.path.startswith(way.unit.path) for way in ways)
    ]  # fmt: skip
    return list((own | {unit.code: unit for unit in below if unit.code not in own}).values())


def _opened(form: forms.Form, way: Acting, facts: dict[str, Any]) -> Case | None:
    """The new table; a refusal stands where it belongs."""
    try:
        return open_case("mediation", actor=way, **facts)
    except BadInput as bad:
        form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return None


def _shown(request: HttpRequest, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "mediations/open.html", context, status=status)
