"""``fengqiao state-charts [--check] [--to FOLDER]``: the state charts of the documentation, from the code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from workflows import charts

FOLDER = Path(settings.BASE_DIR) / "docs" / "state-charts"


class Command(BaseCommand):
    """Writes what changed, or with ``--check`` only says whether anything would."""

    help = "由代码生成状态图(docs/state-charts);--check 只检查是否最新。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and whether to write."""
        parser.add_argument("--to", type=Path, default=FOLDER, metavar="FOLDER", help="写到哪个文件夹")
        parser.add_argument("--check", action="store_true", help="不写，只检查；不是最新则返回 1")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a file that is or would be written."""
        folder: Path = options["to"]
        old = {name: text for name, text in charts.files().items() if not _holds(folder / name, text)}
        if options["check"]:
            for name in old:
                self.stdout.write(f"不是最新：{name},请运行 make docs。")
            sys.exit(1 if old else 0)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in old.items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"已写 {folder.name}/{name}")
        if not old:
            self.stdout.write("状态图已是最新。")


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
