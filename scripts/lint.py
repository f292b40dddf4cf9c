"""Every check but types and tests; all of them run, then the verdict."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

CHECKS = {
    "ruff": [BIN / "ruff", "check", "--quiet", "."],
    "格式": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "分层": [BIN / "lint-imports", "--no-logo"],
    "模板": [BIN / "djlint", "--lint", "--quiet", "templates", "pages"],
    "迁移": [BIN / "fengqiao", "makemigrations", "--check", "--dry-run"],
    "部署": [BIN / "fengqiao", "check", "--fail-level", "WARNING"],
    "译文": [BIN / "python", "scripts/messages.py", "check"],
}


def main() -> int:
    """1 if any check found something."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("FENGQIAO_SETTINGS", None)
    failed = []
    for name, command in CHECKS.items():
        words = [str(part) for part in command]
        result = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        print(f"{'通过' if result.returncode == 0 else '没有通过'}:{name}", flush=True)
        if result.returncode:
            print(result.stdout + result.stderr, flush=True)
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
