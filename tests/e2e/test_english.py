"""In English the interface is English: what stays Chinese are the names of places, employers, people and laws."""

from __future__ import annotations

import re
import sqlite3

import pytest

from cases.wages import refusal
from config.demo.cases import GIVEN, SURNAMES
from config.demo.tables import CREW
from tests.e2e.conftest import County, Meet
from tests.e2e.looking import pages, shape
from tests.e2e.people import DESK, Visitor
from tests.e2e.ways import report

CHINESE = re.compile(r"[\u3400-\u9fff]+")
#: What the product says itself, as against what people wrote or how places are called.
CHROME = "nav a, button, label, th, legend, summary, dt, h1, h2, h3, .fq-lead, .fq-field__help, .fq-notice"
#: The brand is a name, and the way back to Chinese is in Chinese.
#: How the official table writes a term, its headings, and a name as an example.
TABLE = ("2026年3月至2026年8月", "联系点名称", "联系人", "联络员", "备注", "王小花")
KEPT = (*TABLE, "3.5万", "枫桥", "中文", "简体中文", "工会 · 劳动争议调处")
#: A law keeps its name.
LAWS = (refusal.SOURCE,)
CALLED = (
    ("workflows_chaintemplate", "name"),
    ("workflows_chainstep", "name"),
    ("cases_secondmentround", "title"),
    ("organizations_contactcycle", "title"),
)
TABLES = ("organizations_unit", "organizations_employer", "organizations_partnerbody", "organizations_person")


@pytest.fixture(scope="module")
def names(county: County) -> list[str]:
    """Names that are nobody's to translate, longest first."""
    database = sqlite3.connect(f"file:{county.server.home / 'fengqiao.sqlite3'}?mode=ro", uri=True)
    found = {name for table in TABLES for (name,) in database.execute(f"SELECT name FROM {table}")}  # noqa: S608 -- our tables
    # Under which document an office set the amounts for refusal to pay: its own words.
    found |= {words for (words,) in database.execute("SELECT source FROM workflows_payrefusalsetting")}
    # What an office called its chains, rounds and cycles.
    for table, column in CALLED:
        found |= {name for (name,) in database.execute(f"SELECT {column} FROM {table}")}  # noqa: S608 -- ours, as above
    database.close()
    short = {re.sub("(总工会|联合工会|工会)$", "", name) for name in found}
    workers = {surname + given for surname in SURNAMES for given in GIVEN}
    masked = {f"{name[0]}**" for name in (*SURNAMES, *CREW)}
    return sorted({*found, *short, *workers, *CREW, *masked, *LAWS, *KEPT} - {""}, key=len, reverse=True)


def in_english(visitor: Visitor) -> Visitor:
    """With the switch on the page, as a person would."""
    visitor.press("English")
    visitor.page.locator("html[lang=en]").wait_for()
    return visitor


def left_in_chinese(visitor: Visitor, names: list[str]) -> set[str]:
    """Sentences of the interface on this page that nobody translated."""
    said: list[str] = visitor.page.evaluate(
        """chosen => [...document.querySelectorAll(chosen)].filter(one => !one.closest('[translate=no], [lang|=zh]'))
        .map(one => one.textContent.trim().replace(/\\s+/g, ' '))""",
        CHROME,
    )
    return {
        f"{shape(visitor.page.url)}: {text[:60]}" for text in said if CHINESE.search(without(text, names))
    }


def without(text: str, names: list[str]) -> str:
    """The text with all names taken out."""
    for name in names:
        if name in text:
            text = text.replace(name, "")
    return text


def test_a_worker_reads_english_all_the_way(meet: Meet, names: list[str]) -> None:
    worker = meet()
    code = report(worker, "Zhuji English Test Mill")
    worker.open("/")
    in_english(worker)
    found: set[str] = set()
    for path in ("/", "/report/", "/report/where/", "/track/", "/accounts/login/"):
        worker.open(path)
        found |= left_in_chinese(worker, names)
    assert code
    worker.open("/track/case/")
    found |= left_in_chinese(worker, names)
    assert sorted(found) == []


@pytest.mark.parametrize("username", ["zhuxi", "shenji"])
def test_who_works_here_reads_english_on_every_page(meet: Meet, names: list[str], username: str) -> None:
    visitor = meet(window=DESK, expects=("Failed to load resource",))
    visitor.open("/accounts/login/")
    in_english(visitor)
    visitor.page.locator("[name=login]").fill(username)
    visitor.page.locator("[name=password]").fill("fengqiao-demo-2026")
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_load_state()
    found: set[str] = set()
    seen: dict[str, int] = {}
    for _answer in pages(visitor, "/", seen):
        found |= left_in_chinese(visitor, names)
    assert len(seen) >= 3
    assert sorted(found) == []
