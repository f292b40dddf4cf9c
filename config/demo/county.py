"""The county's organisation, made by the same actions an office clerk uses."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.imports.units import import_divisions
from organizations.models import Employer, PartnerBody, PartnerKind, Person, Unit
from organizations.roles import CERTIFIED_ROLES, Role

from .accounts import CAST, EMPLOYERS, OTHERS, PASSWORD

COUNTY = "330681"
DIVISIONS = Path(settings.BASE_DIR) / "organizations" / "data" / "divisions_zhejiang.csv"
#: How long a certificate of the demonstration holds.
CERTIFICATE = datetime.timedelta(days=5 * 365)
TOWNS = ("枫桥镇", "店口镇", "大唐街道", "牌头镇", "五泄镇", "山下湖镇")
#: Villages and communities that are visited or report, with their town.
VILLAGES = (
    ("先进村", "枫桥镇"), ("全堂村", "枫桥镇"), ("霞朗桥村", "枫桥镇"), ("永宁村", "枫桥镇"), ("栎桥村", "枫桥镇"), ("金湖社区", "店口镇"),
    ("轻纺城社区", "大唐街道"), ("斗岩村", "牌头镇"),
)  # fmt: skip
#: 县直单位工会, directly below the county: its chair may be sent to an enterprise.
OFFICE_UNION = "人社局机关工会"
PARTNERS = (
    ("枫桥人社所", PartnerKind.LABOUR_OFFICE, "枫桥镇"),
    ("枫桥司法所", PartnerKind.JUSTICE_OFFICE, "枫桥镇"),
    ("枫桥应急管理所", PartnerKind.SAFETY_OFFICE, "枫桥镇"),
    ("枫桥镇劳动保护监督委员会", PartnerKind.PROTECTION_COMMITTEE, "枫桥镇"),
    ("枫桥商会", PartnerKind.CHAMBER, "枫桥镇"),
    ("枫桥新居民管理所", PartnerKind.RESIDENTS_OFFICE, "枫桥镇"),
    ("店口人社所", PartnerKind.LABOUR_OFFICE, "店口镇"),
    ("店口商会", PartnerKind.CHAMBER, "店口镇"),
    ("大唐人社所", PartnerKind.LABOUR_OFFICE, "大唐街道"),
    ("大唐袜业商会", PartnerKind.CHAMBER, "大唐街道"),
    ("诸暨市人民法院枫桥法庭", PartnerKind.COURT, "诸暨市"),
    ("诸暨市劳动人事争议仲裁委员会", PartnerKind.ARBITRATION, "诸暨市"),
    ("诸暨市法律援助中心", PartnerKind.LEGAL_AID, "诸暨市"),
    ("诸暨市劳动保障监察大队", PartnerKind.LABOUR_OFFICE, "诸暨市"),
)


@dataclass
class County:
    """Everybody and every place the stories name, by short key; ``actings`` by the person's key or by whom they speak for.

    ``today`` is the day on which the demonstration ends.
    """

    today: datetime.date
    units: dict[str, Unit] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    partners: dict[str, PartnerBody] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actings: dict[str, Acting] = field(default_factory=dict)


def build(since: datetime.datetime, today: datetime.date) -> County:
    """Units from the official divisions, then enterprises, partner bodies and people, all as of ``since``."""
    county = County(today)
    import_divisions(DIVISIONS.read_bytes(), acting=SYSTEM, root=COUNTY, at=since)
    _find_units(county)
    for key, name, town, has_union, both in EMPLOYERS:
        _employer(county, since, key=key, name=name, town=town, has_union=has_union, both=both)
    county.units[OFFICE_UNION] = actions.add_unit(
        acting=SYSTEM,
        parent=county.units["诸暨市"],
        kind="enterprise",
        name=f"诸暨市{OFFICE_UNION}",
        at=since,
    )
    for name, kind, beside in PARTNERS:
        county.partners[name] = actions.add_partner(
            acting=SYSTEM, beside=county.units[beside], kind=kind, name=name, at=since
        )
    _people(county, since)
    return county


def _find_units(county: County) -> None:
    county.units["诸暨市"] = Unit.objects.get(division_code=COUNTY)
    for town in TOWNS:
        unit = Unit.objects.get(parent=county.units["诸暨市"], name=f"{town}总工会")
        county.units[town] = actions.change_unit(unit, acting=SYSTEM, has_committee=True)
    for name, town in VILLAGES:
        county.units[name] = Unit.objects.get(parent=county.units[town], name=f"{name}联合工会")
    village = Unit.objects.get(parent=county.units["枫桥镇"], name="枫源村联合工会")
    county.units["枫源村"] = actions.change_unit(village, acting=SYSTEM, has_committee=True)
    county.units["诸暨市"] = actions.change_unit(county.units["诸暨市"], acting=SYSTEM, has_committee=True)


def _employer(
    county: County, since: datetime.datetime, *, key: str, name: str, town: str, has_union: bool, both: bool
) -> None:
    union = None
    if has_union:
        union = actions.add_unit(
            acting=SYSTEM,
            parent=county.units[town],
            kind="enterprise",
            name=f"{name}工会",
            has_committee=both,
            at=since,
        )
        county.units[f"{key}工会"] = union
    county.employers[key] = actions.add_employer(
        acting=SYSTEM,
        unit=county.units[town],
        name=name,
        uscc=uscc(len(county.employers)),
        union=union,
        at=since,
    )


def uscc(number: int) -> str:
    """A 统一社会信用代码 that passes its check and belongs to nobody: its body says DEM."""
    from stdnum.cn import uscc as standard

    body = f"91330681MA0DEM{number:02d}X"
    return next(body + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if standard.is_valid(body + last))


def _people(county: County, since: datetime.datetime) -> None:
    start = since.date()
    for _role, key, name, role, place in CAST:
        _person(county, key, name, role, place, start, PASSWORD)
    for key, name, role, place in OTHERS:
        _person(county, key, name, role, place, start, None)


def _person(
    county: County, key: str, name: str, role: str, place: str, start: datetime.date, password: str | None
) -> None:
    home = county.units["诸暨市"]
    person = actions.add_person(acting=SYSTEM, unit=home, username=key, name=name, password=password)
    there: Any = county.units.get(place) or county.employers.get(place) or county.partners[place]
    papers: dict[str, Any] = {}
    if role in CERTIFIED_ROLES:
        papers = {"certificate": f"演示证-{key}", "certificate_expires_on": start + CERTIFICATE}
    actions.give_post(acting=SYSTEM, person=person, role=Role(role), place=there, starts_on=start, **papers)
    county.people[key] = person
    acting = actings_of(person, start)[0]
    county.actings[key] = acting
    if acting.unit is None:
        # An employer or a body beside a union speaks through whoever was named for it first.
        county.actings.setdefault(place, acting)
