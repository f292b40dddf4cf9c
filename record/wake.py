"""Tells readers that something was committed. Only a hint: every reader also polls, the database remembers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction

logger = logging.getLogger(__name__)
Listener = Callable[[str], None]
_listeners: list[Listener] = []


def subscribe(listener: Listener) -> Callable[[], None]:
    """Call ``listener(chain)`` after each commit that appended to a chain; returns the way to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def _tell(chain: str) -> None:
    for listener in tuple(_listeners):
        try:
            listener(chain)
        except OSError:
            # A broker that is down must not fail a step that is already committed; the poll will find it.
            logger.warning("a reader could not be woken", exc_info=True)


def after_commit(chain: str) -> None:
    """Wake the readers of ``chain`` once the present transaction commits."""
    if _listeners:
        transaction.on_commit(lambda: _tell(chain))
