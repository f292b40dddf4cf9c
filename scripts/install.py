"""Makes .venv and installs the locked requirements into it. Runs on the system's own Python, so it uses nothing else.

python3 scripts/install.py base        what the product needs
python3 scripts/install.py base dev    what its tests need too
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
COMMAND = """#!{python}
import sys

sys.path.insert(0, {root!r})

from config.cli import main

main()
"""


def fail(sentence: str) -> None:
    """Ends with one sentence."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def make_venv() -> None:
    """A virtual environment of this Python, unless there is one that works."""
    if PYTHON.exists() and list(VENV.glob("lib/python*/site-packages/pip/__main__.py")):
        return
    if sys.version_info < (3, 11):  # noqa: UP036 -- the first thing an older Python must hear
        fail(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。")
    try:
        import ensurepip  # noqa: F401 -- Debian ships it apart
    except ImportError:
        fail("这台机器的 Python 不能建虚拟环境：请先安装，例如 apt-get install python3-venv。")
    print("建立 .venv …", flush=True)
    venv.create(VENV, with_pip=True, symlinks=True)


def fingerprint(lock: Path) -> str:
    """Changes with the locked versions and with the interpreter."""
    return hashlib.sha256(lock.read_bytes() + str(PYTHON.resolve()).encode()).hexdigest()


def install(name: str) -> None:
    """Installs requirements/<name>.txt exactly, unless that was done already."""
    lock = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f".installed-{name}"
    if stamp.exists() and stamp.read_text() == fingerprint(lock):
        return
    print(f"安装 requirements/{name}.txt …", flush=True)
    # --no-deps: the lock names every package, so pip need not work the tree out again.
    # --no-compile: Python compiles what it imports; compiling everything first costs the first page its seconds.
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    command += ["--no-deps", "--no-compile", "-r", lock]
    result = subprocess.run([str(part) for part in command], check=False)  # noqa: S603 -- our own words only
    if result.returncode:
        fail(f"requirements/{name}.txt 没有装好：请看上面 pip 的说明(多半是网络或软件源)。")
    stamp.write_text(fingerprint(lock))


def write_command() -> None:
    """The `fengqiao` command, pointing at this checkout. Quicker than an editable install, which builds a package."""
    path = VENV / "bin" / "fengqiao"
    text = COMMAND.format(python=PYTHON, root=str(ROOT))
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(0o755)


def main() -> None:
    """Installs the named locks."""
    make_venv()
    for name in sys.argv[1:] or ["base"]:
        install(name)
    write_command()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # the stamps are not written yet: the next start goes on from here
        sys.exit(130)
