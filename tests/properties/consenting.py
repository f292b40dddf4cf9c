"""A plain model of a round of consents: dictionaries and counting, nothing of the product's own."""

from __future__ import annotations

from dataclasses import dataclass, field

OPEN, YES, NO, SILENT = "", "yes", "no", "silent"


@dataclass
class Plain:
    """Who is asked and what each said. ``binding`` are sides (or all seats of an agenda), by code."""

    workers: list[str]
    employers: list[str]
    others: list[str]
    group: bool = False
    agenda: bool = False
    share: int = 100
    #: worker → the representative who answers for him by special authority
    through: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    verdict: str = OPEN
    version: int = 1

    @property
    def asked(self) -> list[str]:
        """Who is asked himself."""
        return [code for code in (*self.workers, *self.employers, *self.others) if code not in self.through]

    def ask(self) -> None:
        """A fresh round."""
        self.said, self.verdict = dict.fromkeys(self.asked, OPEN), OPEN

    def answer(self, code: str, what: str) -> None:
        """One says yes or no, perhaps not for the first time."""
        self.said[code] = what
        self.decide()

    def end(self) -> bool:
        """The mediator waits no longer for the workers of a group; False when there is none to wait for."""
        late = [code for code in self.workers if code in self.said and self.said[code] == OPEN and self.group]
        for code in late:
            self.said[code] = SILENT
        self.decide()
        return bool(late)

    def decide(self) -> None:
        """What the law and the domain say about these answers."""
        if self.agenda:
            self._decide_agenda()
            return
        own = [self.said[code] for code in self.workers if code in self.said]
        boss = [self.said[code] for code in self.employers]
        if NO in boss or (not self.group and NO in own) or self.group and OPEN not in own and YES not in own:
            self.verdict = "refused"
        elif OPEN not in own and OPEN not in boss:
            self.verdict = "approved"

    def _decide_agenda(self) -> None:
        answers = list(self.said.values())
        needed = -(-len(answers) * self.share // 100)
        if answers.count(YES) >= needed:
            self.verdict = "approved"
        elif len(answers) - answers.count(NO) < needed:
            self.verdict = "refused"

    def bound(self) -> set[str]:
        """Whom an approved round binds: by his own yes, or by his representative's."""
        return {
            code
            for code in (*self.workers, *self.employers, *(self.others if self.agenda else ()))
            if self.said.get(self.through.get(code, code)) == YES
        }
