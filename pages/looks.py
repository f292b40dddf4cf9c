"""Which word, tone and icon a thing wears. Pure: no request, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import segno
from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.parts import ChartState, Column, FilterGroup

RISKS = {
    "blue": ("blue", gettext_lazy("蓝色"), "info-circle"),
    "yellow": ("yellow", gettext_lazy("黄色"), "alert-circle"),
    "orange": ("orange", gettext_lazy("橙色"), "alert-triangle"),
    "red": ("red", gettext_lazy("红色"), "flame"),
}
STATE_TONES = {
    "reported": "new",
    "closed": "done",
    "withdrawn": "ended",
    "merged": "ended",
    "declined": "ended",
    "suspended": "paused",
    "failed": "warn",
    "closing": "wait",
    "preparing": "new",
    "consenting": "wait",
    "signing": "wait",
    "in_force": "done",
    "warned": "new",
    "cleared": "done",
    "handed_over": "wait",
}
ENTRY_ICONS = {
    "step": "arrow-right",
    "message": "message",
    "paper": "file-text",
    "clock": "clock",
    "late": "alert-octagon",
    "note": "writing",
}
NOTICE_ICONS = {
    "info": "info-circle",
    "good": "circle-check",
    "warn": "alert-triangle",
    "late": "alert-octagon",
}


@dataclass(frozen=True)
class Risk:
    tone: str
    word: Any
    icon: str


def risk_look(colour: str) -> Risk | None:
    """The look of a risk colour; an unknown or empty one has none."""
    found = RISKS.get(colour.lower())
    return Risk(*found) if found else None


def state_tone(state: str) -> str:
    """new, open, wait, warn, paused, ended or done."""
    return STATE_TONES.get(state.lower(), "open")


def entry_icon(kind: str) -> str:
    return ENTRY_ICONS.get(kind, "arrow-right")


def notice_icon(tone: str) -> str:
    return NOTICE_ICONS.get(tone, "info-circle")


def step_place(number: int, current: int) -> str:
    """done, now or later."""
    if number == current:
        return "now"
    return "done" if number < current else "later"


@dataclass(frozen=True)
class ChartStep:
    label: str
    owner: str
    place: str
    said: str


def chart_steps(
    states: Iterable[ChartState | tuple[str, Any]], current: str, visited: set[str]
) -> list[ChartStep]:
    """The states in order; each is where the case is, where it was, what it passed by,
    or where it has not been."""
    steps = [_chart_step(state, current, visited) for state in states]
    begun = next((place for place, step in enumerate(steps) if step.place != "later"), len(steps))
    here = next((place for place, step in enumerate(steps) if step.place == "now"), 0)
    return [
        replace(step, place="skipped", said=_("没有经过"))
        if step.place == "later" and begun < at < here
        else step
        for at, step in enumerate(steps)
    ]


def _chart_step(state: ChartState | tuple[str, Any], current: str, visited: set[str]) -> ChartStep:
    if isinstance(state, tuple):
        state = ChartState(str(state[0]), str(state[1]))
    value = str(state.value)
    if value == current:
        return ChartStep(str(state.label), state.owner, "now", _("现在在这里"))
    if value in visited:
        return ChartStep(str(state.label), state.owner, "done", _("已经过"))
    return ChartStep(str(state.label), state.owner, "later", _("还没有到"))


@dataclass(frozen=True)
class Cell:
    label: str
    value: Any
    numeric: bool
    main: bool


@dataclass(frozen=True)
class Row:
    url: str
    cells: list[Cell]


def table_row(columns: Sequence[Column], row: Any) -> Row:
    """One row's cells in the columns' order; ``url`` of the row makes its main cell a link."""
    cells = [Cell(str(one.label), _value(row, one.key), one.numeric, one.main) for one in columns]
    return Row(str(_value(row, "url")), cells)


def _value(row: Any, key: str) -> Any:
    value = row.get(key, "") if isinstance(row, Mapping) else getattr(row, key, "")
    return "" if value is None else value


@dataclass(frozen=True)
class FilterLink:
    label: str
    url: str
    chosen: bool
    count: int | None


@dataclass(frozen=True)
class FilterLook:
    label: str
    links: list[FilterLink]


def filter_look(group: FilterGroup, query: QueryDict) -> FilterLook:
    """Each option as a link that changes one name in the address and goes back to the first page."""
    chosen = query.get(group.name, "") or ""
    links = [FilterLink(str(group.any_label or _("全部")), _with(query, group.name, ""), chosen == "", None)]
    links += [
        FilterLink(str(one.label), _with(query, group.name, one.value), chosen == str(one.value), one.count)
        for one in group.options
    ]
    return FilterLook(str(group.label), links)


def _with(query: QueryDict, name: str, value: str) -> str:
    changed = query.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value != "":
        changed[name] = str(value)
    return f"?{changed.urlencode()}"


def qr_squares(text: str) -> str:
    """The QR's modules as ``"29:0101…"``, so that the browser can paint the receipt as a picture."""
    rows = [[1 if square else 0 for square in row] for row in segno.make(text, error="m").matrix]
    return f"{len(rows)}:" + "".join(str(square) for row in rows for square in row)


def field_look(bound: BoundField, look: str, icons: str) -> dict[str, Any]:
    """What the field template needs; the input points to its help and error for screen readers."""
    look = look or _look_of(bound)
    pictures = dict(pair.strip().split(":", 1) for pair in icons.split(",") if ":" in pair)
    described = " ".join(_described_by(bound))
    return {
        "field": bound,
        "look": look,
        "described": described,
        "grouped": look in ("pictures", "choices", "checks"),
        "widget": "" if look in ("pictures", "choices", "checks") else _drawn(bound, look, described),
        "choices": _choices(bound, look, pictures),
        "limit": _limit(bound),
        "multiple": bool(getattr(bound.field.widget, "allow_multiple_selected", False)),
    }


def _look_of(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.FileInput):
        return "files"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "hidden" if bound.is_hidden else "plain"


def error_target(bound: BoundField) -> str:
    """The id an error's link leads to: the input, or the first of a group of choices."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def _described_by(bound: BoundField) -> Iterable[str]:
    if bound.help_text:
        yield f"{bound.auto_id}_help"
    if bound.errors:
        yield f"{bound.auto_id}_error"


def _drawn(bound: BoundField, look: str, described: str) -> Any:
    own = str(bound.field.widget.attrs.get("class", ""))
    attrs: dict[str, Any] = {"class": f"{own} fq-input fq-input--{look}".strip()}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    limit = _limit(bound)
    if limit:
        attrs["data-counts"] = str(limit)
    return bound.as_widget(attrs=attrs)


def _limit(bound: BoundField) -> int | None:
    """Long answers show how much room is left; short ones do not need it."""
    limit = getattr(bound.field, "max_length", None)
    return limit if isinstance(bound.field.widget, forms.Textarea) else None


def _choices(bound: BoundField, look: str, pictures: dict[str, str]) -> list[dict[str, Any]]:
    if look not in ("pictures", "choices", "checks"):
        return []
    return [
        {
            "tag": one.tag(),
            "label": one.choice_label,
            "id": one.id_for_label,
            "icon": pictures.get(str(one.data["value"]), ""),
        }
        for one in bound.subwidgets
        if str(one.data["value"]) != ""
    ]
