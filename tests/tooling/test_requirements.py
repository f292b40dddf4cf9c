"""What is installed is exact, checked by hash, and says nothing of where it came from."""

import re
from pathlib import Path

import pytest

from config.homes import CHECKOUT

pytestmark = pytest.mark.tooling

REQUIREMENTS = CHECKOUT / "requirements"
LOCKS = [REQUIREMENTS / "base.txt", REQUIREMENTS / "dev.txt"]


def pinned(lock: Path) -> dict[str, str]:
    """Each locked package with what follows its name up to the next package."""
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {block.split("==")[0]: block for block in blocks if "==" in block}


def wanted(name: str) -> set[str]:
    """The packages a .in file asks for."""
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[A-Za-z0-9-]+", line) for line in lines if not line.startswith(("#", "-")))
    return {match.group().lower() for match in names if match}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_an_exact_version_and_a_hash(lock: Path) -> None:
    packages = pinned(lock)
    assert len(packages) > 20
    assert not [name for name, block in packages.items() if "--hash=sha256:" not in block]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_address_and_no_path_of_a_machine_is_kept(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(
        r"https?://|file://|--(extra-)?index-url|--find-links|--trusted-host| @ |(?<![\w.])/\w", text
    )


@pytest.mark.parametrize("name", ["base", "dev"])
def test_the_lock_holds_everything_that_is_asked_for(name: str) -> None:
    assert wanted(f"{name}.in") <= pinned(REQUIREMENTS / f"{name}.txt").keys()


def test_tests_run_on_the_versions_the_product_runs_on() -> None:
    base, dev = (pinned(lock) for lock in LOCKS)
    version = re.compile(r"==(\S+)")
    for name in base.keys() & dev.keys():
        assert version.findall(base[name])[0] == version.findall(dev[name])[0], name
