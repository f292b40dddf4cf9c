"""What a page must be, whoever looks at it and on whatever screen."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, Response

from tests.e2e.people import Visitor

WIDTHS = {320: 700, 390: 844, 1440: 900}
#: What a template or a script leaves behind when something is missing.
LEFT_OVER = re.compile(r"\{\{|\{%|%\(|\bNone\b|\bundefined\b|\bNaN\b|\[object |\bFalse\b|\bTrue\b")
#: What stands for one of many in an address: public codes, numbers, unit codes.
ONE_OF_MANY = re.compile(r"(?<=/)(?:[0-9A-Z]{9,}|\d+|[A-Z]{2,}\d+)(?=/|$)|(?<=/rules/|clocks/)\w+")
#: Not pages: they end the visit or hand out a file.
NO_PAGE = re.compile(
    r"/accounts/logout|/language/|/evidence/|/picture|\.(?:xlsx|csv|pdf|svg|docx)$|/track/leave|/export"
)
#: Pages that differ from case to case are looked at several times.
HOW_OFTEN = {"/cases/*/": 6, "/approvals/*/": 2}


def shape(address: str) -> str:
    """A path with what stands for one of many left out."""
    return ONE_OF_MANY.sub("*", urlsplit(address).path)


def is_front(address: str) -> bool:
    """Whether it is one of the pages menus lead to: axe looks at those on a desk too, where other things are shown."""
    return urlsplit(address).path.count("/") <= 3


def faults(visitor: Visitor, axe: Axe) -> Iterator[str]:
    """Everything wrong with the page just opened, in words that say where."""
    page = visitor.page
    where = f"{visitor.name}{urlsplit(page.url).path}"
    yield from (f"{where} 控制台: {said}" for said in visitor.said)
    yield from (f"{where} {fault}" for fault in _of_its_text(page))
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{where} @{width}px: 横向滚动到 {wide}px,最宽的是 {_widest(page, width)}"
        if width == 390 or (width == 1440 and is_front(page.url)):
            yield from (f"{where} @{width}px axe: {found}" for found in _axe(page, axe))
        _keep_picture(page, visitor.name, width)
    visitor.said.clear()  # axe sets styles, which the policy refuses: that is no fault of the page


def _of_its_text(page: Page) -> Iterator[str]:
    lang = page.locator("html").get_attribute("lang")
    if lang not in ("zh-hans", "zh-Hans", "en"):
        yield f"html lang 是 {lang}"
    headings = page.locator("h1").count()
    if headings != 1:
        yield f"有 {headings} 个 h1"
    if not page.title().strip():
        yield "没有标题"
    text = page.locator("body").inner_text()
    left = LEFT_OVER.search(text)
    if left:
        yield f"留下了“{text[max(left.start() - 20, 0) : left.end() + 20]}”"


def _widest(page: Page, width: int) -> str:
    """The innermost element that reaches beyond the window."""
    found: str = page.evaluate(
        """width => [...document.querySelectorAll('body *')].filter(one => {
          const box = one.getBoundingClientRect();
          return box.width && box.right > width + 1;
        }).map(one => one.outerHTML.slice(0, 120)).at(-1) ?? '?'""",
        width,
    )
    return found


def _axe(page: Page, axe: Axe) -> Iterator[str]:
    for one in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
        yield f"{one['id']} {one['nodes'][0]['html'][:160]}"


def _keep_picture(page: Page, name: str, width: int) -> None:
    """For people who want to see: $FENGQIAO_SCREENSHOTS names a folder."""
    folder = os.environ.get("FENGQIAO_SCREENSHOTS")
    if folder:
        path = Path(folder) / f"{name}{shape(page.url).replace('/', '_').replace('*', '+')}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


def addresses(page: Page) -> list[str]:
    """Where the links of a page lead within the product, without what comes after #."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('a[href]:not([download])')].map(one => one.href.split('#')[0])"
    )
    here = urlsplit(page.url).netloc
    return [one for one in dict.fromkeys(found) if urlsplit(one).netloc == here and not NO_PAGE.search(one)]


def enough(address: str, met: Iterable[str], seen: dict[str, int]) -> bool:
    """Whether as many pages of this kind were met as are worth looking at."""
    kind = shape(address)
    most = HOW_OFTEN.get(kind, 1)
    return seen.get(kind, 0) >= most or sum(shape(one) == kind for one in met) >= most


def walk(visitor: Visitor, start: str, seen: dict[str, int], axe: Axe) -> Iterator[str]:
    """Everything wrong with each page of ``pages``."""
    for answer in pages(visitor, start, seen):
        if answer.status != 200:
            yield f"{visitor.name} {answer.url} 答复 {answer.status}"
            visitor.said.clear()
        else:
            yield from faults(visitor, axe)


def pages(visitor: Visitor, start: str, seen: dict[str, int]) -> Iterator[Response]:
    """Follows links from ``start``; stops at each kind of page that ``seen`` was not looked at often enough."""
    waiting = [visitor.address + start]
    met = set(waiting)
    while waiting:
        answer = _opened(visitor.page, waiting.pop(0))
        if answer is None:
            continue
        kind = shape(visitor.page.url)
        if seen.get(kind, 0) < HOW_OFTEN.get(kind, 1):
            seen[kind] = seen.get(kind, 0) + 1
            yield answer
        for link in addresses(visitor.page):
            if link not in met and not enough(link, met, seen):
                met.add(link)
                waiting.append(link)


def _opened(page: Page, address: str) -> Response | None:
    """The page at ``address``; None for what is a file."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return None
    return answer if answer and "text/html" in answer.headers.get("content-type", "") else None
