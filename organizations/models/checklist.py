"""清单: what is asked on a visit or of every 信息员 of a town, in versions an office can edit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ChecklistUse(models.TextChoices):
    """Where a checklist is filled in."""

    VISIT = "visit", _("走访")
    SURVEY = "survey", _("排查")


class Checklist(models.Model):
    """清单 in versions: 五必访, 三见面, 月排查 and whatever an office adds. A version is never edited; a newer one replaces it.

    ``items`` is a list of ``{"key", "name", "name_en", "type", "options"?}``; ``type`` is one of ``ItemType``. What the
    published mechanisms only name and do not define is our proposal, and ``note`` says so.
    """

    TRACKED_KEY = "key"
    TRACKED = ("code", "version", "use", "name_zh", "name_en", "items", "note", "is_active")

    code = models.CharField(_("代码"), max_length=32)
    version = models.PositiveIntegerField(_("版本"), default=1)
    use = models.CharField(_("用途"), max_length=8, choices=ChecklistUse)
    name_zh = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80)
    items = models.JSONField(_("条目"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="checklist_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_active=True), name="checklist_one_version_in_use"
            ),
        ]

    @property
    def key(self) -> str:
        """``CODE:VERSION``."""
        return f"{self.code}:{self.version}"

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class ItemType(models.TextChoices):
    """How an item of a checklist is answered."""

    YES_NO = "yes_no", _("是或否")
    NUMBER = "number", _("数字")
    CHOICE = "choice", _("选择")
    TEXT = "text", _("文字")
