"""联系点 one by one, beside the table: given, changed, ended with the reason; each through its action, on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations import actions
from organizations.acting import Acting
from organizations.actions.contact_table import ContactRow, meant
from organizations.actions.contacts import Point, may_arrange
from organizations.errors import Refusal
from organizations.models import ContactCycle, Relation
from pages.acting import works_here
from pages.visits.forms.going import point_name
from pages.visits.forms.points import EndForm, LiaisonForm, PointForm, people_of
from pages.visits.relations import arrangers, cycle_of
from protection import personal
from record.timekeeping import today

UNPROCESSABLE = 422


def _show(request: HttpRequest, form: forms.Form, cycle: ContactCycle, **more: Any) -> HttpResponse:
    context = {
        "form": form, "cycle": cycle, "back": reverse("visit_relations", args=[cycle.code]), "people": people_of(cycle), **more,
    }  # fmt: skip
    return render(request, "visits/form.html", context, status=UNPROCESSABLE if form.errors else 200)


def _refused(form: forms.Form, refusal: Refusal) -> None:
    field = {"name": "point", "unit": "point", "employer": "point"}.get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, refusal.sentence)


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, code: str) -> HttpResponse:
    """新增联系点."""
    cycle, way = cycle_of(request, code)
    form = PointForm(cycle, request.POST or None)
    if request.method == "POST" and form.is_valid() and _given(form, cycle, way):
        messages.success(request, _("已登记。"))
        return redirect("visit_relations", code)
    return _show(
        request, form, cycle, title=_("新增联系点"), submit=_("登记"), keep=f"point-{cycle.code}",
        lead=_("一个联系人可以有几个联系点，一个一个登记；多的时候用表格导入更快。"),
    )  # fmt: skip


def _given(form: PointForm, cycle: ContactCycle, way: Acting) -> bool:
    given, worker = form.cleaned_data, form.worker()
    if form.errors:
        return False
    row = ContactRow(1, given["person"], given["point"], given["liaison"])
    try:
        found = meant(row, cycle, with_point=worker is None)
        actions.give_relation(
            acting=way, cycle=cycle, person=found.person, point=worker or found.point or Point(), liaison=found.liaison,
            office=given["office"] or found.office, starts_on=given["starts_on"],
        )  # fmt: skip
    except Refusal as refusal:
        _refused(form, refusal)
        return False
    return True


def _relation(request: HttpRequest, code: str) -> tuple[Relation, Acting, str]:
    """A relation the reader arranges, as whom, and what its point is called."""
    row = Relation.objects.select_related(
        "cycle__unit__county", "person", "unit", "employer", "liaison"
    ).filter(code=code).first()  # fmt: skip
    if row is None:
        raise Http404
    for way in arrangers(request):
        if may_arrange(way, row.cycle.unit):
            return row, way, point_name(row, personal.read_many([row.worker_key]))
    raise Http404


def _lead(row: Relation, name: str) -> str:
    return _("%(who)s → %(point)s") % {"who": row.person.name, "point": name}


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """修改联络员和帮扶单位."""
    row, way, name = _relation(request, code)
    kept = personal.read_many([row.liaison_key])
    known = kept.get(row.liaison_key, {}).get("name", "") if row.liaison_key else ""
    initial = {"liaison": row.liaison.username if row.liaison else known, "office": row.office}
    form = LiaisonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = ContactRow(1, row.person.username, "", form.cleaned_data["liaison"])
            liaison = meant(said, row.cycle, with_point=False).liaison
            actions.change_relation(row, acting=way, liaison=liaison, office=form.cleaned_data["office"])
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("visit_relations", row.cycle.code)
    return _show(
        request, form, row.cycle, title=_("修改联系点"), submit=_("保存"), lead=_lead(row, name),
        note=_("联系人或联系点本身变了的，先终止这一项，再新增一项，以前的走访才不会算错。"),
        also=(reverse("visit_point_end", args=[row.code]), _("终止联系关系")) if not row.end_reason else None,
    )  # fmt: skip


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    """终止联系关系, with the reason."""
    row, way, name = _relation(request, code)
    form = EndForm(today(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_relation(row, acting=way, **form.cleaned_data)
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("已终止，到最后一天为止的走访照样算数。"))
            return redirect("visit_relations", row.cycle.code)
    return _show(
        request, form, row.cycle, title=_("终止联系关系"), submit=_("终止"), lead=_lead(row, name), danger=True,
        note=_("终止以后不能恢复；还要联系的，再新增一项。没有完成的次数不再算谁欠的。"),
    )  # fmt: skip
