"""Who is meant by each question of ``who``, in words a reader of the chart knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Every question of ``workflows.shared.who`` that a step asks, by its name.
WHO: dict[str, str | Promise] = {
    "intake": _("受理岗位(办理工会的窗口、调解员、主席)"),
    "chair": _("主席、副主席"),
    "chair_above": _("上级工会主席、副主席"),
    "supervisor": _("督查员(本级或上级)"),
    "handler": _("承办的调解员"),
    "receipt": _("凭回执的职工"),
    "employer": _("用人单位代表"),
    "asked_body": _("被征询的联调单位"),
    "security_admin": _("县级安全管理员"),
    "system": _("系统(期限到时)"),
    "approved": _("审批答复后由系统办理"),
    "following": _("为本案协商的事项有了结果时"),
    "signer": _("收到审批的人(一般是主席、副主席)"),
    "petitioner": _("提请审批、后来把事项转到上级的人"),
    "seat_holder": _("席位上的人(本人、代表、受邀单位的人)"),
    "invited": _("凭一次性链接的人"),
    "sender": _("选送单位的经办人、主席"),
    "helper": _("选送单位上级工会的经办人、主席"),
    "host": _("接收单位的经办人、主席"),
    "person": _("挂职对象本人"),
    "county": _("县总工会的经办人、主席、督查员"),
    "county_chair": _("县总工会主席、副主席"),
    "by_ledger": _("账目变动时由系统办理"),
    "visitor": _("走访人"),
    "owner": _("清单事项的办理人"),
    "asker": _("凭回执的提出人"),
    "by_list": _("清单全部答复后由系统办理"),
}


def questions(permission: Any) -> Iterator[str]:
    """Names of the single questions a permission is made of, each once."""
    parts = getattr(permission, "questions", None)
    if parts is None:
        yield permission.__name__
        return
    seen: set[str] = set()
    for part in parts:
        for name in questions(part):
            if name not in seen:
                seen.add(name)
                yield name


def who(permission: Any) -> tuple[str, ...]:
    """The same in words. A question nobody put into words raises KeyError: the charts must not be silent about it."""
    return tuple(str(WHO[name]) for name in questions(permission))
