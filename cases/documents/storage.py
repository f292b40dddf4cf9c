"""Storing evidence: content decides the type, the hash is the name, nothing is ever served from a web root."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from .kinds import media_type_of

LARGEST = 20 * 1024 * 1024


class FileRefused(Exception):
    """The file was not taken; ``sentence`` says why."""

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies safely on disk. ``name`` is what its owner called it: personal data."""

    name: str
    media_type: str
    size: int
    sha256: str


def _folder() -> Path:
    path = Path(settings.MEDIA_ROOT)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place_of(sha256: str) -> Path:
    """Where a file lies: two letters of its hash as a folder."""
    return _folder() / sha256[:2] / sha256


def store(upload: UploadedFile[bytes]) -> StoredFile:
    """Check and keep an upload; the same content twice is kept once. Raises FileRefused and leaves nothing behind."""
    if upload.size is not None and upload.size > LARGEST:
        raise FileRefused(_("文件太大，最多20MB。照片可以先压缩，视频请联系调解员当面提交。"))
    descriptor, name = tempfile.mkstemp(dir=_folder())
    temporary = Path(name)
    try:
        size, sha256, head = _copy(upload, descriptor)
        if not size:
            raise FileRefused(_("这个文件是空的。"))
        media_type = media_type_of(head, temporary)
        if media_type is None:
            raise FileRefused(
                _("这种文件不能提交。可以提交照片、PDF、Word、Excel、录音或视频；请不要改后缀名。")
            )
        target = place_of(sha256)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return StoredFile(_clean_name(upload.name or ""), media_type, size, sha256)


def _copy(upload: UploadedFile[bytes], descriptor: int) -> tuple[int, str, bytes]:
    """Write the upload out while hashing; stops past the limit whatever size was claimed."""
    digest, size, head = hashlib.sha256(), 0, b""
    with os.fdopen(descriptor, "wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > LARGEST:
                raise FileRefused(_("文件太大，最多20MB。照片可以先压缩，视频请联系调解员当面提交。"))
            head = head or chunk[:4096]
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest(), head


def _clean_name(name: str) -> str:
    """The file's own name without folders or control characters, at most 120 long."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in bare if c.isprintable())[-120:] or "file"


def open_file(sha256: str) -> BinaryIO:
    """The stored bytes; FileNotFoundError if somebody removed them."""
    return place_of(sha256).open("rb")


def remove_file(sha256: str) -> None:
    """Remove the stored bytes; nothing happens if they are gone already."""
    place_of(sha256).unlink(missing_ok=True)
