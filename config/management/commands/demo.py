"""`fengqiao demo`: loads the demonstration county, and serves it."""

import time
from typing import Any

from django.core.management.base import CommandParser

from config.demo.accounts import SIGN_INS
from config.demo.load import load_demo
from config.management.commands import serve
from record import sealer


class Command(serve.Command):
    """装入演示县并启动服务。"""

    help = "装入演示县(已装入则跳过)并启动服务;--no-serve 只装入。"

    def add_arguments(self, parser: CommandParser) -> None:
        """As `serve`, and --no-serve."""
        super().add_arguments(parser)
        parser.add_argument("--no-serve", action="store_true", help="只装入，不启动服务")

    def handle(self, *args: Any, **options: Any) -> None:
        """Takes the port first: nobody should wait a minute to hear that it was taken."""
        self.need_tables()
        if options["no_serve"]:
            self.load()
            return
        host, port = options["host"], options["port"] or serve.default_port()
        bound = self.listen(host, port)
        self.load()
        self.run_on(bound, host, port, more=sign_in_lines())

    def load(self) -> None:
        """Loads with progress; what it recorded is sealed when it ends, however it ends."""
        started = time.monotonic()
        try:
            load_demo(self.progress)
        finally:
            sealer.seal_all()
        self.progress(f"演示县就绪，用时 {time.monotonic() - started:.1f} 秒。")

    def progress(self, sentence: str) -> None:
        """One line at a time, shown at once."""
        self.stdout.write(sentence)
        self.stdout.flush()


def sign_in_lines() -> tuple[str, ...]:
    """One sign-in per role of the demonstration."""
    rows = [f"  {role}:{username} / {password}" for role, username, password in SIGN_INS]
    return ("演示账号(角色：用户名 / 密码):", *rows)
