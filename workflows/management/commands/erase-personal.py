"""``fengqiao erase-personal CODE --as USERNAME --reason …``: erases the personal data of one closed case, by law."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from cases.models import Case
from organizations.acting import actings_of
from organizations.models import Person
from organizations.roles import Role
from record.commands import SealingCommand
from record.timekeeping import today
from workflows.engine import perform
from workflows.errors import Refused


class Command(SealingCommand):
    """依法删除个人信息."""

    help = "依法删除一个已结案件的个人信息(姓名、电话、陈述、消息、附件);记录链和统计数字不变。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The case's public code, who does it, and why."""
        parser.add_argument("code", help="案件代码(案件页面地址中的一段)")
        parser.add_argument("--as", dest="username", required=True, help="安全管理员的登录名")
        parser.add_argument("--reason", required=True, help="删除的依据")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the step through the door."""
        case = Case.objects.filter(code=options["code"]).first()
        person = Person.objects.filter(username=options["username"], is_active=True).first()
        if case is None or person is None:
            raise CommandError("找不到这个案件或这位人员。")
        ways = [acting for acting in actings_of(person, today()) if acting.role == Role.SECURITY_ADMIN]
        try:
            perform(case, "erase_personal", actor=ways[0] if ways else None, reason=options["reason"])
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write("已删除。")
