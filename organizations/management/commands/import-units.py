"""``fengqiao import-units FILE [--root CODE]``: a union unit at each official division of a CSV file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from organizations.acting import SYSTEM
from organizations.imports.divisions import MOST_BYTES, DivisionsRefused
from organizations.imports.units import UnitImport, import_divisions
from record.commands import SealingCommand


class Command(SealingCommand):
    """Repeatable: what exists is left as it is. Bad rows are named and do not stop the good ones."""

    help = "导入行政区划:CSV 文件的列为 code、name、level、parent,每个区划设一个工会组织。可以重复运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and the subtree."""
        parser.add_argument("file", type=Path, help="CSV 文件(UTF-8 或 GB 18030)")
        parser.add_argument("--root", metavar="CODE", help="只导入这个区划、它以下的和它以上的各级")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, bring in, answer."""
        path: Path = options["file"]
        try:
            if path.stat().st_size > MOST_BYTES:
                raise CommandError(f"文件超过 {MOST_BYTES // 1024**2} MB:{path}")
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"打不开文件：{path}") from error
        try:
            result = import_divisions(data, acting=SYSTEM, root=options["root"], progress=self._progress)
        except DivisionsRefused as error:
            raise CommandError(str(error)) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False))
        else:
            self._tell(result)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"已处理 {done}/{total}")

    def _tell(self, result: UnitImport) -> None:
        self.stdout.write(
            f"读入 {result.read} 行：新增 {result.added},已有 {result.known},重复 {result.duplicates},"
            f"不在所选范围 {result.left_out},退回 {len(result.refused)}。"
        )
        for bad in result.refused:
            self.stdout.write(f"第 {bad.row} 行({bad.column}):{bad.reason}")
