"""Who would be asked today: what an office sees of a chain before anybody's request depends on it. Reads, writes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organizations.models import Person, Unit
from organizations.roles import Role

from .chains import Signer, named, place_from, who_signs
from .errors import NotPossible
from .models import Asks

#: Whose work it is to put questions to the chairs.
ASKERS = (Role.MEDIATOR, Role.WINDOW)


@dataclass
class AskedToday:
    """One step: whom it asks at ``place``, or the ``problem`` why nobody; ``lone`` of the only one: who signs instead."""

    step: Asks
    place: Unit
    signers: Sequence[Signer] = ()
    problem: str = ""
    instead: Sequence[Signer] = ()
    names: dict[int, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """What the step is called."""
        return named(self.step)

    @property
    def lone(self) -> str:
        """The only one who would be asked, if it is only one: who asked for something signs nothing of it."""
        return self.names[self.signers[0].person] if len(self.signers) == 1 else ""

    @property
    def locks(self) -> str:
        """Why a request would not get past this step; of the only one who signs, why their own would not."""
        if self.problem or not self.lone or self.instead:
            return self.problem
        words = {"step": self.called, "who": self.lone}
        return _("“%(step)s”这一步只有%(who)s一个人能签，本人提请时就没有人可送了，请再登记一位。") % words

    def words_of(self, signers: Iterable[Signer]) -> list[str]:
        """「王某（枫桥镇总工会）」 each."""
        return [f"{self.names[one.person]}（{one.unit or one.partner or ''}）" for one in signers]


def asked_today(steps: Iterable[Asks], unit: Unit, on: datetime.date) -> list[AskedToday]:
    """Every step as it would be asked for a case that ``unit`` handles. At most six queries a step and one for names."""
    found = [_asked(step, unit, on) for step in steps]
    keys = {one.person for each in found for one in (*each.signers, *each.instead)}
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    for each in found:
        each.names = names
    return found


def _asked(step: Asks, unit: Unit, on: datetime.date) -> AskedToday:
    place = place_from(unit, step.place)
    try:
        signers = who_signs(step, place, on, ())
    except NotPossible as nobody:
        return AskedToday(step, place, problem=nobody.sentence)
    instead: list[Signer] = []
    if len(signers) == 1:
        try:
            instead = who_signs(step, place, on, {signers[0].person})
        except NotPossible:
            instead = []
    return AskedToday(step, place, signers, instead=instead)


def locks(steps: Iterable[Asks], unit: Unit, on: datetime.date) -> list[str]:
    """Why requests would be caught in these steps today, a sentence each; none where they would not.

    Only who works on cases asks: the only chair or supervisor is no lock.
    """
    found = asked_today(steps, unit, on)
    return [one.locks for one in found if one.problem or (one.locks and one.step.role in ASKERS)]
