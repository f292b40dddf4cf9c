"""One report being written: what was answered so far, kept sealed in the session and in the page itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from cases.documents import StoredFile
from organizations.code_values import Category
from protection import receipts
from record.timekeeping import now, today

from . import places
from .forms import ContactForm, WhatForm, WhereForm
from .sealed import seal, unseal

KEY = "report"
STEPS = ("what", "where", "contact")
#: A page left open longer than this starts anew; its draft is still on the device.
DAYS = 3
MOST_PHOTOS = 9


@dataclass
class Report:
    """``answers`` are the steps as they were sent, so that each form can be shown and checked again.

    ``receipt`` is issued at the first answer and is what makes two submits one case. ``place`` and ``employer`` are codes
    from a QR poster. ``photos`` lie checked on disk already.
    """

    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    photos: list[dict[str, Any]] = field(default_factory=list)
    place: str = ""
    employer: str = ""
    receipt: str = ""
    at: float = 0.0

    @classmethod
    def of(cls, request: HttpRequest) -> Report:
        """The report of this browser: from its session, or, where that has expired, from the page it just sent."""
        for token in (request.session.get(KEY), request.POST.get("carried")):
            found = unseal(KEY, token)
            if found is not None and now().timestamp() - found["at"] < DAYS * 24 * 3600:
                return cls(**found)
        return cls()

    def carried(self) -> str:
        """The report as a sealed token for a hidden field."""
        return seal(KEY, asdict(self))

    def keep(self, request: HttpRequest) -> None:
        """Remember it in the session."""
        self.at = now().timestamp()
        self.receipt = self.receipt or receipts.issue()
        request.session[KEY] = self.carried()

    def answer(self, step: str, sent: QueryDict, form: forms.Form) -> None:
        """Take one step's answers as they were typed."""
        self.answers[step] = {name: sent.get(name, "") for name in form.fields if name in sent}

    def stored(self) -> list[StoredFile]:
        """The files sent so far."""
        return [StoredFile(**photo) for photo in self.photos]

    def form(self, step: str, sent: QueryDict | None = None, files: Any = None) -> forms.Form:
        """The form of a step: with what was just sent, or with what was answered before."""
        initial = None if sent is not None else self.answers.get(step) or self._known(step)
        if step == "where":
            about_pay = self.answers.get("what", {}).get("problem") == Category.UNPAID_WAGES
            return WhereForm(
                sent, files, initial=initial, towns=places.serving_towns(today()), wages=about_pay
            )
        return (WhatForm if step == "what" else ContactForm)(sent, files, initial=initial)

    def _known(self, step: str) -> dict[str, str]:
        """What a QR code already says about where."""
        found = (
            places.linked(self.employer or self.place)
            if step == "where" and (self.employer or self.place)
            else None
        )
        if found is None:
            return {"people": "1"} if step == "where" else {}
        town = found.unit.town
        known = {"people": "1", "town": town.code if town else ""}
        return {**known, "employer_name": found.employer.name} if found.employer else known

    def checked(self) -> dict[str, forms.Form]:
        """Every step's form, checked again with what was answered; a step never answered is invalid."""
        empty = QueryDict()
        found = {}
        for step in STEPS:
            sent = empty.copy()
            sent.update(self.answers.get(step, {}))
            found[step] = self.form(step, sent)
            found[step].is_valid()
        return found

    def missing(self) -> str:
        """The first step that still lacks something, or nothing."""
        return next((step for step, form in self.checked().items() if not form.is_valid()), "")


def forget(request: HttpRequest) -> None:
    """Drop the report of this browser."""
    request.session.pop(KEY, None)
