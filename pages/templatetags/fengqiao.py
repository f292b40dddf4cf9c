"""The components. ``{% load fengqiao %}``; shapes are in ``pages/parts.py``; see them all at ``/_design/``.

Every tag is one line here; what it takes is optional unless it stands without ``=``.

Time and state
  {% time_left clock compact=False %}                還剩…: words + date + 暂定; opens to explain itself (ClockView)
  {% risk_badge "orange" %}                          蓝/黄/橙/红: colour, word and icon; blank colour shows nothing
  {% state_badge case.state case.get_state_display %} the state's word, toned by what it means
  {% state_chart states current visited %}           [ChartState|(value, label)], current value, visited values
  {% timeline entries %}                             [TimelineEntry], newest or oldest first as given
  {% steps_done "发生了什么" "在哪里" "怎么联系" current=2 %}   progress of a wizard, 1-based
  {% progress done total label %}                    long work: bar with words
Lists
  {% case_row row %}                                 one line of a list of cases (CaseRow); wrap in <ul class="fq-rows">
  {% table caption columns rows %}                   [Column], rows = dicts or objects (row.url links); cards on phones
  {% filters groups q=None q_label="" %}             [FilterGroup] as links in the address; q adds a search box
  {% pager page_obj %}                               Django's Page; keeps the rest of the address
  {% stat label number url tone="" note="" icon="" %} a number that opens its list; tone: late, today, soon, calm
  {% empty_state title text action_url action_label icon="inbox" %}
Deeds
  {% next_action primary rare %}                     ActionView, [ActionView | BlockedAction]; primary may be None
  {% notice "一句话" tone="info" title="" %}          info, good, warn, late
  {% receipt_card code track_url answer_by="" address="" picture_url="" %}   code, QR, copy, save as picture
  {% qr "https://…" %}                               inline SVG
Facts
  {% facts pairs %}                                  [(label, value)]; empty values are left out
  {% money amount %}   {% masked value "phone" reveal_url="" %}   {{ day|spoken_date }}   {{ moment|spoken_moment }}
  {% conversation messages %}                        attrs: at, who, text, mine, url, url_label
Forms
  {% field form.name look="" icons="" label="" help="" %}  look: "" (by widget), "pictures" (icons="value:icon,…"), "choices", "files"
  {% form_errors form %}                             what is wrong, as links to the fields; put it first
  {% draft_done "report" %}                          on the page after success: forgets the kept draft
  {% icon "clock" %}   {% icon "clock" "late" label="逾期" %}     one of static/vendor/tabler-icons/sprite.svg

In HTML, without a tag (static/js/fengqiao.js does the work; all of it degrades to plain forms)
  <form data-keep="report">            keeps what is typed on this device until it was taken or {% draft_done %}; never passwords, files, data-no-keep
  <form data-confirm="结案后…" data-confirm-title="" data-confirm-ok="">   says what will follow, then asks; also on a <button>
  <button data-copy="text">            copies; every submit is guarded against double clicks by itself
  classes: fq-page fq-card fq-stack fq-row fq-cols fq-btn(--primary|--quiet|--danger|--big|--block) fq-rows fq-stats
           fq-section(h2) fq-lead fq-muted fq-num fq-anchors fq-actions(end of a form) fq-prose fq-split (main + aside) no-print
Bases: base_public.html (calm), base_work.html (dense; context ``nav``: [NavItem]), base_employer.html, base_print.html.
  blocks: title, lead_in (above the page, public), heading, content, aside, scripts
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import segno
from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pages import looks, speech
from pages.parts import ActionView, BlockedAction, ChartState, Column, FilterGroup, NavItem

register = template.Library()

register.filter("spoken_date", speech.spoken_date)
register.filter("spoken_day", speech.spoken_day)
register.filter("spoken_moment", speech.spoken_moment)


@register.simple_tag
def icon(name: str, style: str = "", label: str = "") -> SafeString:
    """One of the vendored outline icons; without a label it is decoration and hidden from readers."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    sprite = static("vendor/tabler-icons/sprite.svg")
    return format_html('<svg class="fq-icon {}" {}><use href="{}#{}"></use></svg>', style, said, sprite, name)


@register.inclusion_tag("components/time_left.html")
def time_left(clock: Any, compact: bool = False) -> dict[str, Any]:
    """Time in the words people use; opens to say the law, the start and each day that did not count."""
    if clock is None:
        return {"clock": None}
    return {"clock": clock, "said": speech.speak(clock), "compact": compact}


@register.inclusion_tag("components/risk_badge.html")
def risk_badge(colour: Any) -> dict[str, Any]:
    """蓝/黄/橙/红 as colour, word and icon."""
    return {"risk": looks.risk_look(str(colour or ""))}


@register.inclusion_tag("components/state_badge.html")
def state_badge(state: Any, label: Any = "") -> dict[str, Any]:
    """The state's word; an enum member brings its own label."""
    return {"label": label or getattr(state, "label", state), "tone": looks.state_tone(str(state or ""))}


@register.inclusion_tag("components/state_chart.html")
def state_chart(
    states: Iterable[ChartState | tuple[str, str]], current: Any, visited: Iterable[Any] = ()
) -> dict[str, Any]:
    """Where the case stands on its workflow, as an ordered list that draws itself as a path."""
    return {"steps": looks.chart_steps(states, str(current), {str(value) for value in visited})}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """全过程: who, for whom, why, when."""
    return {"entries": [(entry, looks.entry_icon(entry.kind)) for entry in entries]}


@register.inclusion_tag("components/steps_done.html")
def steps_done(*labels: str, current: int = 1) -> dict[str, Any]:
    """Progress of a wizard: 第 2 步，共 3 步."""
    steps = [(number, label, looks.step_place(number, current)) for number, label in enumerate(labels, 1)]
    return {"steps": steps, "current": current, "total": len(labels)}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """Long work, said in numbers."""
    return {"done": done, "total": max(total, 1), "label": label}


@register.inclusion_tag("components/case_row.html")
def case_row(row: Any) -> dict[str, Any]:
    """Colour and time left, title, the one next step, who waits for it."""
    return {"row": row, "clock": getattr(row, "clock", None)}


@register.inclusion_tag("components/table.html")
def table(caption: str, columns: Sequence[Column], rows: Iterable[Any]) -> dict[str, Any]:
    """A real table on a desk, cards on a phone; the main column is the link when the row has a ``url``."""
    return {"caption": caption, "columns": columns, "rows": [looks.table_row(columns, row) for row in rows]}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(
    context: template.Context, groups: Iterable[FilterGroup], q: str | None = None, q_label: str = ""
) -> dict[str, Any]:
    """Filters in sight and in the address, so that a link can be sent."""
    query = _query(context)
    return {
        "groups": [looks.filter_look(group, query) for group in groups],
        "q": q,
        "q_label": q_label or _("查找"),
        "kept": [
            (name, value) for name, values in query.lists() if name not in ("q", "page") for value in values
        ],
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages; the filters stay."""
    return {"page": page, "earlier": _turned(context, page, -1), "later": _turned(context, page, 1)}


def _turned(context: template.Context, page: Page[Any], by: int) -> str:
    if not (page.has_next() if by > 0 else page.has_previous()):
        return ""
    query = _query(context)
    query["page"] = str(page.number + by)
    return f"?{query.urlencode()}"


def _query(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


@register.inclusion_tag("components/stat.html")
def stat(label: str, number: Any, url: str, tone: str = "", note: str = "", icon: str = "") -> dict[str, Any]:
    """A number that opens its list."""
    return {"label": label, "number": number, "url": url, "tone": tone, "note": note, "icon": icon}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, text: str = "", action_url: str = "", action_label: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """An empty list says what to do."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "icon": icon,
    }


@register.inclusion_tag("components/next_action.html", takes_context=True)
def next_action(
    context: template.Context,
    primary: ActionView | None = None,
    rare: Iterable[ActionView | BlockedAction] = (),
) -> dict[str, Any]:
    """One button, first thing seen; rarer steps in a menu, among them what is not allowed now, with its reason."""
    return {
        "primary": primary,
        "rare": list(rare or ()),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/notice.html")
def notice(text: str, tone: str = "info", title: str = "") -> dict[str, Any]:
    """One plain sentence in a quiet box."""
    return {"text": text, "tone": tone, "title": title, "icon": looks.notice_icon(tone)}


@register.inclusion_tag("components/receipt_card.html")
def receipt_card(
    code: str, track_url: str, answer_by: str = "", address: str = "", picture_url: str = ""
) -> dict[str, Any]:
    """The receipt: code, QR, copy, save as picture. The code is never kept on the device by our script.

    ``address`` is what the picture says beside the code, ``picture_url`` a picture for browsers that paint none.
    """
    return {
        "code": code,
        "track_url": track_url,
        "answer_by": answer_by,
        "address": address or track_url,
        "picture_url": picture_url,
        "squares": looks.qr_squares(track_url),
    }


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR as inline SVG, without sizes or styles: CSS decides how big."""
    drawn = segno.make(text, error="m").svg_inline(omitsize=True, border=2)
    return mark_safe(drawn)  # noqa: S308  drawn by segno from modules; the text itself is not in it


@register.inclusion_tag("components/facts.html")
def facts(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Only what has a value."""
    return {"pairs": [(label, value) for label, value in pairs if value not in (None, "", [], ())]}


@register.simple_tag
def money(amount: Decimal | float | int | str | None) -> SafeString:
    """「35,000 元」 in figures that line up."""
    return format_html('<span class="fq-num">{}</span>', speech.spoken_money(amount))


@register.inclusion_tag("components/masked.html")
def masked(value: str, kind: str = "phone", reveal_url: str = "") -> dict[str, Any]:
    """A secret with its middle hidden; showing it is a request of its own, which the page may record."""
    return {"value": speech.masked_text(str(value or ""), kind), "reveal_url": reveal_url}


@register.inclusion_tag("components/conversation.html")
def conversation(messages: Iterable[Any]) -> dict[str, Any]:
    """Messages both ways."""
    return {"messages": list(messages)}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, look: str = "", icons: str = "", label: str = "", help: str = ""
) -> dict[str, Any]:
    """Label, help, input and error of one field; the widget decides the look unless ``look`` does."""
    if label:
        bound.label = label
        bound.field.widget.attrs.pop("placeholder", None)  # the label's twin, in allauth's forms
    if help:
        bound.help_text = help
    return looks.field_look(bound, look, icons)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong, first on the page, each a link to its field."""
    return {
        "general": form.non_field_errors(),
        "named": [(one, looks.error_target(one)) for one in form if one.errors],
    }


@register.simple_tag
def draft_done(name: str) -> SafeString:
    """Forgets the draft that ``data-keep`` kept on this device."""
    return format_html('<span hidden data-draft-done="{}"></span>', name)


BAR_PLACES = 4


@register.filter
def bar_places(nav: Sequence[NavItem]) -> list[NavItem]:
    """What fits the bar at the bottom of a phone: five places, or four and 更多."""
    places = [place for place in nav if place.in_bar]
    if len(nav) <= BAR_PLACES + 1 and len(places) in (0, len(nav)):
        return list(nav)  # also who has only places that are elsewhere behind 更多
    return places[:BAR_PLACES]


@register.filter
def more_places(nav: Sequence[NavItem]) -> list[NavItem]:
    """What does not fit, behind 更多."""
    shown = bar_places(nav)
    return [place for place in nav if place not in shown]


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key, "")
