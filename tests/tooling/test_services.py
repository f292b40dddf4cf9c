"""`make services` starts what is ours, once, and ends exactly that."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.homes import CHECKOUT
from config.services import address
from scripts import services

pytestmark = [pytest.mark.tooling, pytest.mark.xdist_group("services")]

needs_programs = pytest.mark.skipif(
    services.postgresql_bin() is None or shutil.which("redis-server") is None,
    reason="需要 PostgreSQL 和 Redis 的程序:apt-get install postgresql redis-server",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """Another checkout, with servers of its own; its data folder goes when the test ends."""
    root = tmp_path / "checkout"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(CHECKOUT / "scripts" / "services.py", root / "scripts")
    yield root
    run(root, "stop")
    for folder in Path("/var/tmp").glob(f"fengqiao-{os.getuid()}-*"):  # noqa: S108 -- only those of this test
        plan = folder / "checkout"
        if plan.exists() and plan.read_text() == str(root):
            shutil.rmtree(folder)


def run(root: Path, action: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`make services` or `make services-stop` there."""
    clean = {name: value for name, value in os.environ.items() if name != "FENGQIAO_SERVICES"}
    return subprocess.run(  # noqa: S603 -- our own interpreter and words
        [sys.executable, str(root / "scripts" / "services.py"), action],
        env={**clean, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def succeed(root: Path, action: str) -> None:
    """The same, and it must work: what it said is the reason shown when it does not."""
    ended = run(root, action)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def listening(root: Path) -> list[bool]:
    """Whether PostgreSQL and Redis answer at the addresses in the file."""
    written = json.loads((root / ".services.json").read_text())
    ports = [int(written[name].rsplit(":", 1)[1].split("/")[0]) for name in ("database", "redis")]
    return [services.answers(port) for port in ports]


@needs_programs
def test_they_start_once_and_end_when_told(checkout: Path) -> None:
    succeed(checkout, "start")
    assert listening(checkout) == [True, True]
    first = (checkout / ".services.json").read_text()
    succeed(checkout, "start")
    assert (checkout / ".services.json").read_text() == first
    written = json.loads(first)
    succeed(checkout, "stop")
    assert not (checkout / ".services.json").exists()
    (checkout / ".services.json").write_text(json.dumps(written))
    assert listening(checkout) == [False, False]


@needs_programs
def test_the_addresses_hold_passwords_and_are_nobody_elses_to_read(checkout: Path) -> None:
    succeed(checkout, "start")
    assert (checkout / ".services.json").stat().st_mode & 0o077 == 0


@needs_programs
def test_an_interrupted_first_start_is_begun_anew(checkout: Path) -> None:
    succeed(checkout, "start")
    succeed(checkout, "stop")
    folder = next(
        path.parent for path in Path("/var/tmp").glob("fengqiao-*/checkout") if path.read_text() == str(checkout)  # noqa: S108
    )  # fmt: skip
    for made in ("cluster-made", "database-made", "data/pg_hba.conf"):
        (folder / "postgresql" / made).unlink()
    succeed(checkout, "start")
    assert listening(checkout) == [True, True]


def test_a_port_taken_between_looking_and_starting_is_given_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", services.free_port(17000)))
        other.listen()
        taken = int(other.getsockname()[1])
        tried: list[int] = []

        def begin(port: int) -> bool:
            tried.append(port)
            return port != taken

        assert services.on_a_free_port(taken, begin, "Redis", tmp_path) == tried[-1] != taken
    assert str(taken) in capsys.readouterr().err


def test_a_server_that_fails_for_another_reason_shows_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "server.log").write_text("out of memory")
    with pytest.raises(SystemExit):
        services.on_a_free_port(services.free_port(17000), lambda port: False, "Redis", tmp_path)
    assert "out of memory" in capsys.readouterr().err


def test_another_process_with_a_recorded_number_is_not_ended(tmp_path: Path) -> None:
    file = tmp_path / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n/somewhere\n")
    assert services.running(file, "a folder this process never heard of") is None
    assert services.running(file, "python") == os.getpid()
    file.write_text("")
    assert services.running(file, "python") is None


def test_a_missing_program_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(services, "postgresql_bin", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as ended:
        services.start()
    assert ended.value.code == 1
    assert "apt-get install postgresql redis-server" in capsys.readouterr().err


def test_the_addresses_come_from_the_file_the_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "addresses.json"
    monkeypatch.setenv("FENGQIAO_SERVICES", str(file))
    assert address("redis") is None
    file.write_text('{"redis": "redis://127.0.0.1:7/0"}')
    assert address("redis") == "redis://127.0.0.1:7/0"
