"""What a person may see and change in the office pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import may_administer, may_administer_shared, may_name_deputy, unit_of
from organizations.models import Employer, PartnerBody, Person, Post, Unit
from organizations.paths import under_any
from organizations.roles import ADMIN_ROLES, CERTIFIED_ROLES, HANDLING_ROLES
from pages.acting import actings, works_here
from record.timekeeping import today

P = ParamSpec("P")
#: Who may read the office pages: whoever handles or administers. An 信息员 sees only their own reports.
READERS = HANDLING_ROLES | ADMIN_ROLES | CERTIFIED_ROLES
#: Where a person's posts may be.
PLACES = ("unit", "partner__beside", "employer__unit")


@dataclass(frozen=True)
class Desk:
    """One person at work today."""

    person: Person
    actings: tuple[Acting, ...]
    day: datetime.date

    @property
    def seats(self) -> list[Unit]:
        """The unions at which this person may read the office pages."""
        return [
            acting.unit
            for acting in self.actings
            if acting.unit and acting.role in READERS and not acting.manages_for_employer
        ]

    @property
    def area(self) -> list[str]:
        """Paths whose units, employers and bodies may be read: the whole county, or what is below a higher union."""
        return sorted({(unit.county or unit).path for unit in self.seats})

    @property
    def own(self) -> list[str]:
        """Paths whose people may be read: the own union and what is below it."""
        return sorted({unit.path for unit in self.seats})

    @property
    def manages_anything(self) -> bool:
        """Whether this person is a system administrator anywhere."""
        return any(may_administer(acting, acting.unit) for acting in self.actings)

    def units(self) -> QuerySet[Unit]:
        """Units this person may read."""
        return Unit.objects.filter(under_any(self.area))

    def employers(self) -> QuerySet[Employer]:
        """Employers this person may read."""
        return Employer.objects.filter(under_any(self.area, "unit__path"))

    def partners(self) -> QuerySet[PartnerBody]:
        """Partner bodies this person may read."""
        return PartnerBody.objects.filter(under_any(self.area, "beside__path"))

    def posts(self) -> QuerySet[Post]:
        """Posts at or below this person's own unions."""
        return Post.objects.filter(
            under_any(self.own, "unit__path")
            | under_any(self.own, "partner__beside__path")
            | under_any(self.own, "employer__unit__path")
        )

    def people(self) -> QuerySet[Person]:
        """People whose account or post is at or below this person's own unions, and they themselves."""
        return Person.objects.filter(
            under_any(self.own, "unit__path") | Q(pk__in=self.posts().values("person")) | Q(pk=self.person.pk)
        )

    def administering(self, unit: Unit | None) -> Acting | None:
        """The way in which this person may change ``unit``, if any."""
        return next((acting for acting in self.actings if may_administer(acting, unit)), None)

    def administering_place(self, place: Unit | PartnerBody | Employer) -> Acting | None:
        """As ``administering``, of the union that answers for a place."""
        return self.administering(unit_of(place))

    def administering_shared(self) -> Acting | None:
        """The way in which this person may change codes, rules and the calendar, if any."""
        return next((acting for acting in self.actings if may_administer_shared(acting)), None)

    def naming_deputy(self, post: Post) -> Acting | None:
        """The way in which this person may name a deputy for ``post``, if any."""
        return next((acting for acting in self.actings if may_name_deputy(acting, post)), None)


def need(acting: Acting | None) -> Acting:
    """The acting, or a refusal when there is none."""
    if acting is None:
        raise PermissionDenied(_("只有本级或上级工会的系统管理员可以做这项修改。"))
    return acting


View = Callable[Concatenate[HttpRequest, Desk, P], HttpResponseBase]


def _desk_of(request: HttpRequest) -> Desk:
    person = request.user
    if not isinstance(person, Person):
        raise PermissionDenied
    return Desk(person, actings(request), today())


def office(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for those who handle or administer somewhere; the view is given their desk."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        desk = _desk_of(request)
        if not desk.seats:
            raise PermissionDenied(_("您的职务不需要查看这一页。"))
        return view(request, desk, *args, **kwargs)

    update_wrapper(guarded, view)
    return works_here(guarded)


def own_too(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page that everybody with a post may open about themselves."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, _desk_of(request), *args, **kwargs)

    update_wrapper(guarded, view)
    return works_here(guarded)
