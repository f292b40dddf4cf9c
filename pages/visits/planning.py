"""安排走访: a route for a day; for a chair also for somebody else of the union and below."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.models import CaseKind
from cases.visibility import GO_ONLY, REPORT_ONLY, visible_to
from cases.visits.figures import open_plans, worth_visiting
from cases.visits.owed import owed
from organizations.acting import Acting
from organizations.models import Person, Post
from organizations.paths import under
from organizations.roles import DECIDING_ROLES
from pages.acting import works_here
from pages.visits.forms.going import own_relations
from pages.visits.forms.route import Plans, Route, Stops
from pages.visits.owed import cycles_of, standing_words
from pages.visits.who import goer
from record.timekeeping import today
from workflows.errors import BadInput, Refused
from workflows.visit.sending import plan_route
from workflows.visit.who import VISITORS

SUGGESTED, MOST_PEOPLE = 60, 400
UNPROCESSABLE = 422


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """安排走访: what is owed first, then enterprises without a union, then where nobody was for longest."""
    way = goer(request)
    people = _people(way)
    chosen = request.GET.get("for", "")
    other = next((post.person for post in people if post.person.username == chosen), None)
    form = Route(
        way, _stops(way, other), request.GET.get("stop_1", "")[:40], request.POST or None
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _planned(request, form, way, other):
        return HttpResponseRedirect(reverse("visits"))
    rows = [
        {"username": post.person.username, "name": f"{post.person.name} · {post.unit.short_name if post.unit else ''}"}
        for post in people
    ]  # fmt: skip
    context = {"form": form, "people": rows, "chosen": other.username if other else "", "other": other}
    return render(request, "visits/plan.html", context, status=UNPROCESSABLE if form.errors else 200)


def _planned(request: HttpRequest, form: Route, way: Acting, other: Person | None) -> bool:
    common: dict[str, Any] = {"visitor": other} if other is not None else {}
    try:
        made = plan_route(actor=way, planned_on=form.cleaned_data["planned_on"], stops=form.stops(), **common)
    except BadInput as bad:
        form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    else:
        said = ngettext("已安排 %(n)d 个走访点。", "已安排 %(n)d 个走访点。", len(made))
        messages.success(request, said % {"n": len(made)})
        return True
    return False


def _people(way: Acting) -> list[Post]:
    """For whom a chair may plan: everybody of the union and below who may go, each once; nobody for others. One query."""
    if way.role not in DECIDING_ROLES or way.unit is None:
        return []
    posts = Post.objects.on(today()).filter(
        under(way.unit.path, "unit__path"), role__in=VISITORS, manages_for_employer=False
    )
    own = way.on_behalf_of or way.person
    rows = posts.exclude(person=own).select_related("person", "unit").order_by("unit__path", "person__name")
    return list({row.person_id: row for row in rows[:MOST_PEOPLE]}.values())


def _stops(way: Acting, other: Person | None) -> Stops:
    """What is owed by whoever goes, and employers of the union that plans."""
    on = today()
    person = other or way.on_behalf_of or way.person
    assert person is not None and way.unit is not None  # noqa: S101, PT018  ``goer`` asked; tells mypy
    goes = replace(way, person=person, on_behalf_of=None)
    rows = [one for cycle in cycles_of(way, on) for one in owed(person, cycle, on)]
    relations = own_relations(goes, on)
    reads_own_only = way.role in REPORT_ONLY | GO_ONLY
    employers = list(worth_visiting(way.unit, person if reads_own_only else None)[:SUGGESTED])
    places = [row for row, _name in relations if not row.is_person]
    plans = open_plans(
        person, visible_to([way]).filter(kind=CaseKind.VISIT, closed_at__isnull=True),
        [one.pk for one in employers] + [row.employer_id for row in places if row.employer_id],
        [row.unit_id for row in places if row.unit_id],
    )  # fmt: skip
    return Stops(rows, relations, employers, standing_words(), Plans(person, plans))
