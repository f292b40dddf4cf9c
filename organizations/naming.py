"""What a union at an official division is called."""

from __future__ import annotations

import re

from .models.unit import UnitKind

SUFFIX = {
    UnitKind.PROVINCE: "总工会",
    UnitKind.CITY: "总工会",
    UnitKind.COUNTY: "总工会",
    UnitKind.TOWN: "总工会",
    UnitKind.VILLAGE: "联合工会",
}
#: 村民委员会 and what offices shorten it to; what stands before it is the place.
_COMMITTEE = re.compile(r"(村|居|社区)?(?:民)?(?:委员会|委会)$")


def plain_place(division: str) -> str:
    """A village without its committee: 枫一村委会 → 枫一村, 望云社区居委会 → 望云社区, 暨二居委会 → 暨二居."""
    found = _COMMITTEE.search(division)
    if not found:
        return division
    place = division[: found.start()]
    return place if place.endswith(("村", "社区")) else f"{place}{found[1] or ''}"


def union_name(division: str, kind: UnitKind) -> str:
    """枫桥镇 → 枫桥镇总工会; 枫一村委会 → 枫一村联合工会."""
    place = plain_place(division) if kind == UnitKind.VILLAGE else division
    return f"{place}{SUFFIX.get(kind, '')}"
