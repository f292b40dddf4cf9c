"""Keeps what belongs to a person out of the logs."""

import logging
import re

_QUERY = re.compile(r"\?\S*")
_RECEIPT = re.compile(r"(/(?:r|receipt|track)/)[^/\s]+")


class Impersonal(logging.Filter):
    """Cuts query strings and receipt codes out of logged addresses; both may name or open somebody's case."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the message in place and always lets it pass."""
        text = _RECEIPT.sub(r"\1…", _QUERY.sub("?…", record.getMessage()))
        record.msg, record.args = text, None
        return True
