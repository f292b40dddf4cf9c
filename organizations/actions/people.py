"""Adding, changing and deactivating people. Their names and telephones never enter the record, only salted digests."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import may_administer, need_administer, unit_of
from organizations.errors import NoAuthority, WrongValue
from organizations.models import Deputy, Person, Post, Unit
from organizations.recording import append, assign, fresh, save
from record.names import EventName
from record.timekeeping import day_of, now

from .posts import tell_ended

CHANGEABLE = ("username", "name", "phone", "email", "unit")


def subject_of(person: Person) -> str:
    """The record's name for a person: the number, which says nothing about them."""
    return f"person:{person.pk}"


def chain_of(person: Person) -> str:
    """The chain of the county that manages the account."""
    return person.unit.chain if person.unit else "CN"


def need_manage(acting: Acting | None, person: Person) -> None:
    """Raise NoAuthority unless ``acting`` manages this account and every place where the person now works."""
    need_administer(acting, person.unit)
    places = ("unit", "partner__beside", "employer__unit")
    for post in Post.objects.on(day_of(now())).filter(person=person).select_related(*places):
        if not may_administer(acting, unit_of(post.place)):
            raise NoAuthority(_("此人在“%(place)s”任职，请由那里的系统管理员修改。") % {"place": post.place})


@transaction.atomic
def add_person(
    *,
    acting: Acting,
    unit: Unit | None,
    username: str,
    name: str,
    phone: str = "",
    email: str = "",
    password: str | None = None,
    language: str = "zh-hans",
    at: datetime.datetime | None = None,
) -> Person:
    """新增人员, whose account ``unit`` manages. Without a password nobody can sign in as them yet."""
    need_administer(acting, unit)
    person = Person(username=username, name=name, phone=phone, email=email, unit=unit, language=language)
    person.set_password(password)
    save(person)
    append(
        EventName.PERSON_ADDED, subject_of(person), chain=chain_of(person), acting=acting, at=at, rows=[person],
        data={"unit": unit.code if unit else ""},
    )  # fmt: skip
    return person


@transaction.atomic
def change_person(
    person: Person, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any
) -> Person:
    """修改人员: any of ``CHANGEABLE``. The record names the columns, not what they held."""
    need_manage(acting, person)
    person = fresh(person)
    changed = assign(person, changes, CHANGEABLE)
    if not changed:
        return person
    need_administer(acting, person.unit)
    save(person, changed)
    append(
        EventName.PERSON_CHANGED, subject_of(person), chain=chain_of(person), acting=acting, at=at, rows=[person],
        data={"changed": sorted(changed)},
    )  # fmt: skip
    return person


@transaction.atomic
def reset_password(
    person: Person, *, acting: Acting, password: str, at: datetime.datetime | None = None
) -> Person:
    """重设密码. Ends the person's sessions elsewhere, since Django ties them to the password."""
    need_manage(acting, person)
    person = fresh(person)
    person.set_password(password)
    person.save(update_fields=["password"])
    append(
        EventName.PERSON_CHANGED, subject_of(person), chain=chain_of(person), acting=acting, at=at, rows=[person],
        data={"changed": ["password"]},
    )  # fmt: skip
    return person


@transaction.atomic
def deactivate_person(person: Person, *, acting: Acting, at: datetime.datetime | None = None) -> Person:
    """停用人员: ends posts and deputyships today; nothing of theirs is deleted."""
    need_manage(acting, person)
    person = fresh(person)
    if acting.person is not None and acting.person.pk == person.pk:
        raise WrongValue(_("不能停用自己的账号。"))
    if not person.is_active:
        return person
    day = day_of(at or now())
    person.is_active = False
    person.save(update_fields=["is_active"])
    ended = [*_end_posts(person, day), *_end_deputies(person, day)]
    append(
        EventName.PERSON_DEACTIVATED, subject_of(person), chain=chain_of(person), acting=acting, at=at,
        rows=[person, *ended], data={"posts_ended": sum(isinstance(row, Post) for row in ended)},
    )  # fmt: skip
    tell_ended(person, at or now())
    return person


def _end_posts(person: Person, day: datetime.date) -> list[Post]:
    """Posts that ran beyond ``day`` end with it; one that had not begun keeps its first day, on which nobody works."""
    posts = list(Post.objects.filter(person=person).exclude(ends_on__lte=day))
    for post in posts:
        post.ends_on = max(day, post.starts_on)
    Post.objects.bulk_update(posts, ["ends_on"])
    return posts


def _end_deputies(person: Person, day: datetime.date) -> list[Deputy]:
    deputies = list(Deputy.objects.filter(person=person, ends_on__gt=day))
    for deputy in deputies:
        deputy.ends_on = max(day, deputy.starts_on)
    Deputy.objects.bulk_update(deputies, ["ends_on"])
    return deputies
