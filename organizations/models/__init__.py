"""Who exists: units, employers, partner bodies, people, posts, codes, the working calendar."""

from .calendar import CalendarYear, WorkingDay
from .codes import Code, CodeList
from .employer import Employer
from .partner import PartnerBody, PartnerKind
from .person import Person
from .post import Deputy, Post
from .unit import LEVEL_OF, PATH_STEP, RANK_OF, Level, Unit, UnitKind

__all__ = [
    "LEVEL_OF",
    "PATH_STEP",
    "RANK_OF",
    "CalendarYear",
    "Code",
    "CodeList",
    "Deputy",
    "Employer",
    "Level",
    "PartnerBody",
    "PartnerKind",
    "Person",
    "Post",
    "Unit",
    "UnitKind",
    "WorkingDay",
]
