"""The receipt as a picture, for phones whose browser runs no script: drawn by the server, lettered by the phone."""

from __future__ import annotations

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

SIDE = 420


def receipt_svg(code: str, track_url: str, answer_by: str, unit: str) -> bytes:
    """An SVG of 720 × 960 with code, QR and the day of the answer."""
    squares = segno.make(track_url, error="m")
    across = squares.symbol_size(border=0)[0]
    boxes = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(squares.matrix) for x, square in enumerate(row) if square
    ]
    context = {
        "code": code, "answer_by": answer_by, "unit": unit, "scale": f"{SIDE / across:.4f}",
        "path": mark_safe("".join(boxes)),  # noqa: S308  only numbers computed above
    }  # fmt: skip
    return render_to_string("public/receipt.svg", context).encode()
