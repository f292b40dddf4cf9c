"""What may be skipped, and when: nothing where CI=true; elsewhere only what needs something this machine lacks."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from pytest_django import Settings

CI = os.environ.get("CI") == "true"
ON_POSTGRESQL = os.environ.get("FENGQIAO_TEST_DB") == "postgresql"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of a Chromium on this machine: $FENGQIAO_CHROMIUM or the first one on the path."""
    named = os.environ.get("FENGQIAO_CHROMIUM")
    found = (shutil.which(name) for name in BROWSERS)
    return named or next((path for path in found if path), None)


def missing(item: pytest.Item) -> str | None:
    """The sentence that says what `item` needs and this run has not, or None."""
    from config import services

    if item.get_closest_marker("postgresql") and not ON_POSTGRESQL:
        return "需要 PostgreSQL:先运行 make services,再以 FENGQIAO_TEST_DB=postgresql 运行测试"
    if item.get_closest_marker("sqlite") and ON_POSTGRESQL:
        return "只与 SQLite 有关"
    if item.get_closest_marker("redis") and not (os.environ.get("REDIS_URL") or services.address("redis")):
        return "需要 Redis:先运行 make services"
    if item.get_closest_marker("e2e") and chromium() is None:
        return "需要 chromium 浏览器:apt-get install chromium fonts-noto-cjk"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what cannot run here as skipped, with the reason in one sentence."""
    for item in items:
        reason = missing(item)
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI=true a skipped test is a failed one."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"CI=true 时不得跳过测试({item.nodeid}):{reason}"
    return report


@pytest.fixture(scope="session", autouse=True)
def test_clock_file(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path, None, None]:
    """Names the file whose offset in seconds is added to the product's clock, for this process and its children."""
    path = tmp_path_factory.mktemp("clock") / "offset"
    before = os.environ.get("FENGQIAO_TEST_CLOCK")
    os.environ["FENGQIAO_TEST_CLOCK"] = str(path)
    yield path
    if before is None:
        del os.environ["FENGQIAO_TEST_CLOCK"]
    else:
        os.environ["FENGQIAO_TEST_CLOCK"] = before


@pytest.fixture(autouse=True)
def home_of_its_own(
    tmp_path: Path, test_clock_file: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Generator[Path, None, None]:
    """Every test starts at the real time, in a data folder nobody else uses, with nothing left of the test before.

    What that one changed was taken back in the database; what is kept in memory for a second does not know it.
    """
    from django.core.cache import cache

    from organizations.caching import look_again

    look_again()
    cache.clear()
    home = tmp_path / "home"
    home.mkdir()
    test_clock_file.unlink(missing_ok=True)
    monkeypatch.setenv("FENGQIAO_HOME", str(home))
    settings.FENGQIAO_HOME = home
    settings.KEYS_DIR = home / "keys"
    settings.WITNESS_DIR = home / "witness"
    settings.MEDIA_ROOT = str(home / "evidence")
    yield home
    test_clock_file.unlink(missing_ok=True)
