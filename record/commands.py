"""The base of every command that changes something: none exits leaving its own events unsealed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from . import sealer


class SealingCommand(BaseCommand):
    """A command whose events are in the chain when it ends, however it ends."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, then seal."""
        try:
            return super().execute(*args, **options)
        finally:
            sealer.seal_all()
