"""委托: to whom the reader gave their signatures, until when, and where to give them or take them back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.models import Deputy, Person, Post
from organizations.roles import SIGNING_ROLES
from pages.speech import spoken_day


@dataclass(frozen=True)
class Given:
    """One deputyship in a post of the reader's, in a sentence, and where it is ended."""

    sentence: str
    end_url: str


def given(person: Person, on: datetime.date) -> list[Given]:
    """What holds on a day or will. One query."""
    rows = Deputy.objects.filter(post__person=person, post__role__in=SIGNING_ROLES, ends_on__gte=on)
    rows = rows.select_related("person", "post__unit", "post__partner").order_by("starts_on", "pk")
    return [Given(_sentence(row), reverse("office:deputy-end", args=[row.pk])) for row in rows]


def _sentence(row: Deputy) -> str:
    words = {
        "post": f"{row.post.place} {row.post.get_role_display()}", "who": row.person.name,
        "first": spoken_day(row.starts_on), "last": spoken_day(row.ends_on),
    }  # fmt: skip
    if row.only_approvals:
        return _("您任%(post)s的审批委托给了%(who)s，%(first)s 至 %(last)s。您自己仍然可以签。") % words
    return _("您任%(post)s的工作由%(who)s代理，%(first)s 至 %(last)s，审批也由其代签。") % words


def places(person: Person, on: datetime.date) -> list[tuple[str, str]]:
    """The reader's posts whose signatures can be given away, each with the page for it. One query."""
    posts = (
        Post.objects.on(on).filter(person=person, role__in=SIGNING_ROLES).select_related("unit", "partner")
    )
    return [
        (
            f"{post.place} {post.get_role_display()}",
            f"{reverse('office:deputy-add', args=[post.pk])}?only_approvals=1",
        )
        for post in posts.order_by("starts_on", "pk")
    ]
