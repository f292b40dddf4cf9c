"""Where the data of one installation lives, and the secrets made for it on its first start."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def home() -> Path:
    """The data folder: $FENGQIAO_HOME, else .fengqiao beside the code. Made on demand, for its owner only."""
    folder = Path(os.environ.get("FENGQIAO_HOME") or CHECKOUT / ".fengqiao").expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(folder: Path, name: str) -> str:
    """The named secret in `folder`, generated on first use, readable by its owner only.

    Two processes starting at once agree: the file is written beside and linked in place, and the loser reads the winner's.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix=".", dir=folder)  # which gives it to its owner alone
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()
