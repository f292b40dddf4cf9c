"""An uploaded ledger between preview and confirmation: kept on the server for an hour, for one session only."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

HOUR = 3600
#: Uploads one session may have waiting; the oldest gives way.
MOST = 5
_SALT, _KEPT = "pages.ledgers.waiting", "ledgers_waiting"


class Gone(Exception):
    """The upload is no longer there: too old, another session's, or never made. ``str()`` is a sentence."""


@dataclass(frozen=True)
class Kept:
    """An upload that waits."""

    token: str
    data: bytes
    town_code: str
    name: str


def _folder() -> Path:
    folder = Path(settings.FENGQIAO_HOME) / "waiting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(request: HttpRequest, data: bytes, town_code: str, name: str) -> str:
    """Put the upload aside; returns its signed token."""
    _sweep()
    key = secrets.token_hex(16)
    place = os.open(_folder() / key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(place, "wb") as file:
        file.write(data)
    waiting: dict[str, Any] = request.session.get(_KEPT, {})
    waiting[key] = {"town": town_code, "name": name[:120]}
    for old in list(waiting)[:-MOST]:
        _forget(old)
        del waiting[old]
    request.session[_KEPT] = waiting
    return signing.dumps(key, salt=_SALT)


def kept(request: HttpRequest, token: str) -> Kept:
    """The upload of a token; raises Gone."""
    gone = Gone(_("这份文件已经过期或不是您上传的，请重新上传。"))
    try:
        key = signing.loads(token, salt=_SALT, max_age=HOUR)
    except signing.BadSignature as error:
        raise gone from error
    known = request.session.get(_KEPT, {}).get(key)
    if known is None:
        raise gone
    try:
        data = (_folder() / key).read_bytes()
    except OSError as error:
        raise gone from error
    return Kept(token, data, known["town"], known["name"])


def _forget(key: str) -> None:
    with contextlib.suppress(OSError):
        (_folder() / key).unlink()


def _sweep() -> None:
    """Throw away what waited longer than an hour, whoever's it was."""
    for path in _folder().iterdir():
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > HOUR:
                path.unlink()
