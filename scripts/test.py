"""Runs the tests: everything on SQLite, then what touches the database once more on PostgreSQL, where there is one.

With CI=true nothing may be missing. Words after `--` go to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from config import services  # noqa: E402 -- the checkout must be on the path first
from conftest import chromium  # noqa: E402

CI = os.environ.get("CI") == "true"
ON_SQLITE = "not postgresql"
ON_POSTGRESQL = "not e2e and not sqlite and not tooling"


def lacking() -> list[str]:
    """What this machine has not, each with what that costs."""
    found = []
    if not (os.environ.get("DATABASE_URL") or services.address("database")):
        found.append("没有 PostgreSQL:不在 PostgreSQL 上测试(先运行 make services)")
    if not (os.environ.get("REDIS_URL") or services.address("redis")):
        found.append("没有 Redis:不测试 Redis(先运行 make services)")
    if chromium() is None:
        found.append("没有 chromium:不做浏览器测试(apt-get install chromium fonts-noto-cjk)")
    return found


def pytest(selection: str, **environment: str) -> int:
    """One run; returns pytest's exit code. No test selected (5) is a failure too."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadgroup", "-q", "-m", selection]
    # What takes long is said, so that it can be mended before the whole takes too long.
    command += ["--durations=25", "--durations-min=5"]
    command += sys.argv[1:]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode  # noqa: S603


def main() -> int:
    """0 only if every run passed."""
    absent = lacking()
    if CI and absent:
        sys.stderr.write("CI=true 时什么都不能少:\n" + "".join(f"  {line}\n" for line in absent))
        return 1
    print("测试(SQLite)…", flush=True)
    codes = [pytest(ON_SQLITE, FENGQIAO_TEST_DB="sqlite")]
    if os.environ.get("DATABASE_URL") or services.address("database"):
        print("测试(PostgreSQL)…", flush=True)
        codes.append(pytest(ON_POSTGRESQL, FENGQIAO_TEST_DB="postgresql"))
    for line in absent:
        print(f"跳过：{line}")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
