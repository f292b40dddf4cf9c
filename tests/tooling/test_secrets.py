"""The secrets of an installation are its own, made once, readable by nobody else."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.homes import home, secret

pytestmark = pytest.mark.tooling


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = secret(tmp_path / "keys", "django")
    assert len(first) >= 50
    assert secret(tmp_path / "keys", "django") == first
    assert secret(tmp_path / "keys", "other") != first


def test_only_the_owner_reads_secrets(tmp_path: Path) -> None:
    secret(tmp_path / "keys", "django")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "django").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: secret(tmp_path / "keys", "django"), range(32)))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["django"]


def test_the_home_moves_with_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path / "elsewhere"))
    assert home() == tmp_path / "elsewhere"
    assert stat.S_IMODE(home().stat().st_mode) == 0o700
