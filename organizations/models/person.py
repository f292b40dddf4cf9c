"""People who sign in: officers of unions and partner bodies, employers' representatives, administrators."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from .unit import Unit


def fresh_salt() -> str:
    """64 random bits."""
    return secrets.token_hex(8)


class PersonManager(BaseUserManager["Person"]):
    """Makes people; there is no superuser, since nobody stands above the record."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """A person who can sign in."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """工作人员. Deactivated, never deleted: work and signatures stay theirs.

    ``salt`` goes into the digest the record keeps of this row, so that nobody can find a name or a telephone number by
    trying them all. ``unit`` is the union that manages the account; where a person works is said by their posts.
    """

    TRACKED = ("username", "name", "phone", "email", "unit_id", "is_active", "salt")
    TRACKED_KEY = "pk"

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    language = models.CharField(_("界面语言"), max_length=8, default="zh-hans")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("账号所属工会")
    )
    salt = models.CharField(max_length=16, default=fresh_salt, editable=False)
    is_active = models.BooleanField(_("在用"), default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's admin is not used; nobody enters it."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django permissions are not used: what one may do is asked of the workflow."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As ``has_perm``."""
        return False
