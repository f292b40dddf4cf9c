"""Production starts with nothing secret by default, and does without Redis when Redis is away."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from config.caches import ForgivingRedis
from config.homes import CHECKOUT
from config.services import postgresql

pytestmark = pytest.mark.tooling

REQUIRED = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "FENGQIAO_MFA_KEY": "m" * 60,
    "FENGQIAO_HOSTS": "union.example.org",
    "DATABASE_URL": "postgresql://user:p%40ss@db.example.org:5433/fengqiao",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def check(folder: Path, without: str = "") -> subprocess.CompletedProcess[str]:
    """`check --deploy` under production settings, with everything it needs except one."""
    given = {**REQUIRED, "FENGQIAO_HOME": str(folder), "FENGQIAO_WITNESS": str(folder / "witness")}
    given.pop(without, None)
    clean = {"PATH": os.environ["PATH"], "FENGQIAO_SERVICES": str(folder / "none.json")}
    clean["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    return subprocess.run(  # noqa: S603 -- our own interpreter and words
        [sys.executable, str(CHECKOUT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"],
        env={**clean, **given},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    result = check(tmp_path)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", [*REQUIRED, "FENGQIAO_HOME", "FENGQIAO_WITNESS"])
def test_it_does_not_start_without(tmp_path: Path, name: str) -> None:
    result = check(tmp_path, without=name)
    assert result.returncode != 0
    assert name in result.stderr


def test_an_address_is_taken_apart_with_its_escapes() -> None:
    settings = postgresql(REQUIRED["DATABASE_URL"])
    assert (settings["USER"], settings["PASSWORD"]) == ("user", "p@ss")
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example.org", "5433", "fengqiao")


def test_a_cache_that_is_away_keeps_nobody_from_working() -> None:
    away = ForgivingRedis("redis://127.0.0.1:1/0", {})
    away.set("attempts", 3)
    assert away.get("attempts", 0) == 0
    assert away.add("attempts", 1) is True
    assert away.delete("attempts") is False


@pytest.mark.redis
def test_a_cache_that_is_there_remembers() -> None:
    from config.services import address

    cache = ForgivingRedis(os.environ.get("REDIS_URL") or str(address("redis")), {"KEY_PREFIX": "test"})
    cache.set("attempts", 3, 10)
    assert cache.get("attempts") == 3
    assert cache.delete("attempts") is True
