"""Who exists: units, employers, partner bodies, people, posts, codes, the working calendar."""

from .calendar import CalendarYear, WorkingDay
from .checklist import Checklist, ChecklistUse, ItemType
from .codes import Code, CodeList
from .contacts import (
    EACH_RELATION,
    PEOPLE,
    ContactCycle,
    ContactDuty,
    DutyWhat,
    EndReason,
    PointKind,
    Relation,
)
from .employer import Employer
from .partner import PartnerBody, PartnerKind
from .person import Person
from .post import Deputy, Post
from .unit import LEVEL_OF, PATH_STEP, RANK_OF, Level, Unit, UnitKind

__all__ = [
    "EACH_RELATION",
    "LEVEL_OF",
    "PATH_STEP",
    "PEOPLE",
    "RANK_OF",
    "CalendarYear",
    "Checklist",
    "ChecklistUse",
    "Code",
    "CodeList",
    "ContactCycle",
    "ContactDuty",
    "Deputy",
    "DutyWhat",
    "Employer",
    "ItemType",
    "Level",
    "PartnerBody",
    "PartnerKind",
    "Person",
    "EndReason",
    "PointKind",
    "Post",
    "Relation",
    "Unit",
    "UnitKind",
    "WorkingDay",
]
