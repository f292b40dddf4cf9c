"""人员: the list, one person, adding, changing, passwords, deactivating."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import Deputy, Person, Post
from organizations.models.post import POST_ROLES
from organizations.roles import Role
from pages.office.desk import Desk, need, office, own_too
from pages.office.forms_people import NewPersonForm, PasswordForm, PersonForm
from pages.office.frame import (
    FormPage,
    Listing,
    asked,
    attempt,
    chosen,
    on_off,
    only_state,
    paged,
    show,
    show_form,
    show_list,
    sought,
)
from pages.parts import ActionView, Column, FilterGroup, FilterOption
from pages.speech import masked_text

#: A certificate is said to run out this many days ahead.
WARN_DAYS = datetime.timedelta(days=60)


@office
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, with what each person is today."""
    page = paged(request, _wanted(request, desk).order_by("name", "pk").prefetch_related(_today(desk)))
    columns = [
        Column("name", _("姓名"), main=True), Column("roles", _("现任职务")), Column("phone", _("联系电话")),
        Column("username", _("登录名")), Column("note", _("注意")),
    ]  # fmt: skip
    listing = Listing(
        "people", _("人员"), _lead(request, desk), columns,
        [_row(one, desk) for one in page], page, groups=_groups(), q=sought(request), q_label=_("姓名或登录名"),
        action=ActionView(_("新增人员"), reverse("office:person-add"), "plus") if desk.manages_anything else None,
        empty_title=_("没有这样的人员"), empty_text=_("换个条件试试；新来的同志请点“新增人员”，再给他任职。"),
    )  # fmt: skip
    return show_list(request, listing)


def _lead(request: HttpRequest, desk: Desk) -> str:
    """What the list is, and at which union when the address names one."""
    code = asked(request, "unit")
    unit = desk.units().filter(code=code).first() if code else None
    if unit is not None:
        return _("现在“%(name)s”任职的人员。") % {"name": unit.name}
    return _("谁在哪里任什么职，从哪天到哪天。")


def _today(desk: Desk) -> Prefetch[str]:
    """Posts held today, with their places."""
    held = Post.objects.on(desk.day).select_related("unit", "partner", "employer").order_by("role")
    return Prefetch("posts", held, to_attr="held")


def _wanted(request: HttpRequest, desk: Desk) -> QuerySet[Person]:
    """The people the address asks for."""
    rows = only_state(request, desk.people())
    held = Post.objects.on(desk.day)
    if q := sought(request):
        rows = rows.filter(Q(name__icontains=q) | Q(username__icontains=q))
    if role := chosen(request, "role", dict(POST_ROLES)):
        rows = rows.filter(pk__in=held.filter(role=role).values("person"))
    if unit := asked(request, "unit"):
        rows = rows.filter(pk__in=held.filter(unit__code=unit).values("person"))
    if certificate := chosen(request, "certificate", ("soon", "over")):
        last = desk.day if certificate == "over" else desk.day + WARN_DAYS
        first = desk.day if certificate == "soon" else datetime.date.min
        expiring = held.filter(certificate_expires_on__gte=first, certificate_expires_on__lte=last)
        expiring = expiring.exclude(certificate_expires_on=desk.day) if certificate == "over" else expiring
        rows = rows.filter(pk__in=expiring.values("person"))
    return rows


def _groups() -> list[FilterGroup]:
    roles = [FilterOption(value, str(label)) for value, label in POST_ROLES]
    certificates = [FilterOption("soon", _("60天内到期")), FilterOption("over", _("已到期"))]
    return [
        FilterGroup("role", _("职务"), roles),
        FilterGroup("certificate", _("证书"), certificates),
        on_off(),
    ]


def certificate_note(post: Post, day: datetime.date) -> SafeString | str:
    """What to say of a post's certificate; empty when there is nothing to say."""
    expires = post.certificate_expires_on
    if expires is None or expires > day + WARN_DAYS:
        return ""
    if expires < day:
        return format_html(
            '<span class="fq-late">{}</span>', _("证书已于 %(day)s 到期") % {"day": expires.isoformat()}
        )
    return format_html(
        '<span class="fq-warned">{}</span>', _("证书 %(day)s 到期") % {"day": expires.isoformat()}
    )


def _row(one: Person, desk: Desk) -> dict[str, Any]:
    held: list[Post] = one.held  # type: ignore[attr-defined]  # prefetched into this name
    notes = [note for post in held if (note := certificate_note(post, desk.day))]
    if not one.is_active:
        notes.append(_("已停用"))
    elif not held:
        notes.append(_("现在没有任职"))
    return {
        "url": reverse("office:person", args=[one.pk]),
        "name": one.name,
        "roles": "、".join(f"{post.place.name} {post.get_role_display()}" for post in held),
        "phone": masked_text(one.phone) if one.phone else "",
        "username": one.username,
        "note": notes[0] if notes else "",
    }


@own_too
def person(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One person: facts, posts, deputies."""
    one = get_object_or_404(desk.people().select_related("unit__county"), pk=pk)
    posts = (
        Post.objects.filter(person=one)
        .select_related("unit__county", "partner__beside__county", "employer__unit__county")
        .prefetch_related(
            Prefetch("deputies", Deputy.objects.select_related("person").order_by("-starts_on"))
        )
        .order_by("-starts_on", "-pk")
    )
    acting = desk.administering(one.unit)
    context = {
        "person": one, "facts": _facts(one, acting is not None or one.pk == desk.person.pk), "day": desk.day,
        "posts": [_post_view(post, desk) for post in posts], "may_change": acting is not None and one.is_active,
        "actions": _person_actions(one) if acting and one.is_active else [],
        "deputising": Deputy.objects.filter(person=one, ends_on__gte=desk.day).select_related("post__person", "post__unit"),
        "may_list": bool(desk.seats),
    }  # fmt: skip
    if not desk.seats:
        context["sections"] = []
    return show(request, "office/person.html", "people", context)


def _facts(one: Person, in_clear: bool) -> list[tuple[str, Any]]:
    phone = one.phone if in_clear else masked_text(one.phone) if one.phone else ""
    return [
        (_("登录名"), one.username),
        (_("联系电话"), phone),
        (_("电子邮箱"), one.email if in_clear else ""),
        (_("账号所属工会"), one.unit.name if one.unit else ""),
        (_("状态"), "" if one.is_active else _("已停用")),
    ]


def _person_actions(one: Person) -> list[ActionView]:
    return [
        ActionView(_("任职"), reverse("office:post-add", args=[one.pk]), "plus"),
        ActionView(_("修改"), reverse("office:person-change", args=[one.pk]), "edit"),
        ActionView(_("重设密码"), reverse("office:person-password", args=[one.pk]), "key"),
        ActionView(_("停用"), reverse("office:person-deactivate", args=[one.pk]), "circle-x"),
    ]


def _post_view(post: Post, desk: Desk) -> dict[str, Any]:
    """A post as the page shows it: now, later or over, with what may be done about it."""
    over = post.ends_on is not None and post.ends_on < desk.day
    return {
        "post": post,
        "place": post.place.name,
        "over": over,
        "later": post.starts_on > desk.day,
        "certificate": certificate_note(post, desk.day) if not over else "",
        "may_end": not over and desk.administering_place(post.place) is not None,
        "may_deputise": not over and desk.naming_deputy(post) is not None,
        "deputies": [{"deputy": one, "over": one.ends_on < desk.day} for one in post.deputies.all()],
        "is_chair": post.role in (Role.CHAIR, Role.VICE_CHAIR),
    }


@office
def person_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new person with a first password; the next step is a post."""
    if not desk.manages_anything:
        need(None)
    form = NewPersonForm(desk, request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        acting = need(desk.administering(values["unit"]))
        added = attempt(form, lambda: actions.add_person(acting=acting, **values))
        if added is not None:
            messages.success(request, _("已新增%(name)s,请接着登记任职。") % {"name": added.name})
            return redirect("office:post-add", added.pk)
    page = FormPage("people", _("新增人员"), form, reverse("office:people"), _("新增"), keep="person-add")
    return show_form(request, page)


def _managed(desk: Desk, pk: int) -> tuple[Person, Any]:
    """An active person whose account this desk manages, and the way to act."""
    one = get_object_or_404(desk.people().select_related("unit__county"), pk=pk, is_active=True)
    return one, need(desk.administering(one.unit))


@office
def person_change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Change a person's facts."""
    one, acting = _managed(desk, pk)
    form = PersonForm(desk, request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.change_person(one, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:person", pk)
    return show_form(request, FormPage("people", _("修改人员"), form, _back(pk), _("保存"), lead=one.name))


@office
def person_password(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """A new password for somebody."""
    one, acting = _managed(desk, pk)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        password = form.cleaned_data["password"]
        if attempt(form, lambda: actions.reset_password(one, acting=acting, password=password)) is not None:
            messages.success(request, _("密码已重设，请告诉本人。"))
            return redirect("office:person", pk)
    page = FormPage(
        "people", _("重设密码"), form, _back(pk), _("重设"), lead=one.name,
        notice=(_("重设后，这个账号在别处的登录会立即失效。"), "warn"),
    )  # fmt: skip
    return show_form(request, page)


@office
def person_deactivate(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Deactivate somebody; the page says what follows."""
    one, acting = _managed(desk, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: actions.deactivate_person(one, acting=acting)) is not None:
        messages.success(request, _("已停用%(name)s。") % {"name": one.name})
        return redirect("office:person", pk)
    follows = _("停用后不能再登录，现任职务今天结束；办过的事和签过的字都保留。手上未办结的案件请先改派。")
    page = FormPage(
        "people", _("停用人员"), form, _back(pk), _("停用"), lead=one.name, confirm=follows, danger=True,
        notice=(follows, "warn"),
    )  # fmt: skip
    return show_form(request, page)


def _back(pk: int) -> str:
    return reverse("office:person", args=[pk])
