"""What a person does in front of a page: by the words they read, never by the page's insides."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from config.demo.accounts import PASSWORD

PHONE, DESK = (390, 844), (1440, 900)
PATIENCE = 10_000
RECEIPT_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,}\b")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def picture(width: int = 60, height: int = 40) -> bytes:
    """A grey PNG, whole and true."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xc8" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Visitor:
    """One person at one browser. ``said`` is what the console complained of."""

    context: BrowserContext
    page: Page
    address: str
    expects: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)
    name: str = ""

    @classmethod
    def arriving(
        cls, browser: Browser, address: str, window: tuple[int, int], expects: tuple[str, ...], **more: Any
    ) -> Visitor:
        """A fresh context of ``window`` size; console errors that contain one of ``expects`` are no surprise."""
        width, height = window
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **more)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visitor = cls(context, page, address, expects)
        page.on("console", visitor.hear)
        page.on("pageerror", lambda error: visitor.said.append(f"{page.url}: {error}"))
        return visitor

    def hear(self, message: ConsoleMessage) -> None:
        """Keeps what the console calls an error; refused inline code and broken scripts are told there."""
        if message.type == "error" and not any(words in message.text for words in self.expects):
            self.said.append(f"{self.page.url}: {message.text}")

    # ── Going somewhere ─────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, path: str) -> None:
        """Types an address."""
        self.page.goto(self.address + path)

    def sign_in(self, username: str) -> None:
        """With the password the console printed."""
        self.open("/accounts/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").first.fill(PASSWORD)
        self.press("登录")

    def go(self, place: str) -> None:
        """Follows a link of the menu, the side one or the bar below, or behind 更多."""
        menu = self.page.get_by_role("navigation", name="主菜单")
        for link in menu.get_by_role("link", name=place).all():
            if link.is_visible():
                link.click()
                return
        menu.get_by_text("更多").click()
        menu.get_by_role("link", name=place).last.click()

    # ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def text(self) -> str:
        """All that can be read on the page's main part."""
        return self.page.locator("main").inner_text()

    def sees(self, *sentences: str) -> None:
        """Each sentence stands somewhere on the page, or will in a moment."""
        for sentence in sentences:
            self.page.get_by_text(sentence).first.wait_for(state="attached")

    def code(self) -> str:
        """The receipt code on the page."""
        found = RECEIPT_CODE.search(self.text)
        assert found, self.text
        return found.group()

    def left_behind(self, picture_path: Path) -> str:
        """What the page looked like when something went wrong: its address, what it says, where its picture is."""
        self.page.screenshot(path=picture_path, full_page=True)
        return (
            f"{self.page.url}\n{self.said}\n{picture_path}\n{self.page.locator('body').inner_text()[:1500]}\n"
        )

    # ── Answering ───────────────────────────────────────────────────────────────────────────────────────────────────

    def fill(self, label: str, value: str) -> None:
        """A field by its label."""
        self.page.get_by_label(label).first.fill(value)

    def choose(self, label: str) -> None:
        """A radio button or a tick, by pressing what stands beside it."""
        self.page.locator("label").filter(has_text=label).first.click()

    def pick(self, label: str, option: str) -> None:
        """One entry of a drop-down."""
        box = self.page.get_by_label(label).first
        value = box.locator("option").filter(has_text=option).first.get_attribute("value")
        box.select_option(value)

    def attach(self, label: str, name: str, content: bytes, kind: str) -> None:
        """A file."""
        self.page.get_by_label(label).first.set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )

    def button(self, name: str) -> Locator:
        """A button or a link that reads so."""
        return self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))

    def press(self, name: str) -> None:
        """The first visible button or link of that name; what is asked in between is answered with yes."""
        self.button(name).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def agree_to_what_follows(self) -> None:
        """Says yes in the dialogue that tells what will follow."""
        self.page.locator("dialog[open] button[value=ok]").click()
        self.page.wait_for_load_state()

    # ── Handling a case ─────────────────────────────────────────────────────────────────────────────────────────────

    def step(self, name: str, **fields: str) -> None:
        """A step of the open case: the big button, or under 其他操作; then its form with what the labels ask."""
        self.start(name)
        for label, value in fields.items():
            self.answer(label, value)
        self.finish(name)

    def start(self, name: str) -> None:
        """Opens the form of a step."""
        main = self.page.locator("main")
        wanted = main.get_by_role("link", name=name, exact=True)
        if not wanted.first.is_visible():
            main.get_by_text(re.compile("其他操作|可以做什么")).first.click()
        wanted.first.click()
        self.page.get_by_role("heading", level=1, name=name).wait_for()

    def answer(self, label: str, value: str) -> None:
        """A text, a date or a choice, whichever the label belongs to."""
        group = self.page.get_by_role("group", name=label)
        if group.count():
            group.locator("label").filter(has_text=value).first.click()
            return
        box = self.page.get_by_label(label).first
        if box.evaluate("one => one.tagName") == "SELECT":
            self.pick(label, value)
        else:
            box.fill(value)

    def finish(self, name: str) -> None:
        """Sends the form; the case says that it was done."""
        self.page.locator("main form").get_by_role("button", name=name, exact=True).click()
        if self.page.locator("dialog[open]").count():
            self.agree_to_what_follows()
        self.page.get_by_text(f"已办：{name}").first.wait_for()
