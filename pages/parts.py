"""What the components in ``templatetags/fengqiao.py`` are fed: plain, frozen shapes.

A tag takes anything that has the attributes; these classes only spare a page from inventing its own.
Nothing here reads a database, a clock or a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class DayView:
    """One day of a deadline's reckoning: 10月1日, not counted, 国庆节."""

    day: date
    counted: bool
    why: str = ""


@dataclass(frozen=True)
class ClockView:
    """A clock as people read it.

    ``working_days_left`` counts working days after today up to and including the due day; ``overdue_days``
    is 0 until the due day is over. ``state`` is ``running``, ``paused`` or ``stopped``. ``days`` may be given
    at once, or fetched from ``steps_url`` when somebody opens the explanation.
    """

    due_on: date
    due_at: datetime | None = None
    provisional: bool = False
    overdue_days: int = 0
    working_days_left: int = 0
    state: str = "running"
    rule_name: str = ""
    law: str = ""
    article: str = ""
    is_internal: bool = False
    steps_url: str = ""
    started_on: date | None = None
    start_reason: str = ""
    paused_reason: str = ""
    is_overdue: bool | None = None
    days: Sequence[DayView] = ()


@dataclass(frozen=True)
class NavItem:
    """A place to go. Phones show the first five items with ``in_bar``; the rest are behind 更多."""

    label: str
    url: str
    icon: str = "list-check"
    current: bool = False
    count: int = 0
    late: bool = False
    in_bar: bool = True


@dataclass(frozen=True)
class ActionView:
    """A step somebody may take: a link to its form, or with ``method="post"`` a button that does it."""

    label: str
    url: str
    icon: str = ""
    hint: str = ""
    method: str = "get"
    danger: bool = False
    confirm: str = ""
    hidden: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class BlockedAction:
    """A step that is not allowed now, with the sentence that says why."""

    label: str
    reason: str


@dataclass(frozen=True)
class ChartState:
    """A state on the small chart: its value, its word, who owns it."""

    value: str
    label: str
    owner: str = ""


@dataclass(frozen=True)
class CaseRow:
    """A line of 今日 or of any list of cases."""

    url: str
    title: str
    number: str = ""
    kind: str = ""
    colour: str = ""
    state_label: str = ""
    clock: Any = None
    next_step: str = ""
    waiting_for: str = ""
    meta: Sequence[str] = ()
    unread: int = 0


@dataclass(frozen=True)
class TimelineEntry:
    """A line of 全过程. ``kind``: step, message, paper, clock, late, note."""

    at: datetime
    title: str
    kind: str = "step"
    who: str = ""
    on_behalf_of: str = ""
    why: str = ""
    note: str = ""
    url: str = ""
    url_label: str = ""
    recorded_at: datetime | None = None
    changes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class FilterOption:
    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class FilterGroup:
    """One question of a list's filters; ``name`` is its name in the address."""

    name: str
    label: str
    options: Sequence[FilterOption] = ()
    any_label: str = ""


@dataclass(frozen=True)
class Column:
    """``key`` names an item or attribute of the row; the ``main`` column becomes the card's title on phones."""

    key: str
    label: str
    numeric: bool = False
    main: bool = False


@dataclass(frozen=True)
class Spoken:
    """What a clock says: the big words, the date behind them, tone and icon."""

    words: str
    behind: str
    tone: str
    icon: str
    lines: Sequence[str] = field(default_factory=tuple)
