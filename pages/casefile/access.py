"""Who reads which case file, and how much of it. What is not visible is not there: 404."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from cases.models import Case, CaseKind, Evidence
from cases.selectors import files_of
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.roles import HANDLING_ROLES, Role
from pages.acting import actings
from workflows.fetching import cases_to_step
from workflows.models import CheckAnswer


@dataclass(frozen=True)
class Reader:
    """A person in front of one case. ``full``: handles it or was invited; else only reported it."""

    case: Case
    ways: Sequence[Acting]
    full: bool
    #: Where their steps lead back to, for who reads a page of their own and not the file.
    home: str = ""

    @property
    def handling(self) -> Acting | None:
        """The first way in which the reader acts for the handling union or one above."""
        for way in self.ways:
            inside = way.unit is not None and self.case.unit_path.startswith(way.unit.path)
            if inside and way.role in HANDLING_ROLES and not way.manages_for_employer:
                return way
        return None

    @property
    def handles(self) -> bool:
        """Acts for the handling union or one above, so may see who reported."""
        return self.handling is not None

    @property
    def files(self) -> QuerySet[Evidence]:
        """Files of the case this reader may have: an answer to a joint check is for the union alone."""
        rows = files_of(self.case, handles=self.handles)
        if self.handles:
            return rows
        told = CheckAnswer.objects.filter(joint_check__case=self.case, evidence__isnull=False)
        return rows.exclude(pk__in=told.values("evidence"))


def cases_to_read() -> QuerySet[Case]:
    """Cases with all that a step and the head of the file need."""
    return cases_to_step().select_related(*(f"{kind}__emergency_lead" for kind in CaseKind), "county", "unit__town", "unit__county", "town",
                                          "handler", "employer", "origin_unit", "merged_into")  # fmt: skip


def reader_of(request: HttpRequest, code: str) -> Reader:
    """The case with all a step needs, or 404. Two queries besides the actings'."""
    ways = actings(request)
    case = cases_to_read().filter(pk__in=visible_to(ways).filter(code=code).values("pk")).first()
    if case is None:
        raise Http404
    inside = [
        way
        for way in ways
        if (way.role in HANDLING_ROLES and not way.manages_for_employer) or way.role == Role.PARTNER_OFFICER
    ]
    return Reader(case, ways, bool(inside) and visible_to(inside).filter(pk=case.pk).exists())
