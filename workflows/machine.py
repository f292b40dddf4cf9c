"""What every workflow is made of: a viewflow.fsm class over a case, its verbs declared by ``step``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from viewflow.fsm import State

from cases.models import Case
from organizations.acting import Acting
from organizations.models import Unit
from record.names import EventName

from . import chains
from .draft import Draft, Line
from .errors import BadInput, Refused

Guard = Callable[["Workflow"], Any]
#: A question of ``who``: may this actor act on this flow? Each workflow asks it of its own class.
May = Callable[[Any, Acting], bool]
_Func = TypeVar("_Func", bound=Callable[..., None])
#: No field of a step is longer; what is longer is a file.
LONGEST_TEXT = 20_000


def guard(sentence: str | Promise, *, idle: bool = False) -> Callable[[Callable[[Any], bool]], Guard]:
    """A condition of a step that gives a person its reason: ``sentence`` stands when the function says False.

    ``idle``: then there is nothing the step could be about, and no menu need say so.
    """

    def wrap(check: Callable[[Any], bool]) -> Guard:
        def condition(flow: Workflow) -> Any:
            holds = bool(check(flow))
            # The sentence is translated only for who is to read it.
            return State.CONDITION(holds, unmet="" if holds else str(sentence))

        condition.__name__ = check.__name__
        condition.__doc__ = check.__doc__
        condition.check = check  # type: ignore[attr-defined]  # soundness tests falsify the bare check
        condition.sentence = sentence  # type: ignore[attr-defined]
        condition.idle = idle  # type: ignore[attr-defined]  # read by ``offers``
        return condition

    return wrap


@dataclass(frozen=True)
class Verb:
    """What a page needs to know of a step."""

    name: str
    label: str | Promise
    weight: int
    by_hand: bool


class Workflow:
    """One case on its way through one step. Subclasses declare ``state`` and their verbs.

    ``data`` holds what the step was given, so that guards can look at it; ``draft`` collects what will be written.
    """

    kind: ClassVar[str]
    state: Any
    state_choices: ClassVar[Sequence[tuple[str, Any]]] = ()
    #: Makes the draft of a new case: ``birth(actor, at, facts)``.
    birth: ClassVar[Any]
    #: Clocks that run while a case is in a state, by state.
    state_clocks: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    #: True only while a step is taken because another case's step asks for it.
    following = False
    #: Verbs of who signs, the only ones open to somebody who was given another's signatures for a time.
    signing_verbs: ClassVar[frozenset[str]] = frozenset()
    #: States by the name a shared verb knows them by (``common``); a verb whose group is missing is not offered.
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init_subclass__(cls, **more: Any) -> None:
        """The class that names its ``state`` gets every verb its mixins share with other workflows."""
        super().__init_subclass__(**more)
        if "state" in cls.__dict__:
            for name, shared in _shared_verbs(cls):
                setattr(cls, name, shared.bound_to(cls))

    def __init__(self, case: Case, draft: Draft) -> None:
        self.case = case
        self.draft = draft
        self.data: dict[str, Any] = {}
        self._facts: dict[str, Any] = {}

    @property
    def outlasting(self) -> frozenset[str]:
        """Kinds of approvals that stay open where the case moves on; elsewhere moving on closes them."""
        return frozenset()

    @property
    def actor(self) -> Acting:
        """Who acts."""
        return self.draft.actor

    @property
    def concerned_people(self) -> set[int]:
        """Keys of the people a case is about, who sign nothing of it."""
        return set()

    def approval_place(self, place: str) -> Unit:
        """The union that a step of an approval means by ``place``."""
        return chains.place_of(self.case, place)

    def overtaken(self, verb: str) -> Refused | None:
        """Why a step that is not possible any more came too late, where there is more to say than the present state."""
        return None

    def bars(self, verb: str, acting: Acting) -> bool:
        """Whether ``acting`` may only give signatures (委托审批) and this is no such step."""
        return acting.only_approvals and not self.following and verb not in self.signing_verbs

    def fact(self, name: str, load: Callable[[], Any]) -> Any:
        """A fact guards ask for, loaded once a step."""
        if name not in self._facts:
            self._facts[name] = load()
        return self._facts[name]

    def say(self, name: EventName, private: dict[str, Any] | None = None, **data: Any) -> Line:
        """Add an event to the step."""
        return self.draft.say(name, private, **data)

    def settle_clocks(self, before: str) -> None:
        """Stop the clocks of the state left, start those of the state entered."""
        if before == self.case.state:
            return
        book, entered = self.draft.clocks, self.state_clocks.get(self.case.state, ())
        for rule_id in self.state_clocks.get(before, ()):
            if rule_id not in entered:
                book.stop(rule_id)
        for rule_id in entered:
            if book.get(rule_id) is None:
                book.start(rule_id)


def step(
    state: State,
    source: Iterable[str] | str,
    *,
    may: May,
    label: str | Promise,
    target: Any = None,
    when: Iterable[Guard] = (),
    weight: int = 50,
    by_hand: bool = True,
) -> Callable[[Callable[..., None]], Any]:
    """Declare a verb: from which states, to which (none stays), who may, under which guards.

    ``weight`` orders it among the next actions, the lightest first; ``by_hand`` False keeps it off every menu.
    """
    sources = [source] if isinstance(source, str) else list(source)
    options: dict[str, Any] = {
        "source": sources, "conditions": list(when), "permission": may, "label": label,
        "custom": {"weight": weight, "by_hand": by_hand},
    }  # fmt: skip
    if target is not None:
        options["target"] = target
    return lambda func: state.transition(**options)(func)


@dataclass(frozen=True)
class Common:
    """A verb that several workflows share: where it holds is said by each in ``groups``."""

    func: Callable[..., None]
    group: str
    options: Mapping[str, Any]
    to_group: str = ""

    def bound_to(self, flow: type[Workflow]) -> Any:
        """The transition of one workflow; what already was one there is not overwritten."""
        declared: State = flow.__dict__["state"]
        options = dict(self.options)
        if self.to_group:
            options["target"] = State.GET_STATE(
                lambda case_flow, **_data: case_flow.case.back_to, states=list(flow.groups[self.to_group])
            )
        return step(declared, flow.groups[self.group], **options)(self.func)


def common(
    group: str,
    *,
    may: May,
    label: str | Promise,
    target: str | None = None,
    back_to: str = "",
    when: Iterable[Guard] = (),
    weight: int = 50,
    by_hand: bool = True,
) -> Callable[[_Func], _Func]:
    """Declare a verb of a shared mixin. ``group`` names the states it holds in, ``target`` the state it leads to.

    ``back_to`` names a group instead: the verb leads back to the one of its states that ``case.back_to`` holds.
    """
    options: dict[str, Any] = {
        "may": may, "label": label, "target": target, "when": tuple(when), "weight": weight, "by_hand": by_hand,
    }  # fmt: skip

    def mark(func: _Func) -> _Func:
        func.common = Common(func, group, options, back_to)  # type: ignore[attr-defined]  # read in __init_subclass__
        return func

    return mark


def _shared_verbs(flow: type[Workflow]) -> Iterator[tuple[str, Common]]:
    for name in dir(flow):
        shared = getattr(inspect.getattr_static(flow, name), "common", None)
        if isinstance(shared, Common) and shared.group in flow.groups:
            yield name, shared


_signature = cache(inspect.signature)


def bind(method: Any, data: dict[str, Any]) -> None:
    """Refuse fields the verb does not have, that are missing, or that no database can hold."""
    signature = _signature(method._func)
    try:
        signature.bind(None, **data)
    except TypeError as error:
        missing = [
            name
            for name, parameter in list(signature.parameters.items())[1:]
            if parameter.default is parameter.empty and name not in data
        ]
        sentence = _("还缺少必填的内容。") if missing else _("提交的内容里有这一步不认识的项目。")
        raise BadInput(sentence, missing[0] if missing else "") from error
    check_texts(data)


def check_texts(data: Mapping[str, Any]) -> None:
    """Refuse text that is too long or that no database can hold, wherever in ``data`` it stands."""
    for name, value in data.items():
        for text in _texts(value):
            if len(text) > LONGEST_TEXT:
                raise BadInput(
                    _("这段文字太长，最多 %(n)s 字。请缩短，或作为附件上传。") % {"n": LONGEST_TEXT}, name
                )
            if "\x00" in text or _is_torn(text):
                raise BadInput(_("文字里有无法保存的控制字符，请删去后再提交。"), name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _is_torn(text: str) -> bool:
    """Whether half a character (a lone surrogate) is in it: no encoding can write that down."""
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)
