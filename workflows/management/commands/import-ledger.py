"""``fengqiao import-ledger FILE.xlsx --town CODE|NAME [--json]``: the cases of an old ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from cases.imports.errors import FileRefused
from cases.imports.workbook import MOST_BYTES
from organizations.acting import SYSTEM
from organizations.errors import Ambiguous, UnknownUnit
from organizations.models import Unit, UnitKind
from organizations.towns import find_town
from record.commands import SealingCommand
from workflows.imports import LedgerImport, import_ledger


class Command(SealingCommand):
    """Good rows become cases, all in one transaction; the others are named with the reason."""

    help = "导入台账(.xlsx):读得懂的行成为案件，其余的逐行说明原因。同一份再导入一次，不会重复。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, its town, and where the refused rows go."""
        parser.add_argument("file", type=Path, help="台账文件(.xlsx)")
        parser.add_argument("--town", required=True, help="所属乡镇(街道)的代码或名称")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")
        parser.add_argument(
            "--refused", type=Path, metavar="FILE.xlsx", help="把退回的行写入这个文件，改好后可以再导入"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, import, answer."""
        data = self._bytes(options["file"])
        if not Unit.objects.filter(kind=UnitKind.TOWN).exists():
            raise CommandError("还没有任何乡镇，请先运行 fengqiao import-units。")
        try:
            result = import_ledger(data, find_town(options["town"]), actor=SYSTEM)
        except (Ambiguous, UnknownUnit, FileRefused) as error:
            raise CommandError(str(error)) from error
        if options["refused"] and result.refusals:
            self._write_refused(options["refused"], result)
        if options["as_json"]:
            self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False))
        else:
            self._tell(result)

    def _bytes(self, path: Path) -> bytes:
        """The file, unless it is larger than any ledger."""
        try:
            if path.stat().st_size > MOST_BYTES:
                raise CommandError(f"文件超过 {MOST_BYTES // 1024**2} MB,请分成几份再导入。")
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"打不开文件：{path}") from error

    def _write_refused(self, path: Path, result: LedgerImport) -> None:
        """The good rows are cases by now: a file that cannot be written must not look like a failed import."""
        try:
            path.write_bytes(result.refused_file())
        except OSError:
            self.stderr.write(f"导入已完成，但退回的行写不进这个文件：{path}")

    def _tell(self, result: LedgerImport) -> None:
        self.stdout.write(
            f"读入 {result.read} 行：导入 {len(result.rows)},重复 {result.duplicates},退回 {len(result.refusals)}。"
        )
        for name, count in result.by_category.items():
            self.stdout.write(f"  {name} {count}")
        for refusal in result.refusals:
            self.stdout.write(f"第 {refusal.row} 行({refusal.column}):{refusal.reason}")
