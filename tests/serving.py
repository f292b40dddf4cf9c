"""The product in a process of its own, as a person runs it: for tests that need a real server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from config.homes import CHECKOUT

FENGQIAO = [sys.executable, str(CHECKOUT / "manage.py")]
CLOCK = "clock-offset"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Embedded mode in a folder of its own, with a clock of its own."""
    names = ("FENGQIAO_SETTINGS", "DJANGO_SETTINGS_MODULE", "PORT")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    return {**clean, "FENGQIAO_HOME": str(home), "FENGQIAO_TEST_CLOCK": str(home / CLOCK), **more}


def fengqiao(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(  # noqa: S603 -- our own interpreter and words
        [*FENGQIAO, *words],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def free_port() -> int:
    """A port nobody listens on, below the range that outgoing connections use."""
    for port in range(18000 + os.getpid() % 1000, 20000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    home: Path

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def move_clock(self, by: timedelta) -> None:
        """Sets its clock to the real time plus `by` (rehearsal settings only)."""
        draft = self.home / f"{CLOCK}.draft"
        draft.write_text(str(by.total_seconds()), encoding="ascii")
        draft.replace(self.home / CLOCK)

    def interrupt(self) -> tuple[float, str]:
        """Ends it as Ctrl-C does; the seconds that took and what it said."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=20)
        return time.monotonic() - began, said


@contextmanager
def served(home: Path, settings: str = "config.settings.rehearsal") -> Iterator[Served]:
    """`fengqiao serve` on a migrated home, from when it says that it serves."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter and words
        [*FENGQIAO, "serve"],
        env=environment(home, PORT=str(port), FENGQIAO_SETTINGS=settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if "枫桥已启动" in line:
            break
    else:
        raise AssertionError("".join(said))
    try:
        yield Served(process, port, home)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
