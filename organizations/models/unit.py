"""The tree of unions: province, city, county, town, area, village or trade, enterprise, group."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Characters one level takes in ``Unit.path``: 36**4 children ever made under one parent, nine levels and more.
PATH_STEP = 4
PATH_LENGTH = PATH_STEP * 12


class UnitKind(models.TextChoices):
    """工会组织的层级."""

    PROVINCE = "province", _("省总工会")
    CITY = "city", _("市总工会")
    COUNTY = "county", _("县(市、区)总工会")
    TOWN = "town", _("乡镇(街道)总工会")
    AREA = "area", _("片区工委")
    VILLAGE = "village", _("村(社区)联合工会")
    TRADE = "trade", _("行业工会")
    ENTERPRISE = "enterprise", _("企业工会")
    GROUP = "group", _("工会小组")


class Level(models.IntegerChoices):
    """How high a unit stands on the ladder that late cases climb."""

    ENTERPRISE = 1, _("企业")
    VILLAGE = 2, _("村(行业、片区)")
    TOWN = 3, _("乡镇(街道)")
    COUNTY = 4, _("县(市、区)")
    CITY = 5, _("市")
    PROVINCE = 6, _("省")


LEVEL_OF = {
    UnitKind.GROUP: Level.ENTERPRISE,
    UnitKind.ENTERPRISE: Level.ENTERPRISE,
    UnitKind.VILLAGE: Level.VILLAGE,
    UnitKind.TRADE: Level.VILLAGE,
    UnitKind.AREA: Level.VILLAGE,
    UnitKind.TOWN: Level.TOWN,
    UnitKind.COUNTY: Level.COUNTY,
    UnitKind.CITY: Level.CITY,
    UnitKind.PROVINCE: Level.PROVINCE,
}


#: Which kinds may stand under which: a child ranks lower than its parent.
RANK_OF = {
    UnitKind.PROVINCE: 0,
    UnitKind.CITY: 1,
    UnitKind.COUNTY: 2,
    UnitKind.TOWN: 3,
    UnitKind.AREA: 4,
    UnitKind.VILLAGE: 5,
    UnitKind.TRADE: 5,
    UnitKind.ENTERPRISE: 6,
    UnitKind.GROUP: 7,
}


class Unit(models.Model):
    """工会组织. ``path`` holds the whole way from the root, ``PATH_STEP`` characters a level, so a subtree is a prefix.

    ``county`` and ``town`` are the ones it stands in; a county is its own county, a town its own town.
    ``children_made`` only grows: a path that was given once is never given to another unit, because closed cases
    keep the path they were closed under.
    """

    TRACKED = (
        "code", "division_code", "name", "short_name", "kind", "parent_id", "path", "county_id", "town_id",
        "has_committee", "is_active",
    )  # fmt: skip
    TRACKED_KEY = "code"

    code = models.CharField(_("组织代码"), max_length=24, unique=True)
    division_code = models.CharField(_("区划代码"), max_length=12, null=True, blank=True, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=120, db_index=True)
    kind = models.CharField(_("类型"), max_length=12, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=PATH_LENGTH, unique=True)
    county = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    has_committee = models.BooleanField(_("设有双方代表的调解委员会"), default=False)
    is_active = models.BooleanField(_("在用"), default=True)
    children_made = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["kind", "path"], name="unit_kind_path")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | models.Q(kind="province"),
                name="unit_only_province_is_root",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> Level:
        """Step of the ladder this unit stands on."""
        return LEVEL_OF[UnitKind(self.kind)]

    @property
    def chain(self) -> str:
        """Key of the record's chain this unit belongs to: its county's code, or CN above the county."""
        if self.kind == UnitKind.COUNTY:
            return self.code
        return self.county.code if self.county_id and self.county else "CN"

    def holds(self, path: str) -> bool:
        """Whether ``path`` is this unit or one below it."""
        return path.startswith(self.path)

    def ancestor_paths(self) -> list[str]:
        """Paths from the root down to this unit, itself last."""
        return [self.path[:end] for end in range(PATH_STEP, len(self.path) + 1, PATH_STEP)]
