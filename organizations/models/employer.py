"""Employers: a side of a dispute, never the union that handles it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from .unit import Unit


def check_uscc(value: str) -> None:
    """Refuse a 统一社会信用代码 whose length, characters or check digit are wrong (GB 32100-2015)."""
    if not uscc.is_valid(value):
        raise ValidationError(_("统一社会信用代码不正确：应为18位，最后一位是校验码。"), code="uscc")


class Employer(models.Model):
    """用人单位. ``unit`` is the town or village union its cases start at when it has no union of its own."""

    TRACKED = ("code", "name", "uscc", "unit_id", "union_id", "address", "is_active")
    TRACKED_KEY = "code"

    code = models.CharField(_("编号"), max_length=16, unique=True)
    name = models.CharField(_("单位名称"), max_length=120)
    uscc = models.CharField(
        _("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True, validators=[check_uscc]
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employers", verbose_name=_("所在地工会"))
    union = models.OneToOneField(
        Unit, models.PROTECT, null=True, blank=True, related_name="employer", verbose_name=_("本企业工会")
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["unit", "name"], name="employer_unit_name")]

    def __str__(self) -> str:
        return self.name
