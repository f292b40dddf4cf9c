"""Who may see which case, answered here and nowhere else. No acting sees nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery

from organizations.acting import Acting
from organizations.models import Level
from organizations.paths import under
from organizations.roles import CONTACT_ROLES, HANDLING_ROLES, Role

from .models import Case, CaseKind, CaseReader

#: See their own reports, and never whether another exists.
REPORT_ONLY = frozenset({Role.INFO_OFFICER, Role.LIAISON})
#: Handle no cases, but go on visits.
GO_ONLY = CONTACT_ROLES | {Role.LABOUR_INSPECTOR, Role.BARGAINING_ADVISER}


def visible_to(actings: Iterable[Acting]) -> QuerySet[Case]:
    """Cases that one of ``actings`` may read.

    Handling roles see their unit's and its subtree's cases, and cases handed up from their unit; information officers and
    officers who manage for the employer their own reports, who goes on visits their own visits, and who manages for the
    employer none; partners what they are invited to; a receipt its own case.
    Above the county only what was escalated above it, which is none yet. Employers see no case at all: they have a
    table of their own in ``protection``.
    """
    seen = Q(pk__in=[])
    for acting in actings:
        seen |= _seen_by(acting)
    return Case.objects.filter(seen)


def _seen_by(acting: Acting) -> Q:
    if acting.role == Role.SYSTEM:
        return Q(pk__isnull=False)
    if acting.role == Role.RECEIPT:
        return Q(pk=acting.case_id) if acting.case_id else Q(pk__in=[])
    if acting.role == Role.PARTNER_OFFICER and acting.partner:
        return _reads(partner=acting.partner.pk)
    if acting.unit is None:
        return Q(pk__in=[])
    if acting.manages_for_employer:
        # A visit says who told what, whoever sent it once.
        return Q(reported_by=acting.person) & ~Q(kind=CaseKind.VISIT)
    if acting.role in REPORT_ONLY:
        return Q(reported_by=acting.person) | _own_visits(acting)
    if acting.role in GO_ONLY:
        return _own_visits(acting)
    if acting.role in HANDLING_ROLES and acting.unit.level <= Level.COUNTY:
        return under(acting.unit.path, "unit_path") | _reads(unit=acting.unit.pk)
    return Q(pk__in=[])


def _own_visits(acting: Acting) -> Q:
    """Visits they sent, and those a chair planned for them or passed on to them."""
    return Q(kind=CaseKind.VISIT) & (Q(reported_by=acting.person) | Q(handler=acting.signs_as))


class OneOf(Func):
    """Whether a key is among those of a subquery, as PostgreSQL finds by index also beside an OR: as an array.

    For IN and EXISTS beside an OR it reads the whole table; for IN of a few thousand keys it may, too.
    """

    arg_joiner = " = ANY(ARRAY"
    template = "%(expressions)s)"
    output_field = BooleanField()


class Keys(Subquery):
    """Keys to look for. That there can be none of them is known before asking, and then asks nothing: the array
    constructor around it takes no NULL in the place of a query."""

    empty_result_set_value = NotImplemented


def _reads(**who: int) -> Q:
    return one_of("pk", CaseReader.objects.filter(is_active=True, **who).values("case"))


def one_of(column: str, keys: QuerySet[Any, Any]) -> Q:
    """Rows whose ``column`` is among ``keys``, looked up one by one by index."""
    if connection.vendor == "postgresql":
        return Q(OneOf(F(column), Keys(keys.order_by())))
    return Q(**{f"{column}__in": keys})
