"""Where a person may go: the handlers' menu, by role. One table, read from top to bottom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from cases.models import SecondmentDetail
from organizations.acting import Acting
from organizations.models import Level
from organizations.roles import (
    ADMIN_ROLES,
    CERTIFIED_ROLES,
    CONTACT_ROLES,
    DECIDING_ROLES,
    HANDLING_ROLES,
    Role,
)
from pages.acting import actings
from pages.parts import NavItem
from pages.secondments.desk import Office

REPORTERS = frozenset({Role.INFO_OFFICER, Role.LIAISON})
EVERY_HANDLER = HANDLING_ROLES | REPORTERS | {Role.PARTNER_OFFICER}
#: Who decides, and who asks and waits for the answer.
ASKERS = frozenset({*DECIDING_ROLES, Role.MEDIATOR, Role.WINDOW, Role.PARTNER_OFFICER})
GOERS = HANDLING_ROLES | REPORTERS | CERTIFIED_ROLES | CONTACT_ROLES
OFFICE = frozenset({*DECIDING_ROLES, Role.WINDOW, Role.SYSTEM_ADMIN})


@dataclass(frozen=True)
class Place:
    """``name`` is a URL's name; a place whose pages are not there is left out."""

    name: str
    label: Any
    icon: str
    roles: Collection[Role]
    in_bar: bool = True


PLACES = (
    Place("today", _("今日"), "sun", EVERY_HANDLER),
    Place("cases", _("案件"), "briefcase", EVERY_HANDLER),
    Place("approvals", _("审批"), "signature", ASKERS),
    Place("tables", _("协商"), "messages", HANDLING_ROLES | {Role.PARTNER_OFFICER}, in_bar=False),
    Place("board", _("督查"), "layout-dashboard", frozenset({Role.SUPERVISOR, *DECIDING_ROLES})),
    Place("intake", _("登记"), "plus", EVERY_HANDLER | {Role.LABOUR_INSPECTOR}),
    Place("intake_wages", _("欠薪预警"), "coins", EVERY_HANDLER, in_bar=False),
    Place("employer_notices", _("收到的文书"), "file-text", frozenset({Role.EMPLOYER_REP})),
    Place("visits", _("走访"), "map-pin", GOERS, in_bar=False),
    Place("visit_cycles", _("联系点一览表"), "table", frozenset({Role.SYSTEM_ADMIN}), in_bar=False),
    Place("secondments", _("上挂下联"), "route", HANDLING_ROLES | REPORTERS, in_bar=False),
    Place("checks", _("联调"), "list-check", HANDLING_ROLES | {Role.PARTNER_OFFICER}),
    Place("ledgers", _("台账"), "table", OFFICE, in_bar=False),
    Place("record", _("记录"), "shield-check", frozenset({Role.AUDIT_ADMIN}), in_bar=False),
    Place("office:units", _("组织与设置"), "sitemap", OFFICE | ADMIN_ROLES | CERTIFIED_ROLES, in_bar=False),
)


def nav_for(
    roles: Collection[Role],
    here: str,
    counts: Mapping[str, int] | None = None,
    late: Collection[str] = (),
) -> list[NavItem]:
    """The places of somebody with ``roles``; ``here`` is the path of the page, ``counts`` and ``late`` by place name."""
    counts = counts or {}
    allowed = [(place, _address(place)) for place in PLACES if any(role in place.roles for role in roles)]
    there = [(place, url) for place, url in allowed if url]
    current = max((url for _place, url in there if here.startswith(url)), key=len, default="")
    return [
        NavItem(
            label=str(place.label),
            url=url,
            icon=place.icon,
            current=url == current,
            count=counts.get(place.name, 0),
            late=place.name in late,
            in_bar=place.in_bar,
        )
        for place, url in there
    ]


def interface(request: HttpRequest) -> dict[str, Any]:
    """``nav``, ``may_register`` and ``acting_label`` for the handlers' frame; asked for only by the pages that show them."""

    def nav() -> list[NavItem]:
        ways = actings(request)
        places = nav_for({acting.role for acting in ways}, getattr(request, "place", request.path))
        # Asked only of who has the place by their role: an employer's pages never ask a table of cases.
        held_back = {
            reverse("visits"): lambda: not _goes(ways),
            reverse("secondments"): lambda: not _seconds(request, ways),
        }
        return [one for one in places if not (one.url in held_back and held_back[one.url]())]

    def may_register() -> bool:
        registers = next(place.roles for place in PLACES if place.name == "intake")
        return any(acting.role in registers for acting in actings(request))

    return {
        "nav": SimpleLazyObject(nav),
        "may_register": SimpleLazyObject(may_register),
        "acting_label": SimpleLazyObject(lambda: acting_label(actings(request))),
    }


def _goes(ways: Iterable[Acting]) -> bool:
    """Whether somebody may go on visits: for a union of a county or below, and for no employer."""
    return any(
        way.role in GOERS and way.unit is not None and way.unit.level <= Level.COUNTY
        and not way.manages_for_employer and not way.only_approvals
        for way in ways
    )  # fmt: skip


def _seconds(request: HttpRequest, ways: tuple[Acting, ...]) -> bool:
    """Whether there are rounds to see, or a form of one's own. A query for who keeps no forms, none for who does."""
    if Office(ways).desks():
        return True
    person = request.user.pk
    return person is not None and SecondmentDetail.objects.filter(person=person).exists()


def _address(place: Place) -> str:
    try:
        return reverse(place.name)
    except NoReverseMatch:
        return ""


def acting_label(ways: Iterable[Acting]) -> str:
    """「枫桥镇总工会 · 调解员」, of the first way somebody may act; a deputy says for whom elsewhere."""
    first = next(iter(ways), None)
    if first is None:
        return ""
    return " · ".join(part for part in (first.place_name, str(first.role.label)) if part)
