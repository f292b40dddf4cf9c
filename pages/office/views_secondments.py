"""挂职设置: which paper each direction needs, how long a notice stands, how many may get a grade; by county, on record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import ConsentKind, Grade, GradeShare, SecondmentSetting
from organizations.acting import Acting
from organizations.authority import NATIONAL
from organizations.models import Unit, UnitKind
from pages.office.desk import Desk, need, office
from pages.office.forms_secondments import SecondmentSettingForm, ShareForm
from pages.office.frame import FormPage, Listing, attempt, paged, show, show_form
from pages.parts import Column
from workflows.secondment_changes import SETTINGS, set_secondments, set_share

PER_PAGE = 100
CONSENTS = SETTINGS[1:]


@office
def secondments(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The general row and those of the reader's counties; shares of grades below."""
    counties = _counties(desk)
    rows = (
        SecondmentSetting.objects.filter(place__in=[NATIONAL, *counties])
        .select_related("county")
        .order_by("pk")
    )
    page = paged(request, rows, PER_PAGE)
    settings = {one.place: one for one in page}
    listing = Listing(
        "secondments", _("挂职设置"), _("本县没有自己的一行时，按“通用”一行办。修改只影响以后的步骤，记入记录。"), _columns(),
        _settings(desk, counties, settings), page,
    )  # fmt: skip
    shares = GradeShare.objects.filter(
        code__in=[f"{place}:{grade}" for place in [NATIONAL, *counties] for grade in Grade.values]
    )
    places = [place for place in [NATIONAL, *counties] if _acting(desk, counties.get(place)) is not None]
    context = {
        "list": listing, "shares": [_share(desk, one, counties) for one in shares.select_related("county")],
        "share_columns": _share_columns(),
        "adds": [(_name(counties.get(place)), reverse("office:share-set", args=[place])) for place in places],
    }  # fmt: skip
    return show(request, "office/secondments.html", "secondments", context)


def _counties(desk: Desk) -> dict[str, Unit]:
    """Counties at which this person has an office, by code."""
    found = {unit.county.code: unit.county for unit in desk.seats if unit.county is not None}
    return {code: unit for code, unit in found.items() if unit.kind == UnitKind.COUNTY}


def _acting(desk: Desk, county: Unit | None) -> Acting | None:
    return desk.administering_shared() if county is None else desk.administering(county)


def _name(county: Unit | None) -> str:
    return county.name if county else _("通用")


def _columns() -> list[Column]:
    return [
        Column("place", _("适用"), main=True), Column("consent_to_county", _("到县总工会")),
        Column("consent_to_town", _("到乡镇（街道）")), Column("consent_to_enterprise", _("到企业")),
        Column("notice", _("公示")), Column("version", _("版本"), numeric=True),
    ]  # fmt: skip


def _settings(
    desk: Desk, counties: dict[str, Unit], rows: dict[str, SecondmentSetting]
) -> list[dict[str, Any]]:
    """One line a place: a county that has none of its own says so, and may begin one."""
    found = []
    for place in [NATIONAL, *counties]:
        row, county = rows.get(place), counties.get(place)
        may = _acting(desk, county) is not None
        line: dict[str, Any] = {
            "place": _name(county), "url": reverse("office:secondment-set", args=[place]) if may else "",
            "version": row.version if row else "—", "notice": _notice(row) if row else _("按通用"),
        }  # fmt: skip
        line |= {name: ConsentKind(getattr(row, name)).label if row else _("按通用") for name in CONSENTS}
        found.append(line)
    return found


def _notice(row: SecondmentSetting) -> str:
    return _("%(n)s个工作日") % {"n": row.notice_days} if row.notice_days else _("不公示")


def _share_columns() -> list[Column]:
    return [
        Column("grade", _("等次"), main=True), Column("place", _("适用")), Column("most", _("最多（%）"), numeric=True),
        Column("state", _("状态")), Column("version", _("版本"), numeric=True),
    ]  # fmt: skip


def _share(desk: Desk, one: GradeShare, counties: dict[str, Unit]) -> dict[str, Any]:
    place = one.county.code if one.county else NATIONAL
    may = _acting(desk, counties.get(place) if one.county else None) is not None
    return {
        "url": f"{reverse('office:share-set', args=[place])}?grade={one.grade}" if may else "",
        "grade": one.get_grade_display(), "place": _name(one.county), "most": one.most,
        "state": _("在用") if one.is_active else _("已停用"), "version": one.version,
    }  # fmt: skip


def _place(desk: Desk, place: str) -> tuple[Unit | None, Acting]:
    """The county (none for all) and the way to change it: 404 for what is not theirs to read, refused where not to change."""
    county = None if place == NATIONAL else _counties(desk).get(place)
    if county is None and place != NATIONAL:
        raise Http404
    return county, need(_acting(desk, county))


@office
def setting_set(request: HttpRequest, desk: Desk, place: str) -> HttpResponse:
    """A county's own row begins as the general one."""
    county, acting = _place(desk, place)
    row = SecondmentSetting.objects.filter(county=county).first()
    shown = row or SecondmentSetting.objects.get(county=None)
    form = SecondmentSettingForm(
        request.POST or None, initial={name: getattr(shown, name) for name in SETTINGS}
    )
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: set_secondments(acting=acting, county=county, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:secondments")
    page = FormPage(
        "secondments", _("修改挂职设置"), form, reverse("office:secondments"), _("保存为新的一版"),
        lead=_("适用：%(place)s。已经提交审核的呈报表，书面意见按提交时的设置。") % {"place": _name(county)},
        facts=[(_("版本"), row.version if row else "")],
    )  # fmt: skip
    return show_form(request, page)


@office
def share_set(request: HttpRequest, desk: Desk, place: str) -> HttpResponse:
    """How many per cent of a round may get a grade."""
    county, acting = _place(desk, place)
    grade = request.GET.get("grade", "")
    known = GradeShare.objects.filter(code=f"{place}:{grade}").first()
    initial: dict[str, Any] = {"grade": grade or Grade.EXCELLENT}
    if known is not None:
        initial |= {"most": known.most, "is_active": known.is_active}
    form = ShareForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: set_share(acting=acting, county=county, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:secondments")
    page = FormPage(
        "secondments", _("设定等次比例"), form, reverse("office:secondments"), _("保存"),
        lead=_("适用：%(place)s。本县设了的等次按本县，没有设的按通用。") % {"place": _name(county)},
    )  # fmt: skip
    return show_form(request, page)
