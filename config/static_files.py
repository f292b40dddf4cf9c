"""Static files of embedded mode: gathered, named by their content and compressed on the first start, then kept."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def sources() -> Iterator[tuple[str, Path]]:
    """Every static file of ours and of the installed apps: its name under /static/ and where it lies."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def fingerprint() -> str:
    """Changes when a file comes, goes, or is written again."""
    lines = []
    for name, path in sources():
        facts = path.stat()
        lines.append(f"{name} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def prepare(begin: Callable[[], object] = lambda: None) -> bool:
    """Gathers and compresses into STATIC_ROOT if anything changed since; returns whether it had to.

    ``begin`` is called first where there is something to do: it can take a while on a slow machine.
    """
    stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
    present = fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == present:
        return False
    begin()
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(present, encoding="ascii")
    return True
