"""What the pages know of each kind of case, in one place a kind: everything else on the pages is the same for all.

To give a kind its pages, make a package for it (``pages/disputes`` is the example) that builds one ``KindPage`` and calls it
``PAGE``, and name it in ``PAGES`` below. It says

- where a case of the kind is beside the main line: ``detours``. States, their words, owners and main line come from the
  workflow's own ``states`` (``S``, ``OWNERS``, ``MAIN_LINE``, ``GROUPS``);
- what comes next and whose turn it is: ``next_step`` for one case, ``turns`` for lists (both must say the same);
- what stands on the case file: ``parts`` in their order, each an anchor, a heading for the table of contents, a template and
  a function that makes its context from a ``Desk``. 全过程 stands last on every file and is no part;
- which form each step has: ``forms``, beginning with ``SHARED`` of ``pages.casefile.forms`` (the ladder, people, papers);
- how it is called: ``title`` (and ``title_keys`` where its name is kept apart), ``icons``, ``row_notes``;
- what a worker with a receipt is told: ``now`` by state, ``told`` by event;
- what a chair's yes does, where the general words are not enough: ``on_yes``.

The kind's own row is ``case.detail``; only a kind's own package may say ``case.dispute``.
"""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.module_loading import import_string

from cases.models import Case, CaseKind, Clock
from cases.selectors import Dossier
from organizations.models import CodeList
from pages.labels import label
from record.names import EventName
from workflows.models import Approval, ApprovalKind
from workflows.registry import part_of

if TYPE_CHECKING:
    from pages.casefile.access import Reader
    from pages.casefile.actions import Actions
    from pages.casefile.forms import StepForm

#: Each kind's ``KindPage``, loaded when asked for: its forms import what stands above this file.
PAGES = {
    CaseKind.DISPUTE: "pages.disputes.PAGE",
    CaseKind.MEDIATION: "pages.mediations.PAGE",
    CaseKind.WAGES: "pages.wages.PAGE",
    CaseKind.VISIT: "pages.visits.PAGE",
    CaseKind.SECONDMENT: "pages.secondments.PAGE",
}
#: Personal data by key, as ``personal.read_many`` gives it.
Texts = Mapping[uuid.UUID, Mapping[str, Any]]
Pairs = list[tuple[str, Any]]


class Owner(enum.Enum):
    """Whose turn it is."""

    INTAKE = "intake"
    CHAIR = "chair"
    HANDLER = "handler"
    SIGNER = "signer"


@dataclass(frozen=True)
class Desk:
    """What a part of a case file is made of: who reads, the case with all that hangs on it, what may be done."""

    reader: Reader
    found: Dossier
    at: datetime.datetime
    actions: Actions
    #: ``{"row": Approval, "reason": str, "answers": […]}``, oldest first; empty for who only reported.
    approvals: Sequence[Mapping[str, Any]] = ()
    #: What the address asks for, as it was typed: a name to look for in a long list.
    asked: Mapping[str, str] = field(default_factory=dict)
    #: What several parts are made of, read once (``once``).
    _read: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, load: Callable[[], Any]) -> Any:
        """What ``load`` gives, read for the first part that asks."""
        if name not in self._read:
            self._read[name] = load()
        return self._read[name]

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.found.case


@dataclass(frozen=True)
class Part:
    """A section of the case file. ``full``: only for who handles the case or was invited."""

    anchor: str
    heading: Any
    template: str
    context: Callable[[Desk], dict[str, Any]]
    full: bool = True


def by_category(case: Case, texts: Texts) -> str:
    """「拖欠劳动报酬 · 示例袜业有限公司」."""
    return f"{label(CodeList.CATEGORY, case.category)} · {case.employer_name}"


def no_keys(case: Case) -> Iterable[uuid.UUID | None]:
    """For kinds whose name holds nothing personal."""
    return ()


def no_notes(case: Case) -> Iterable[str]:
    """For kinds with nothing more to say in a line of a list."""
    return ()


@dataclass(frozen=True)
class Back:
    """The way from a file to the page its kind is kept on."""

    url: str
    label: str


def no_way_back(reader: Reader) -> Back | None:
    """For kinds kept among the cases."""
    return None


@dataclass(frozen=True)
class KindPage:
    """All that the pages need to know of one kind."""

    kind: CaseKind
    #: Running clocks by rule → the verb that comes next, and whose turn it is. What is urgent everywhere
    #: (emergency, supervision, a worker's message) and open approvals are seen to before this is asked.
    next_step: Callable[[Case, Mapping[str, Clock]], tuple[str, Owner]]
    #: States in which it is the turn of intake, chair or handler while nothing waits for a signature.
    turns: Mapping[Owner, Sequence[str]]
    parts: Sequence[Part]
    forms: Mapping[str, type[StepForm]]
    #: A state beside the main line → the state of the line it takes the place of. Others stand after the state the
    #: case came from.
    detours: Mapping[str, str] = field(default_factory=dict)
    #: States in which nothing comes next while a table held for the case is open.
    at_table: Collection[str] = ()
    #: How many workers the file itself names, those who stand for others first; None: all. Only their names are read.
    workers_named: int | None = None
    #: A next step that is not possible yet → what makes it so, the likeliest first.
    before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    icons: Mapping[str, str] = field(default_factory=dict)
    title: Callable[[Case, Texts], str] = by_category
    title_keys: Callable[[Case], Iterable[uuid.UUID | None]] = no_keys
    #: Words beside the line of a list: 欠薪预警二级.
    row_notes: Callable[[Case], Iterable[str]] = no_notes
    #: Where a file's reader goes back to, whose place in the menu is lit.
    back: Callable[[Reader], Back | None] = no_way_back
    #: Whether steps give it a colour of risk.
    is_graded: bool = True
    #: What a worker with a receipt is told besides what ``pages.public.story`` tells of every kind: where it is, by
    #: state; what happened, by event (a sentence, or a function that makes one of the event and may make none).
    now: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[EventName, Any] = field(default_factory=dict)
    #: What follows when the chair agrees, where the general sentence says too little.
    on_yes: Mapping[ApprovalKind, Callable[[Approval], str]] = field(default_factory=dict)


@cache
def page_of(kind: str) -> KindPage:
    """The pages of a kind."""
    found: KindPage = import_string(PAGES[CaseKind(kind)])
    return found


def pages() -> list[KindPage]:
    """The pages of every kind."""
    return [page_of(kind) for kind in PAGES]


def states_of(kind: str) -> dict[str, Any]:
    """The words of a kind's states by value, in the workflow's order."""
    return {str(value): words for value, words in part_of(kind, "states").S.choices}


def main_line_of(kind: str) -> list[str]:
    """The line of states as the chart shows it."""
    return [str(state) for state in part_of(kind, "states").MAIN_LINE]


def owners_of(kind: str) -> dict[str, Any]:
    """Who must act in each state, in words."""
    return {str(state): words for state, words in part_of(kind, "states").OWNERS.items()}


def line_of(case: Case, visited: Collection[str]) -> list[str]:
    """States of the chart in their order, given those the case has been in: a detour takes the place of what was passed
    by, other states beside the line stand where the case met them."""
    drawn = main_line_of(case.kind)
    for aside, instead in page_of(case.kind).detours.items():
        if aside in visited and instead in drawn and (instead not in visited or case.state == aside):
            drawn[drawn.index(instead)] = str(aside)
    if case.state not in drawn:
        before = [place for place, state in enumerate(drawn[:-1]) if state in visited]
        after = drawn.index(case.back_to) if case.back_to in drawn else max(before, default=0)
        drawn.insert(after + 1, case.state)
    return drawn


def state_words(kind: str, state: str) -> str:
    """A state in words; empty for one the kind does not have."""
    return str(states_of(kind).get(state, ""))


def group_of(kind: str, name: str) -> tuple[str, ...]:
    """The states in which a kind allows the shared verbs of a group (``workflows.shared``); empty where it has none."""
    return tuple(str(state) for state in part_of(kind, "states").GROUPS.get(name, ()))


def turn_of(owner: Owner) -> Q:
    """Cases in whose state it is this owner's turn."""
    found = Q(pk__in=[])
    for page in pages():
        states = [str(state) for state in page.turns.get(owner, ())]
        if states:
            found |= Q(kind=page.kind, state__in=states)
    return found


def of_details(**columns: Any) -> Q:
    """Cases whose own row, of whatever kind, has these values."""
    found = Q(pk__in=[])
    for kind in CaseKind:
        found |= Q(**{f"{kind}__{name}": value for name, value in columns.items()})
    return found
