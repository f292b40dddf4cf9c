"""Choices that depend on the case: who may mediate it, where it may go, what it may be merged with."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Case, Party, Term, TermState
from cases.selectors import possible_duplicates
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import Level, PartnerBody, Person, Post, Unit
from organizations.paths import ancestors
from organizations.queries import units_under
from organizations.roles import DECIDING_ROLES, Role
from pages.casefile.forms.base import Choices, StepDesk
from pages.rows import state_of, title_of
from pages.speech import spoken_date, spoken_money
from protection import personal
from record.timekeeping import day_of

MEDIATING = (Role.MEDIATOR, *DECIDING_ROLES)
MOST_UNITS = 400


def ladder(case: Case) -> list[str]:
    """Paths of the handling union and those above it within the county."""
    return [path for path in ancestors(case.unit_path) if len(path) >= len(case.county.path)]


def mediators(desk: StepDesk) -> Choices:
    """Who may be named, with how many open cases each has; mediators first, and of each sort the freest first. Two queries."""
    posts = (
        Post.objects.on(day_of(desk.at))
        .filter(unit__path__in=ladder(desk.case), role__in=MEDIATING, manages_for_employer=False)
        .exclude(person=desk.case.handler_id)
        .select_related("person", "unit")
        .order_by("-unit__path", "role")
    )
    rows = {post.person_id: post for post in reversed(list(posts))}
    loads = dict(
        Case.objects.filter(handler__in=rows, closed_at__isnull=True)
        .order_by()
        .values_list("handler")
        .annotate(n=Count("pk"))
    )
    ordered = sorted(
        rows.values(),
        key=lambda post: (post.role != Role.MEDIATOR, loads.get(post.person_id, 0), post.person.name),
    )
    return [(post.person.username, _who(post, loads.get(post.person_id, 0))) for post in ordered]


def _who(post: Post, load: int) -> str:
    place = post.unit.name if post.unit else ""
    return _("%(name)s · %(place)s %(role)s · 在办 %(n)d 件") % {
        "name": post.person.name, "place": place, "role": post.get_role_display(), "n": load,
    }  # fmt: skip


def person(username: str) -> Person:
    """The person chosen from ``mediators``."""
    return Person.objects.get(username=username)


def partners(desk: StepDesk) -> Choices:
    """Bodies beside the handling union and those above it."""
    rows = PartnerBody.objects.filter(beside__path__in=ladder(desk.case), is_active=True).select_related(
        "beside"
    )
    return [(str(row.pk), f"{row.name} · {row.get_kind_display()}({row.beside.short_name})") for row in rows]


def units_below(desk: StepDesk) -> Choices:
    """Where the case may be handed down to; towns at least, where a rule says so."""
    case = desk.case
    rows = units_under(case.unit).filter(is_active=True).exclude(pk=case.unit_id).select_related("parent")
    lowest = Level.TOWN if case.detail.start_reasons else Level.ENTERPRISE
    return [(row.code, row.name) for row in rows[:MOST_UNITS] if row.level >= lowest]


def unit(code: str) -> Unit:
    """The union chosen from ``units_below``."""
    return Unit.objects.select_related("county", "town", "parent").get(code=code)


def merge_targets(desk: StepDesk) -> Choices:
    """Open cases that may be the same matter."""
    twins = possible_duplicates(desk.case, _visible(desk.ways), limit=10)
    return [
        (t.case.code, f"{t.case.number} · {title_of(t.case)} · {state_of(t.case)}")
        for t in twins
        if t.case.is_open
    ]


def case_named(desk: StepDesk, text: str) -> Case | None:
    """A visible case by its number or code, with what a step needs."""
    rows = _visible(desk.ways).filter(Q(code=text) | Q(number=text), county=desk.case.county_id)
    return rows.select_related("county").first()


def _visible(ways: tuple[Acting, ...]) -> QuerySet[Case]:
    return visible_to([way for way in ways if not way.manages_for_employer])


def party_choices(case: Case) -> Choices:
    """The workers on the list, by name: whoever handles the case has spoken to them."""
    rows = list(Party.objects.filter(case=case))
    names = personal.read_many(row.personal_key for row in rows)
    return [(row.code, str(names.get(row.personal_key, {}).get("name", "")) or _("未留姓名")) for row in rows]


def unperformed(case: Case) -> Choices:
    """Terms still to be performed, with what is left."""
    rows = list(Term.objects.filter(case=case, epoch=case.epoch).exclude(state=TermState.PERFORMED))
    texts = personal.read_many(row.what_key for row in rows)
    return [(row.code, _term(row, str(texts.get(row.what_key, {}).get("what", "")))) for row in rows]


def _term(row: Term, what: str) -> str:
    left = (
        _("还差 %(left)s") % {"left": spoken_money(row.amount - row.paid)}
        if row.is_money
        else _("不涉及金钱")
    )
    return f"{row.order}. {what} · {left} · {spoken_date(row.due_on)}"
