"""``fengqiao add-administrator --unit CODE|NAME --role system|security|audit --username … --name …``.

Where nobody is yet, nobody may give an account: an installation's first three administrators come from the command line.
"""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from organizations import actions
from organizations.acting import SYSTEM
from organizations.errors import Refusal
from organizations.models import Person
from organizations.queries import find_unit
from organizations.roles import Role
from record.commands import SealingCommand
from record.timekeeping import today

ROLES = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(SealingCommand):
    """One person, one post, both on record."""

    help = "新增一名管理员(系统、安全或审计)。密码从键盘输入两遍，或用 --password-stdin 从标准输入读一行。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, which of the three, and who."""
        parser.add_argument("--unit", required=True, help="所在工会的代码或名称，一般是县总工会")
        parser.add_argument(
            "--role", required=True, choices=ROLES, help="system 系统、security 安全、audit 审计"
        )
        parser.add_argument("--username", required=True, help="登录名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Both rows or none."""
        person = Person(username=options["username"], name=options["name"])
        password = self._password(person, options["password_stdin"])
        try:
            with transaction.atomic():
                unit = find_unit(options["unit"])
                person = actions.add_person(
                    acting=SYSTEM, unit=unit, username=person.username, name=person.name, password=password
                )
                role = ROLES[options["role"]]
                actions.give_post(acting=SYSTEM, person=person, role=role, place=unit, starts_on=today())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已新增{role.label}:{person.name},登录名 {person.username},{unit.name}。")

    def _password(self, person: Person, from_stdin: bool) -> str:
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        else:
            password = getpass.getpass("密码：")
            if getpass.getpass("再输一遍：") != password:
                raise CommandError("两次输入的密码不一样。")
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        return password
