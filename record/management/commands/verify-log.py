"""``fengqiao verify-log``: exits 0 when everything fits, 1 naming the table and row of the first thing that does not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from record import verify
from record.models import Chain


class Command(BaseCommand):
    """核对记录. Reads only: it seals nothing, and says how many events wait to be sealed."""

    help = "核对记录：逐条重算哈希链、期限和每一行数据。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        finding = verify.verify()
        waiting = verify.unsealed()
        if finding is not None:
            self.stdout.write(f"不符：{finding}")
            sys.exit(1)
        for chain in Chain.objects.order_by("key"):
            self.stdout.write(f"{chain.key}: {chain.position} 条，链头 {chain.digest[:16]}…")
        self.stdout.write(f"尚未封存：{waiting} 条")
        self.stdout.write("全部相符。")
