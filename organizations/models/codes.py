"""Code lists: categories, sources, results. Labels may change; codes never do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CodeList(models.TextChoices):
    """代码表."""

    CATEGORY = "category", _("类别")
    SOURCE = "source", _("来源")
    RESULT = "result", _("结果")
    DECLINE_GROUND = "decline_ground", _("不予受理理由")
    SUSPEND_GROUND = "suspend_ground", _("中止理由")
    FAIL_GROUND = "fail_ground", _("调解不成原因")
    ROAD = "road", _("后续途径")


class Code(models.Model):
    """One entry of a list. A changed label is a new version of the same code; the record keeps both."""

    TRACKED = ("list", "code", "name_zh", "name_en", "version", "order", "is_labour", "is_active")
    TRACKED_KEY = "key"

    list = models.CharField(_("代码表"), max_length=24, choices=CodeList)
    code = models.CharField(_("代码"), max_length=32)
    name_zh = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80)
    version = models.PositiveIntegerField(_("版本"), default=1)
    order = models.PositiveIntegerField(_("次序"), default=0)
    is_labour = models.BooleanField(_("属劳动争议"), default=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["list", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="code_once_in_its_list")]

    @property
    def key(self) -> str:
        """``LIST:CODE``, unique over all lists."""
        return f"{self.list}:{self.code}"

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh
