"""A picture of a page for README and guides: small, and the same on every machine."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect

from .people import PHONE, Visitor

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
#: Flat pages lose nothing in so few colours, and become a quarter of the size.
COLOURS = 128


def keep(visitor: Visitor, name: str, anchor: str = "", until: str = "") -> None:
    """One picture of the window, no message before it: the page from its top, or from ``anchor`` on and up to ``until``.

    Of a page that was scrolled nothing above its list of contents is kept: no line is cut in halves.
    """
    for message in visitor.page.locator(".fq-toast__close").all():
        message.click()
    top = "e => window.scrollTo(0, e ? e.getBoundingClientRect().top + scrollY - 130 : 0)"
    if anchor:
        visitor.page.locator(anchor).first.evaluate(top)
    else:
        visitor.page.evaluate("window.scrollTo(0, 0)")
    visitor.page.evaluate("document.activeElement.blur()")
    visitor.page.wait_for_timeout(250)
    size = visitor.page.viewport_size or {"width": 0, "height": 0}
    if until:
        place = visitor.page.locator(until).first.bounding_box()
        size = {**size, "height": min(size["height"], int(place["y"]) if place else size["height"])}
    contents = (
        visitor.page.locator(".cf .fq-anchors").bounding_box()
        if anchor and size["width"] > PHONE[0]
        else None
    )
    top_edge = int(contents["y"]) if contents else 0
    clip = FloatRect(x=0, y=top_edge, width=size["width"], height=size["height"] - top_edge)
    shot = visitor.page.screenshot(animations="disabled", caret="hide", clip=clip)
    with Image.open(io.BytesIO(shot)) as image:
        few = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        few.save(FOLDER / f"{name}.png", optimize=True)
    sys.stdout.write(f"  {name}.png {(FOLDER / f'{name}.png').stat().st_size // 1024} KB\n")
