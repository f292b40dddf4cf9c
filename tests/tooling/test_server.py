"""`fengqiao serve` as a person meets it: it starts, answers, ends at once, and says plainly why it cannot start."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from config.homes import CHECKOUT

pytestmark = [pytest.mark.tooling, pytest.mark.xdist_group("server")]

FENGQIAO = [sys.executable, str(CHECKOUT / "manage.py")]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Embedded mode in a folder of its own."""
    names = ("FENGQIAO_SETTINGS", "DJANGO_SETTINGS_MODULE", "PORT", "FENGQIAO_TEST_CLOCK")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    return {**clean, "FENGQIAO_HOME": str(home), **more}


def fengqiao(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(  # noqa: S603 -- our own interpreter and words
        [*FENGQIAO, *words], env=environment(home), capture_output=True, text=True, check=False, timeout=120
    )


def start(home: Path, port: int) -> subprocess.Popen[str]:
    """A server that has said it serves."""
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter and words
        [*FENGQIAO, "serve"],
        env=environment(home, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if "枫桥已启动" in line:
            return process
    raise AssertionError("the server did not start")


def end(process: subprocess.Popen[str]) -> tuple[float, str]:
    """Ends it as Ctrl-C does; the seconds that took and what it said."""
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=10)
    return time.monotonic() - began, said


def free_port() -> int:
    """A port nobody listens on, below the range that outgoing connections use."""
    for port in range(18000 + os.getpid() % 1000, 20000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


def get(port: int, path: str, **headers: str) -> HTTPResponse:
    """One answer, its body read."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return connection.getresponse()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data folder."""
    folder = tmp_path_factory.mktemp("server")
    result = fengqiao(folder, "migrate", "--verbosity", "0")
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def server(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server and its port."""
    port = free_port()
    process = start(home, port)
    yield process, port
    if process.poll() is None:
        process.kill()
        process.wait()


def test_ctrl_c_ends_it_within_two_seconds_and_without_a_traceback(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    assert get(port, "/accounts/login/").status == 200
    seconds, said = end(process)
    assert seconds < 2
    assert process.returncode == 0
    assert said == ""


def test_it_ends_within_two_seconds_with_a_browser_still_connected(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    with socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf")
        seconds, said = end(process)
    assert seconds < 2
    assert "Traceback" not in said


def test_styles_and_scripts_come_compressed_and_may_be_kept_for_ever(
    server: tuple[subprocess.Popen[str], int], home: Path
) -> None:
    _, port = server
    name = next(path for path in (home / "static").rglob("*.css.br")).relative_to(home / "static").as_posix()
    answer = get(port, f"/static/{name.removesuffix('.br')}", Accept_Encoding="gzip, br")
    assert answer.status == 200
    assert answer.getheader("Content-Encoding") == "br"
    plain = get(port, f"/static/{name.removesuffix('.br')}")
    assert plain.getheader("Content-Encoding") is None
    assert len(answer.read()) < len(plain.read()) / 2


def test_the_second_start_gathers_no_static_files_again(home: Path) -> None:
    stamp = home / "static" / ".fingerprint"
    before = stamp.stat().st_mtime_ns
    process = start(home, free_port())
    end(process)
    assert stamp.stat().st_mtime_ns == before


def test_a_taken_port_is_one_sentence(home: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = fengqiao(home, "serve", "--port", str(port))
    assert result.returncode == 1
    assert result.stderr.strip() == f"端口 {port} 已被占用:请关闭占用它的程序,或用 PORT=另一个端口 再试。"
    assert result.stdout == ""


def test_a_port_that_is_no_number_is_one_sentence(home: Path) -> None:
    result = subprocess.run(  # noqa: S603 -- our own interpreter and words
        [*FENGQIAO, "serve"], env=environment(home, PORT="八千"), capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.strip() == "PORT 应是 1 到 65535 之间的数字,现在是“八千”。"
