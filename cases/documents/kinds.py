"""What a file is, by its content; a name and a browser's word count for nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

from PIL import Image, UnidentifiedImageError

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Photographs larger than this are decompression bombs, not evidence.
MOST_PIXELS = 100_000_000
MOST_UNPACKED = 200 * 1024 * 1024


def media_type_of(head: bytes, path: Path) -> str | None:
    """Media type of an acceptable file, or None. ``head`` is its beginning, ``path`` where it lies."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type if not media_type.startswith("image/") or _is_image(path) else None
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return ("image/webp" if _is_image(path) else None) if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return (
            "image/heic"
            if brand in (b"heic", b"heix", b"mif1")
            else "audio/mp4"
            if brand == b"M4A "
            else "video/mp4"
        )
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "audio/mpeg"
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    return None


def _is_image(path: Path) -> bool:
    """Whether the whole picture holds together, at a size somebody could have photographed."""
    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                return False
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _office(path: Path) -> str | None:
    """Word or Excel without macros, unpacking to a sane size."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError):
        return None
    if sum(names.values()) > MOST_UNPACKED or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((media for part, media in _OFFICE.items() if part in names), None)
