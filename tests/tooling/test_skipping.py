"""What may be skipped: nothing where CI=true."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.homes import CHECKOUT

pytestmark = pytest.mark.tooling

SKIPPED = "import pytest\n\n@pytest.mark.skip(reason='because')\ndef test_it():\n    pass\n"


def outcome(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs one skipped test under our conftest."""
    (folder / "test_it.py").write_text(SKIPPED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        CHECKOUT / "pyproject.toml",
    ]
    command += ["--rootdir", CHECKOUT, "-p", "conftest", folder / "test_it.py"]
    clean = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(  # noqa: S603 -- our own interpreter and words
        [str(word) for word in command],
        env={**clean, "PYTHONPATH": str(CHECKOUT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skipped_test_fails_where_nothing_may_be_missing(tmp_path: Path) -> None:
    result = outcome(tmp_path, CI="true")
    assert result.returncode == 1, result.stdout
    assert "不得跳过" in result.stdout
    assert "because" in result.stdout


def test_elsewhere_it_is_skipped_with_its_reason(tmp_path: Path) -> None:
    result = outcome(tmp_path)
    assert result.returncode == 0, result.stdout
    assert "because" in result.stdout
