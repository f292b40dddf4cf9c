"""Compiles requirements/*.in to exact versions with hashes, without any address a package came from."""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
OPTIONS = [
    "--quiet",
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
]


def main() -> None:
    """base first: dev keeps to what it chose."""
    for name in ("base", "dev"):
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS]
        command += ["--output-file", f"{name}.txt", f"{name}.in"]
        subprocess.run(command, check=True, cwd=REQUIREMENTS)  # noqa: S603 -- our own words only


if __name__ == "__main__":
    main()
