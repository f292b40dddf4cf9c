"""Why a step did not happen: nouns, each with one plain sentence for the person who asked."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed. ``sentence`` says why, in the reader's language."""

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


class NotPermitted(Refused):
    """This actor may not do this here."""


class NotPossible(Refused):
    """The case does not allow it now: its state, or a fact that is missing."""


class StaleCase(Refused):
    """The case changed since the reader looked at it. ``changes`` are the events they have not seen."""

    def __init__(self, sentence: object, changes: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.changes = changes


class BadInput(Refused):
    """What was typed cannot be taken. ``field`` names where, if one place is at fault."""

    def __init__(self, sentence: object, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
