"""Why a change of the organisation was refused. Each error is a noun and says one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import Unit


class Refusal(Exception):
    """Nothing was changed; ``str()`` is the sentence, ``field`` the form field it is about (or empty)."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return self.sentence


class NoAuthority(Refusal):
    """Who asks may not change this."""


class Duplicate(Refusal):
    """There is one already."""


class WrongPlace(Refusal):
    """It cannot stand there."""


class WrongValue(Refusal):
    """A value that cannot be true."""


class Overlap(Refusal):
    """Two periods that may not meet do."""


class MissingCertificate(Refusal):
    """The role needs a certificate that is not there or has run out."""


class UnknownUnit(Refusal):
    """No unit has this code or name."""


class Ambiguous(Refusal):
    """Several units have this name; ``choices`` are they, each with its parent loaded."""

    def __init__(self, wanted: str, choices: Sequence[Unit]) -> None:
        names = "、".join(
            f"{unit.parent.name if unit.parent else ''}{unit.name}({unit.code})" for unit in choices
        )
        super().__init__(
            _("“%(name)s”对应多个组织，请改用组织代码：%(names)s。") % {"name": wanted, "names": names}
        )
        self.choices = list(choices)
