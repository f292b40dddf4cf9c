"""`fengqiao serve` as a person meets it: it starts, answers, ends at once, and says plainly why it cannot start."""

import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.serving import Served, fengqiao, served

pytestmark = [pytest.mark.tooling, pytest.mark.xdist_group("server")]

EMBEDDED = "config.settings.embedded"


def get(port: int, path: str, **headers: str) -> HTTPResponse:
    """One answer."""
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
def server(home: Path) -> Iterator[Served]:
    """A running server."""
    with served(home, EMBEDDED) as running:
        yield running


def test_ctrl_c_ends_it_within_two_seconds_and_without_a_traceback(server: Served) -> None:
    assert get(server.port, "/accounts/login/").status == 200
    seconds, said = server.interrupt()
    assert seconds < 2
    assert server.process.returncode == 0
    assert said == ""


def test_it_ends_within_two_seconds_with_a_browser_still_connected(server: Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as idle:
        idle.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf")
        seconds, said = server.interrupt()
    assert seconds < 2
    assert "Traceback" not in said


def test_styles_and_scripts_come_compressed_and_may_be_kept_for_ever(server: Served) -> None:
    home, port = server.home, server.port
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
    with served(home, EMBEDDED):
        pass
    assert stamp.stat().st_mtime_ns == before


def test_a_taken_port_is_one_sentence(home: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = fengqiao(home, "serve", "--port", str(port))
    assert result.returncode == 1
    assert result.stderr.strip() == f"端口 {port} 已被占用：请关闭占用它的程序，或用 PORT=另一个端口 再试。"
    assert result.stdout == ""


def test_a_port_that_is_no_number_is_one_sentence(home: Path) -> None:
    result = fengqiao(home, "serve", PORT="八千")
    assert result.returncode == 1
    assert result.stderr.strip() == "PORT 应是 1 到 65535 之间的数字，现在是“八千”。"


@pytest.mark.parametrize("words", [("serve",), ("demo",), ("demo", "--no-serve")], ids=" ".join)
def test_a_database_that_was_never_made_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = fengqiao(tmp_path, *words)
    assert result.returncode == 1
    assert "请先运行 fengqiao migrate" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def over_the_wire(port: int, path: str) -> int:
    """Bytes of one answer as a browser receives it, redirects followed."""
    answer = get(port, path, Accept_Encoding="gzip, br")
    if answer.status in (301, 302):
        return over_the_wire(port, str(answer.getheader("Location")))
    assert answer.status == 200, path
    return len(answer.read()) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())


def test_the_first_page_weighs_at_most_200_kilobytes_with_all_it_loads(server: Served) -> None:
    page = get(server.port, "/")
    assert page.status == 200
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.read().decode()))
    assert any(name.endswith(".css") for name in loaded)
    assert (
        over_the_wire(server.port, "/") + sum(over_the_wire(server.port, name) for name in loaded) <= 200_000
    )
