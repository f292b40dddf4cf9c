"""Files the demonstration hands in as evidence: made here, so that none is anybody's."""

from __future__ import annotations

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

#: Size of a made-up photo in pixels.
WIDE, HIGH = 160, 120
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 0>>stream\n\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def sample(name: str) -> SimpleUploadedFile:
    """A small valid PDF called ``name``."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def photo(name: str, number: int = 0) -> SimpleUploadedFile:
    """A small picture called ``name``: a made-up workshop, whose colours ``number`` decides."""
    wall, floor, door = (
        bytes((205 - number * 17 % 60, 214, 224)),
        bytes((120, 128, 130)),
        bytes((176, 92, 60)),
    )
    left = 20 + number * 29 % 90
    plain, standing = wall * WIDE, wall * left + door * 40 + wall * (WIDE - left - 40)
    rows = [plain] * 40 + [standing] * 45 + [floor * WIDE] * (HIGH - 85)
    drawn = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    size = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size) + _chunk(b"IDAT", drawn) + _chunk(b"IEND", b"")
    return SimpleUploadedFile(name, png, content_type="image/png")


def _chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG, with its length before and its sum behind."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
