"""任职 and 代理: giving and ending posts, naming and ending deputies."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import Deputy, Post
from pages.office.desk import Desk, need, office, own_too
from pages.office.forms_people import DeputyForm, EndForm, PostForm
from pages.office.frame import FormPage, attempt, show_form

LOADED = ("person", "unit__county", "unit__town", "partner__beside__county", "employer__unit__county")


@office
def post_add(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Give somebody a post."""
    one = get_object_or_404(desk.people().select_related("unit"), pk=pk, is_active=True)
    if not desk.manages_anything:
        need(None)
    form = PostForm(desk, request.POST or None, initial={"place": one.unit, "starts_on": desk.day})
    if form.is_valid():
        acting = need(desk.administering_place(form.where()))
        names = (
            "role",
            "starts_on",
            "ends_on",
            "certificate",
            "certificate_expires_on",
            "manages_for_employer",
        )
        values = {name: form.cleaned_data[name] for name in names}
        given = attempt(
            form, lambda: actions.give_post(acting=acting, person=one, place=form.where(), **values)
        )
        if given is not None:
            messages.success(request, _("已任职。"))
            return redirect("office:person", pk)
    page = FormPage(
        "people",
        _("任职"),
        form,
        reverse("office:person", args=[pk]),
        _("任职"),
        lead=one.name,
        keep=f"post-add-{pk}",
    )
    return show_form(request, page)


@office
def post_end(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """End a post."""
    post = get_object_or_404(desk.posts().select_related(*LOADED), pk=pk)
    acting = need(desk.administering_place(post.place))
    form = EndForm(desk.day, request.POST or None)
    if form.is_valid():
        last = form.cleaned_data["ends_on"]
        if attempt(form, lambda: actions.end_post(post, acting=acting, ends_on=last)) is not None:
            messages.success(request, _("已免职。"))
            return redirect("office:person", post.person_id)
    page = FormPage(
        "people", _("免职"), form, reverse("office:person", args=[post.person_id]), _("免职"), danger=True,
        facts=_facts(post), notice=(_("最后一天过后，这个职务的案件和审批由同一工会的其他人办理；没有别人的，请先改派。"), "warn"),
    )  # fmt: skip
    return show_form(request, page)


def _facts(post: Post) -> list[tuple[str, object]]:
    return [(_("姓名"), post.person.name), (_("职务"), f"{post.place.name} {post.get_role_display()}")]


@own_too
def deputy_add(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Name a deputy: the holder, the chair or the administrator."""
    post = get_object_or_404(Post.objects.select_related(*LOADED), pk=pk)
    acting = desk.naming_deputy(post)
    if acting is None:
        raise PermissionDenied(_("只有本人、本工会主席或系统管理员可以指定代理人。"))
    signatures = request.GET.get("only_approvals") == "1"
    form = DeputyForm(post, request.POST or None, initial={"only_approvals": signatures})
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.name_deputy(acting=acting, post=post, **values)) is not None:
            messages.success(request, _("已指定代理人。"))
            return redirect("office:person", post.person_id)
    page = FormPage(
        "people",
        _("委托审批") if signatures else _("指定代理人"),
        form,
        reverse("office:person", args=[post.person_id]),
        _("委托") if signatures else _("指定"),
        lead=_("到期自动收回，也可以提前收回；案件和其他事仍由本人办。") if signatures else "",
        facts=_facts(post),
        bare=not desk.seats,
    )
    return show_form(request, page)


@own_too
def deputy_end(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """End a deputyship early."""
    deputy = get_object_or_404(
        Deputy.objects.select_related("person", *(f"post__{name}" for name in LOADED)), pk=pk
    )
    acting = desk.naming_deputy(deputy.post)
    if acting is None:
        raise PermissionDenied(_("只有本人、本工会主席或系统管理员可以指定代理人。"))
    form = EndForm(desk.day, request.POST or None)
    if form.is_valid():
        last = form.cleaned_data["ends_on"]
        if attempt(form, lambda: actions.end_deputy(deputy, acting=acting, ends_on=last)) is not None:
            messages.success(request, _("代理已终止。"))
            return redirect("office:person", deputy.post.person_id)
    page = FormPage(
        "people", _("终止代理"), form, reverse("office:person", args=[deputy.post.person_id]), _("终止"), danger=True,
        facts=[*_facts(deputy.post), (_("代理人"), deputy.person.name)], bare=not desk.seats,
    )  # fmt: skip
    return show_form(request, page)
