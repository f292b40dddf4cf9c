"""期限规则: the list, a rule's versions, a new version, an end."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.office.desk import Desk, need, office
from pages.office.forms_rules import NewRuleForm, RetireForm, RuleForm
from pages.office.frame import FormPage, Listing, attempt, chosen, show, show_form, show_list, sought
from pages.parts import ActionView, Column, FilterGroup, FilterOption
from workflows import rules as rulebook
from workflows.models import Rule, RuleUnit

PER_PAGE = 40
CHECKED = ("primary", "secondary", "no")


def length_words(rule: Rule) -> str:
    """15 日, 5 个工作日, 1 个月; a dash where the rule itself gives no length."""
    if rule.months is not None:
        return _("%(n)d 个月") % {"n": rule.months}
    if rule.days is None:
        return "—"
    words = {
        RuleUnit.CALENDAR: _("%(n)d 日"),
        RuleUnit.WORKING: _("%(n)d 个工作日"),
        RuleUnit.HOURS: _("%(n)d 小时"),
    }
    return words[RuleUnit(rule.unit)] % {"n": rule.days}


def jurisdiction_words(code: str) -> str:
    """A jurisdiction's name."""
    names = {"national": _("全国"), "court": _("法院"), "zhejiang": _("浙江"), "cangnan": _("苍南")}
    return names.get(code, code)


def checked_words(rule: Rule) -> str:
    """How far the rule was compared with its source."""
    if rule.is_internal:
        return _("内部目标")
    names = {"primary": _("已对照原文"), "secondary": _("依据转述")}
    return names.get(rule.checked, _("未核对"))


def state_words(rule: Rule, day: datetime.date) -> str:
    """Whether a version holds today."""
    if rulebook.in_force(rule, day):
        return _("有效")
    if rule.active and rule.effective_from and rule.effective_from > day:
        return _("%(day)s 起生效") % {"day": rule.effective_from.isoformat()}
    return _("已停用")


def shown_version(versions: list[Rule], day: datetime.date) -> Rule:
    """The version in force today, else the newest."""
    return next((rule for rule in versions if rulebook.in_force(rule, day)), versions[0])


@office
def rules(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every rule once, as it holds today."""
    q = sought(request)
    found = [rule for rule in _all(desk) if _fits(rule, request, q, desk.day)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    columns = [
        Column("name", _("名称"), main=True), Column("length", _("期限")), Column("law", _("依据")),
        Column("where", _("地域")), Column("checked", _("核对")), Column("state", _("状态")),
    ]  # fmt: skip
    rows = [
        {
            "url": reverse("office:rule", args=[rule.rule_id]),
            "name": str(rule),
            "length": length_words(rule),
            "law": f"{rule.law} {rule.article}".strip(),
            "where": jurisdiction_words(rule.jurisdiction),
            "checked": checked_words(rule),
            "state": state_words(rule, desk.day),
        }
        for rule in page
    ]
    may = desk.administering_shared() is not None
    listing = Listing(
        "rules", _("期限规则"), _("每个期限的法律依据、长短和核对情况。改动是新的一版，旧的留着。"), columns, rows, page,
        groups=_groups(desk), q=q, q_label=_("名称、法律或编号"),
        action=ActionView(_("新增规则"), reverse("office:rule-add"), "plus") if may else None,
        empty_title=_("没有这样的规则"), empty_text=_("换个条件试试。"),
    )  # fmt: skip
    return show_list(request, listing)


def _all(desk: Desk) -> list[Rule]:
    book = rulebook.book()
    shown = [shown_version(versions, desk.day) for versions in book.versions.values()]
    return sorted(shown, key=lambda rule: (rule.is_internal, rule.jurisdiction != "national", rule.rule_id))


def _fits(rule: Rule, request: HttpRequest, q: str, day: datetime.date) -> bool:
    """Whether the address asks for this rule."""
    wanted = {
        "sort": {"law": not rule.is_internal, "own": rule.is_internal},
        "checked": {value: not rule.is_internal and rule.checked == value for value in CHECKED},
        "state": {"on": rulebook.in_force(rule, day), "off": not rulebook.in_force(rule, day)},
    }
    for name, answers in wanted.items():
        value = chosen(request, name, answers)
        if value and not answers[value]:
            return False
    where = request.GET.get("where", "")
    text = f"{rule.rule_id} {rule.name_zh} {rule.name_en} {rule.law} {rule.article}".lower()
    return where in ("", rule.jurisdiction) and q.lower() in text


def _groups(desk: Desk) -> list[FilterGroup]:
    places = sorted({rule.jurisdiction for rule in _all(desk)})
    return [
        FilterGroup("sort", _("种类"), [FilterOption("law", _("法定期限")), FilterOption("own", _("内部目标"))]),
        FilterGroup("where", _("地域"), [FilterOption(place, jurisdiction_words(place)) for place in places]),
        FilterGroup(
            "checked", _("核对"),
            [FilterOption("primary", _("已对照原文")), FilterOption("secondary", _("依据转述")), FilterOption("no", _("未核对"))],
        ),
        FilterGroup("state", _("状态"), [FilterOption("on", _("有效")), FilterOption("off", _("已停用"))]),
    ]  # fmt: skip


def _versions(rule_id: str) -> list[Rule]:
    versions = rulebook.book().versions.get(rule_id)
    if not versions:
        raise Http404
    return versions


@office
def rule(request: HttpRequest, desk: Desk, rule_id: str) -> HttpResponse:
    """A rule with all its versions, the newest first."""
    versions = _versions(rule_id)
    context = {
        "rule": shown_version(versions, desk.day),
        "versions": [
            {
                "rule": one,
                "state": state_words(one, desk.day),
                "facts": rule_facts(one),
                "checked": checked_words(one),
            }
            for one in versions
        ],
        "may_change": desk.administering_shared() is not None,
        "in_force": any(rulebook.in_force(one, desk.day) for one in versions),
    }
    return show(request, "office/rule.html", "rules", context)


def rule_facts(one: Rule) -> list[tuple[str, Any]]:
    """What a version says, in the order a reader asks."""
    extension = f"{one.extension_days} {one.get_extension_unit_display()}" if one.extension_days else ""
    from_to = _("%(first)s 至 %(last)s") % {
        "first": one.effective_from.isoformat() if one.effective_from else _("一直"),
        "last": one.effective_to.isoformat() if one.effective_to else _("另行规定为止"),
    }
    english = (get_language() or "").startswith("en")
    return [
        (_("期限"), length_words(one)),
        (_("法律依据"), f"{one.law} {one.article}".strip()),
        (_("适用地域"), jurisdiction_words(one.jurisdiction)),
        (_("优先于"), one.overrides),
        (_("起算"), one.starts_on),
        (_("义务人"), one.bound_party),
        (_("性质"), one.get_kind_display()),
        (_("延长"), "、".join(part for part in (extension, one.extension_rule) if part)),
        (_("中止情形"), "、".join(one.pause_grounds)),
        (_("后果"), one.consequence),
        (_("有效期间"), from_to),
        (_("出处"), one.source),
        (_("备注"), one.note),
        (_("中文名称") if english else _("英文名称"), one.name_zh if english else one.name_en),
    ]


@office
def rule_version(request: HttpRequest, desk: Desk, rule_id: str) -> HttpResponse:
    """A new version of a rule, beginning from the newest."""
    newest = _versions(rule_id)[0]
    acting = need(desk.administering_shared())
    form = RuleForm(request.POST or None, instance=newest)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: rulebook.add_version(rule_id, values, acting=acting)) is not None:
            messages.success(request, _("已新增一版。"))
            return redirect("office:rule", rule_id)
    page = FormPage(
        "rules", _("新增一版"), form, reverse("office:rule", args=[rule_id]), _("新增这一版"), lead=str(newest),
        keep=f"rule-{rule_id}",
        notice=(_("旧的版本保留。正在计算的期限用它开始时的那一版，新开始的用生效的这一版。"), "info"),
    )  # fmt: skip
    return show_form(request, page)


@office
def rule_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new rule."""
    acting = need(desk.administering_shared())
    form = NewRuleForm(request.POST or None)
    if form.is_valid():
        values = dict(form.cleaned_data)
        rule_id = values.pop("rule_id")
        if rule_id in rulebook.book().versions:
            form.add_error("rule_id", _("这个编号已经有了，请到那条规则里新增一版。"))
        elif attempt(form, lambda: rulebook.add_version(rule_id, values, acting=acting)) is not None:
            messages.success(request, _("已新增规则。"))
            return redirect("office:rule", rule_id)
    page = FormPage("rules", _("新增规则"), form, reverse("office:rules"), _("新增"), keep="rule-add")
    return show_form(request, page)


@office
def rule_retire(request: HttpRequest, desk: Desk, rule_id: str) -> HttpResponse:
    """End a rule."""
    newest = _versions(rule_id)[0]
    acting = need(desk.administering_shared())
    form = RetireForm(request.POST or None, initial={"last_day": desk.day})
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if attempt(form, lambda: rulebook.retire(rule_id, last_day, acting=acting)) is not None:
            messages.success(request, _("已停用。"))
            return redirect("office:rule", rule_id)
    follows = _("这一天之后新发生的事不再起算这个期限；正在计算的照旧算完。")
    page = FormPage(
        "rules", _("停用规则"), form, reverse("office:rule", args=[rule_id]), _("停用"), lead=str(newest), danger=True,
        confirm=follows, notice=(follows, "warn"),
    )  # fmt: skip
    return show_form(request, page)
