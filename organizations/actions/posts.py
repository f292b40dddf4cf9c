"""Giving and ending roles; naming and ending deputies."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import may_name_deputy, need_administer, unit_of
from organizations.errors import MissingCertificate, NoAuthority, Overlap, WrongPlace, WrongValue
from organizations.models import Deputy, Employer, PartnerBody, Person, Post, Unit
from organizations.recording import append, fresh, save
from organizations.roles import ADMIN_ROLES, CERTIFIED_ROLES, HANDLING_ROLES, NOT_POSTS, SIGNING_ROLES, Role
from record.names import EventName
from record.timekeeping import day_of, now

Place = Unit | PartnerBody | Employer
#: Who is told what workers report, or could give themselves such a post.
TOLD = HANDLING_ROLES | ADMIN_ROLES | {Role.PARTNER_OFFICER}
#: ``hook(person, at)``, called inside the transaction after posts of theirs were ended. Rooms above that ask things of
#: whoever holds a post register one here when they are loaded: the workflows have somebody stand in for open signatures.
EndHook = Callable[[Person, datetime.datetime], None]
on_end: list[EndHook] = []


def tell_ended(person: Person, at: datetime.datetime) -> None:
    """Call every hook."""
    for hook in on_end:
        hook(person, at)


def post_subject(post: Post) -> str:
    """The record's name for a post."""
    return f"post:{post.pk}"


def deputy_subject(deputy: Deputy) -> str:
    """The record's name for a deputyship."""
    return f"deputy:{deputy.pk}"


def meeting(starts_on: datetime.date, ends_on: datetime.date | None) -> Q:
    """Periods (both days count) that share a day with this one; an open end never ends."""
    begun = Q() if ends_on is None else Q(starts_on__lte=ends_on)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))


@transaction.atomic
def give_post(
    *,
    acting: Acting,
    person: Person,
    role: str,
    place: Place,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    certificate: str = "",
    certificate_expires_on: datetime.date | None = None,
    manages_for_employer: bool = False,
    at: datetime.datetime | None = None,
) -> Post:
    """任职, both dates included. 持证 roles need a certificate valid on the first day; the three administrators are apart."""
    need_administer(acting, unit_of(place))
    person = fresh(person)
    post = Post(
        person=person, role=role, starts_on=starts_on, ends_on=ends_on, certificate=certificate,
        certificate_expires_on=certificate_expires_on, manages_for_employer=manages_for_employer,
        **{_column(place): place},
    )  # fmt: skip
    _need_post(post)
    save(post)
    append(
        EventName.POST_GIVEN, post_subject(post), chain=unit_of(place).chain, acting=acting, at=at, rows=[post],
        data={"person": person.pk, "role": role, "starts_on": starts_on, "ends_on": ends_on},
    )  # fmt: skip
    return post


def _column(place: Place) -> str:
    if isinstance(place, Unit):
        return "unit"
    return "partner" if isinstance(place, PartnerBody) else "employer"


def _need_post(post: Post) -> None:
    """Raise the Refusal that says why this post cannot be given."""
    need_order(post.starts_on, post.ends_on)
    if not post.person.is_active:
        raise WrongValue(_("此人已停用，不能任职。"), "person")
    if not getattr(post.place, "is_active", True):
        raise WrongPlace(_("“%(place)s”已停用。") % {"place": post.place}, "place")
    _need_role_fits(post)
    _need_certificate(post)
    _need_no_overlap(post)
    _need_one_side(post, post.person, post.starts_on, post.ends_on)


def need_order(starts_on: datetime.date, ends_on: datetime.date | None) -> None:
    """Raise WrongValue when a period ends before it starts."""
    if ends_on is not None and ends_on < starts_on:
        raise WrongValue(_("止日不能早于起日。"), "ends_on")


def _need_role_fits(post: Post) -> None:
    if post.role not in Role.values or post.role in NOT_POSTS:
        raise WrongValue(_("没有这种职务。"), "role")
    needed = {Role.EMPLOYER_REP: "employer", Role.PARTNER_OFFICER: "partner"}.get(Role(post.role), "unit")
    if _column(post.place) != needed:
        words = {"role": Role(post.role).label, "place": post.place}
        raise WrongPlace(_("“%(role)s”不能设在“%(place)s”。") % words, "role")


def _need_certificate(post: Post) -> None:
    if post.role not in CERTIFIED_ROLES:
        return
    if not post.certificate or post.certificate_expires_on is None:
        role = Role(post.role).label
        raise MissingCertificate(
            _("“%(role)s”须持证上岗，请填写证书编号和到期日。") % {"role": role}, "certificate"
        )
    if post.certificate_expires_on < post.starts_on:
        raise MissingCertificate(_("证书在任职之前已经到期。"), "certificate_expires_on")


def _need_no_overlap(post: Post) -> None:
    """The same role at the same place twice, or two of the three separated administrators at once."""
    others = Post.objects.filter(meeting(post.starts_on, post.ends_on), person=post.person)
    same = others.filter(role=post.role, unit=post.unit, partner=post.partner, employer=post.employer)
    if same.exists():
        raise Overlap(_("此人在这段时间已担任同一职务。"), "starts_on")
    if post.role in ADMIN_ROLES and others.filter(role__in=ADMIN_ROLES - {post.role}).exists():
        raise Overlap(_("系统、安全、审计管理员须由不同的人担任。"), "role")


def _need_one_side(
    post: Post, person: Person, starts_on: datetime.date, ends_on: datetime.date | None
) -> None:
    """Whoever speaks for an employer, in an own post or as a deputy, is told nothing of what workers report."""
    if Person.objects.filter(_on_the_other_side(post, meeting(starts_on, ends_on)), pk=person.pk).exists():
        raise Overlap(_("代表用人单位或为其管理的人，不能同时任接触职工反映的职务，也不能代理。"), "person")


def _on_the_other_side(post: Post, same_time: Q) -> Q:
    """People who in that time speak for an employer where ``post`` is told what workers report, or the reverse."""
    if post.role == Role.EMPLOYER_REP or post.manages_for_employer:
        held = Post.objects.filter(role__in=TOLD, manages_for_employer=False)
    elif post.role in TOLD:
        held = Post.objects.filter(Q(role=Role.EMPLOYER_REP) | Q(manages_for_employer=True))
    else:
        return Q(pk__in=[])
    standing_in = Deputy.objects.filter(same_time, post__in=held)
    return Q(pk__in=held.filter(same_time).values("person")) | Q(pk__in=standing_in.values("person"))


def barred_as_deputy(post: Post, starts_on: datetime.date, ends_on: datetime.date) -> Q:
    """People whom ``name_deputy`` refuses for this post in that time, whatever else holds: a condition on ``Person``."""
    same_time = meeting(starts_on, ends_on)
    barred = Q(pk=post.person_id) | Q(is_active=False) | _on_the_other_side(post, same_time)
    if post.role in ADMIN_ROLES:
        others = Post.objects.filter(same_time, role__in=ADMIN_ROLES - {post.role})
        barred |= Q(pk__in=others.values("person"))
    return barred


@transaction.atomic
def end_post(
    post: Post, *, acting: Acting, ends_on: datetime.date | None = None, at: datetime.datetime | None = None
) -> Post:
    """免职: ``ends_on`` (default: today) is the last day in office. Deputyships of the post end with it."""
    need_administer(acting, unit_of(post.place))
    post = fresh(post)
    day = ends_on or day_of(at or now())
    need_order(post.starts_on, day)
    if post.ends_on is not None and post.ends_on <= day:
        raise WrongValue(_("这项任职已经结束。"), "ends_on")
    post.ends_on = day
    save(post, ["ends_on"])
    append(
        EventName.POST_ENDED, post_subject(post), chain=unit_of(post.place).chain, acting=acting, at=at, rows=[post],
        data={"person": post.person_id, "role": post.role, "ends_on": day},
    )  # fmt: skip
    tell_ended(post.person, at or now())
    return post


@transaction.atomic
def name_deputy(
    *,
    acting: Acting,
    post: Post,
    person: Person,
    starts_on: datetime.date,
    ends_on: datetime.date,
    only_approvals: bool = False,
    at: datetime.datetime | None = None,
) -> Deputy:
    """指定代理, both dates included: the work of ``post`` is ``person``'s to do in that time.

    ``only_approvals`` (委托审批) gives away the signatures of a deciding post and nothing else of it.
    """
    if not may_name_deputy(acting, post):
        raise NoAuthority(_("只有本人、本工会主席或系统管理员可以指定代理人。"))
    post = fresh(post)
    deputy = Deputy(
        post=post, person=fresh(person), starts_on=starts_on, ends_on=ends_on, only_approvals=only_approvals
    )
    _need_deputy(deputy)
    save(deputy)
    data = {"post": post.pk, "person": person.pk, "starts_on": starts_on, "ends_on": ends_on}
    append(
        EventName.DEPUTY_NAMED, deputy_subject(deputy), chain=unit_of(post.place).chain, acting=acting, at=at,
        rows=[deputy], data=data | ({"only_approvals": True} if only_approvals else {}),
    )  # fmt: skip
    return deputy


def _need_deputy(deputy: Deputy) -> None:
    """Raise the Refusal that says why this deputy cannot be named."""
    post, person = deputy.post, deputy.person
    need_order(deputy.starts_on, deputy.ends_on)
    if person.pk == post.person_id:
        raise WrongValue(_("代理人不能是本人。"), "person")
    if not person.is_active:
        raise WrongValue(_("此人已停用，不能代理。"), "person")
    if deputy.starts_on < post.starts_on or (post.ends_on is not None and deputy.ends_on > post.ends_on):
        raise WrongValue(_("代理期间不能超出任职期间。"), "starts_on")
    if post.deputies.filter(meeting(deputy.starts_on, deputy.ends_on)).exists():
        raise Overlap(_("这段时间已经有代理人。"), "starts_on")
    if deputy.only_approvals and post.role not in SIGNING_ROLES:
        raise WrongValue(_("这个职务没有审批可以委托。"), "post")
    if post.role in ADMIN_ROLES:
        others = Post.objects.filter(meeting(deputy.starts_on, deputy.ends_on), person=person)
        if others.filter(role__in=ADMIN_ROLES - {post.role}).exists():
            raise Overlap(_("系统、安全、审计管理员须由不同的人担任。"), "person")
    _need_one_side(post, person, deputy.starts_on, deputy.ends_on)


@transaction.atomic
def end_deputy(
    deputy: Deputy,
    *,
    acting: Acting,
    ends_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Deputy:
    """终止代理: ``ends_on`` (default: today) is the last day; one not begun ends on its first day."""
    if not may_name_deputy(acting, deputy.post):
        raise NoAuthority(_("只有本人、本工会主席或系统管理员可以指定代理人。"))
    deputy = fresh(deputy)
    day = max(ends_on or day_of(at or now()), deputy.starts_on)
    if deputy.ends_on <= day:
        raise WrongValue(_("这项代理已经结束。"), "ends_on")
    deputy.ends_on = day
    save(deputy, ["ends_on"])
    append(
        EventName.DEPUTY_ENDED, deputy_subject(deputy), chain=unit_of(deputy.post.place).chain, acting=acting, at=at,
        rows=[deputy], data={"post": deputy.post_id, "person": deputy.person_id, "ends_on": day},
    )  # fmt: skip
    return deputy
