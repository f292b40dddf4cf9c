"""What the office pages share: sections, lists, form pages, and how a refusal becomes a sentence beside its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from organizations.errors import Refusal
from pages.parts import ActionView, Column, FilterGroup, FilterOption

M = TypeVar("M", bound=Model)
T = TypeVar("T")
ROWS_A_PAGE = 30
SECTIONS = (
    ("units", gettext_lazy("组织"), "sitemap"),
    ("employers", gettext_lazy("用人单位"), "building-factory-2"),
    ("partners", gettext_lazy("协作单位"), "building-community"),
    ("people", gettext_lazy("人员"), "users"),
    ("calendar", gettext_lazy("工作日历"), "calendar"),
    ("rules", gettext_lazy("期限规则"), "scale"),
    ("codes", gettext_lazy("代码"), "list-details"),
    ("escalation", gettext_lazy("升级规则"), "arrows-exchange"),
    ("chains", gettext_lazy("审批流程"), "signature"),
    ("warnings", gettext_lazy("欠薪预警"), "bell"),
    ("duties", gettext_lazy("走访任务"), "map-pin"),
    ("checklists", gettext_lazy("清单"), "list-check"),
    ("secondments", gettext_lazy("上挂下联"), "route"),
)


@dataclass
class Listing:
    """A list page."""

    section: str
    title: str
    lead: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    page: Page[Any]
    groups: Sequence[FilterGroup] = ()
    q: str | None = None
    q_label: str = ""
    action: ActionView | None = None
    empty_title: str = ""
    empty_text: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class FormPage:
    """A page with one form. ``keep`` names the draft kept on the device; ``bare`` leaves the sections out."""

    section: str
    title: str
    form: BaseForm
    back: str
    submit: str
    lead: str = ""
    keep: str = ""
    confirm: str = ""
    danger: bool = False
    multipart: bool = False
    facts: Sequence[tuple[str, Any]] = ()
    notice: tuple[str, str] | None = None
    bare: bool = False


def sections(current: str) -> list[dict[str, Any]]:
    """The office's sections as links."""
    return [
        {"label": label, "url": reverse(f"office:{name}"), "icon": icon, "current": name == current}
        for name, label, icon in SECTIONS
    ]


def show(
    request: HttpRequest, template: str, section: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of one section."""
    return render(request, template, {"sections": sections(section), **context}, status=status)


def show_list(request: HttpRequest, listing: Listing) -> HttpResponse:
    """A list with filters, table and pages."""
    return show(request, "office/list.html", listing.section, {"list": listing})


def show_form(request: HttpRequest, page: FormPage) -> HttpResponse:
    """A form; after a refusal the answer is 422, and what was typed is still there."""
    context: dict[str, Any] = {"page": page, **({"sections": []} if page.bare else {})}
    return show(request, "office/form.html", page.section, context, 422 if page.form.errors else 200)


def paged(request: HttpRequest, rows: QuerySet[M], per: int = ROWS_A_PAGE) -> Page[M]:
    """The page the address asks for, or the nearest there is."""
    return Paginator(rows, per).get_page(request.GET.get("page"))


def attempt(form: BaseForm, change: Callable[[], T]) -> T | None:
    """Do what a valid form asks; a refusal stands beside the field it is about. None when nothing was done."""
    try:
        return change()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def chosen(request: HttpRequest, name: str, allowed: Iterable[str]) -> str:
    """A filter's value from the address, or nothing when it is none of ``allowed``."""
    value = request.GET.get(name, "")
    return value if value in set(allowed) else ""


def asked(request: HttpRequest, name: str) -> str:
    """A short text from the address."""
    return request.GET.get(name, "").strip()[:60]


def sought(request: HttpRequest) -> str:
    """What was typed into the search box."""
    return asked(request, "q")


def on_off() -> FilterGroup:
    """在用, 停用 or all."""
    options = [FilterOption("off", pgettext("event", "停用")), FilterOption("all", _("全部"))]
    return FilterGroup("state", _("状态"), options, any_label=_("在用"))


def only_state(request: HttpRequest, rows: QuerySet[M]) -> QuerySet[M]:
    """The rows ``on_off`` asks for."""
    state = chosen(request, "state", ("off", "all"))
    return rows if state == "all" else rows.filter(is_active=state != "off")
