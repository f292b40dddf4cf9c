"""Reads a page as a browser would: its forms with every field, so that each can be sent with anything in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

LEFT_ALONE = frozenset({"csrfmiddlewaretoken"})
CHOSEN = frozenset({"hidden", "radio", "checkbox", "select", "submit"})


@dataclass
class Form:
    """A form: where it goes, and what it would send if nobody touched it. ``free`` are fields one types into."""

    action: str
    method: str
    sent: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action") or self.here, given.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag == "option" and self._select and given.get("value"):
            form.sent.setdefault(self._select, given["value"])
        elif tag == "select":
            self._select = name
        elif tag in ("input", "textarea", "button") and name and name not in LEFT_ALONE:
            self._field(form, name, "text" if tag == "textarea" else given.get("type", "text"), given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _field(self, form: Form, name: str, kind: str, given: dict[str, str]) -> None:
        if kind in ("radio", "checkbox"):
            form.sent.setdefault(name, given.get("value", "on"))
        elif kind == "hidden":
            form.sent[name] = given.get("value", "")
            form.hidden.append(name)
        elif kind not in ("file", "submit"):
            form.sent[name] = given.get("value", "")
            form.free.append(name)


def forms_on(html: str, here: str) -> list[Form]:
    """Every form on a page that was fetched from ``here``."""
    reader = _Reader(here)
    reader.feed(html)
    return reader.forms
