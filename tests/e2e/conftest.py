"""A demonstration county behind the embedded server, and people with browsers of their own."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from conftest import chromium
from record.timekeeping import SHANGHAI
from tests.e2e.people import PHONE, Visitor
from tests.serving import CLOCK, Served, fengqiao, served

FAILED = pytest.StashKey[bool]()
REHEARSAL = "config.settings.rehearsal"
#: A plain Wednesday afternoon within the published calendar: the same pages on every machine and on every day.
WEDNESDAY = datetime.datetime(2026, 4, 15, 14, 0, tzinfo=SHANGHAI)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser; one browser at a time is enough for two cores."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass
class County:
    """A served demonstration whose clock stands near WEDNESDAY."""

    server: Served
    start: datetime.timedelta

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.server.url

    def go_on(self, by: datetime.timedelta) -> None:
        """Lets the time since WEDNESDAY be ``by``."""
        self.server.move_clock(self.start + by)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime.timedelta]:
    """A data folder with the demonstration as of WEDNESDAY, and how far its clock is from ours."""
    home = tmp_path_factory.mktemp("prepared")
    start = WEDNESDAY - timezone.now()
    (home / CLOCK).write_text(str(start.total_seconds()), encoding="ascii")
    for words in (["migrate", "--verbosity", "0"], ["demo", "--no-serve"]):
        done = fengqiao(home, *words, FENGQIAO_SETTINGS=REHEARSAL)
        assert done.returncode == 0, done.stderr + done.stdout
    return home, start


@pytest.fixture(scope="module")
def county(
    prepared: tuple[Path, datetime.timedelta], tmp_path_factory: pytest.TempPathFactory
) -> Generator[County, None, None]:
    """The demonstration in a copy of its own, served for one module."""
    home = tmp_path_factory.mktemp("county") / "home"
    shutil.copytree(prepared[0], home)
    with served(home, REHEARSAL) as server:
        yield County(server, prepared[1])


@pytest.fixture(scope="module")
def browser() -> Generator[Browser, None, None]:
    """One Chromium for the module; each person gets a context."""
    # Playwright's own loop would make Django refuse the database in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


Meet = Callable[..., Visitor]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets ``meet`` know at its end whether the test went wrong."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def meet(
    browser: Browser, county: County, request: pytest.FixtureRequest, tmp_path: Path
) -> Generator[Meet, None, None]:
    """Makes a person with a browser of their own; at the end nobody's console may have said an error."""
    met: list[Visitor] = []

    def someone(
        username: str = "", *, window: tuple[int, int] = PHONE, expects: tuple[str, ...] = (), **more: object
    ) -> Visitor:
        visitor = Visitor.arriving(browser, county.url, window, expects, **more)
        met.append(visitor)
        if username:
            visitor.sign_in(username)
        return visitor

    yield someone
    for number, visitor in enumerate(met):
        if request.node.stash.get(FAILED, False):
            print(visitor.left_behind(tmp_path / f"{number}.png"))  # noqa: T201 -- shown with the failure
        visitor.context.close()
    assert [said for visitor in met for said in visitor.said] == []
