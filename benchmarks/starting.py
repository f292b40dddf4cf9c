"""What a person waits for at the terminal: the first page, the second start, Ctrl-C.

Runs `make run` itself in a data folder of its own. ``install`` also makes a fresh checkout with its own `.venv`, from the
package cache this machine has: the first start of a new user.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.rows import Row, row

CHECKOUT = Path(__file__).resolve().parents[1]
FIRST_PAGE_SECONDS, SECOND_START_SECONDS, END_SECONDS = 90.0, 5.0, 2.0
PATIENCE = 300
NOT_OURS = {".git", ".venv", ".fengqiao", "node_modules", "build", "__pycache__"}


def run(install: bool = False) -> list[Row]:
    """Seconds to the first page, of a second start, and of ending it."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-start-", ignore_cleanup_errors=True) as folder:
        checkout = _fresh(Path(folder) / "checkout") if install else CHECKOUT
        home = Path(folder) / "home"
        worked = _processor_seconds()
        first, _ended = _start(checkout, home)
        worked = _processor_seconds() - worked
        again = _processor_seconds()
        second, ended = _start(checkout, home)
        again = _processor_seconds() - again
    whole = "fresh checkout, warm package cache" if install else "nothing installed; --install does that too"
    return [
        row(
            "make run to the first page",
            first,
            "s",
            FIRST_PAGE_SECONDS if install else None,
            f"{worked:.0f} s of processor time; {whole}",
        ),
        row(
            "make run a second time",
            second,
            "s",
            SECOND_START_SECONDS,
            f"{again:.1f} s of processor time, its end included",
        ),
        row("Ctrl-C", ended, "s", END_SECONDS, "until make has ended"),
    ]


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fresh(target: Path) -> Path:
    shutil.copytree(CHECKOUT, target, ignore=lambda _folder, names: NOT_OURS.intersection(names))
    return target


def _port() -> int:
    # Below the range that outgoing connections use.
    for port in range(20000 + os.getpid() % 1000, 22000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


def _start(checkout: Path, home: Path) -> tuple[float, float]:
    port = _port()
    began = time.monotonic()
    with _running(checkout, home, port) as process:
        _wait_for_page(process, port)
        started = time.monotonic() - began
        asked = time.monotonic()
        # As a terminal does it: everybody in the foreground hears Ctrl-C.
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)
        return started, time.monotonic() - asked


@contextmanager
def _running(checkout: Path, home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    names = ("FENGQIAO_SETTINGS", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    process = subprocess.Popen(
        ["make", "-s", "run"],  # noqa: S607 -- the user's own make
        cwd=checkout,
        env={**clean, "FENGQIAO_HOME": str(home), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for_page(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "make run ended by itself"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError("no page came")
