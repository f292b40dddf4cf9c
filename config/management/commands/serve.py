"""`fengqiao serve`: the whole product in one process."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import server, static_files


class Command(BaseCommand):
    """启动服务。One process: pages, sealer and sweep."""

    help = "在本机启动服务(网页、记录封存、到期处理都在一个进程里)。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen; $PORT is the usual way to say it."""
        parser.add_argument("--port", type=int, default=None, help="端口，默认取环境变量 PORT,否则 8000")
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只在本机")

    def handle(self, *args: Any, **options: Any) -> None:
        """Listens, prepares, serves."""
        self.need_tables()
        host, port = options["host"], options["port"] or default_port()
        bound = self.listen(host, port)
        self.run_on(bound, host, port)

    def need_tables(self) -> None:
        """A database that was never made, or is older than the program, ends the command with one sentence."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write(
                "数据库还没有建好，或者比程序旧：请先运行 fengqiao migrate(make run 会自己运行)。"
            )
            sys.exit(1)

    def listen(self, host: str, port: int) -> socket.socket:
        """The bound socket; a taken port ends the command with one sentence."""
        try:
            return server.listen(host, port)
        except server.PortTaken:
            self.stderr.write(f"端口 {port} 已被占用：请关闭占用它的程序，或用 PORT=另一个端口 再试。")
            sys.exit(1)

    def _say_preparing(self) -> None:
        self.stdout.write("正在整理压缩样式和脚本（只在第一次和更新以后）…")
        self.stdout.flush()

    def run_on(self, bound: socket.socket, host: str, port: int, *, more: tuple[str, ...] = ()) -> None:
        """Serves on `bound`; prints the address, and the lines of `more`, once it answers."""
        if not settings.DEBUG and settings.FENGQIAO_EMBEDDED:
            static_files.prepare(self._say_preparing)

        def announce() -> None:
            self.stdout.write(f"\n枫桥已启动:http://{host}:{port}/  (按 Ctrl-C 结束)")
            for line in more:
                self.stdout.write(line)
            self.stdout.flush()

        server.serve(bound, announce)


def default_port() -> int:
    """$PORT, else 8000. A PORT that is no number ends the command with one sentence."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.stderr.write(f"PORT 应是 1 到 65535 之间的数字，现在是“{text}”。\n")
        sys.exit(1)
    return int(text)
