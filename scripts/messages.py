"""The English text: collected from the code and the templates with Babel alone, no gettext tools needed.

python scripts/messages.py update    adds new sentences to django.po, drops vanished ones, keeps translations, compiles
python scripts/messages.py check     fails if a sentence has no English, or the compiled file is not of this text

The compiled django.mo is committed: a machine with Python and make alone shows English too.
"""

import datetime
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("config", "pages", "workflows", "cases", "organizations", "record", "protection")
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
# A date that never changes: the files differ only when a sentence does.
LONG_AGO = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
KEYWORDS: dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def templates() -> Iterator[Path]:
    """Every template of ours."""
    for folder in ("templates", *ROOMS):
        for suffix in ("html", "txt", "svg"):
            yield from sorted((ROOT / folder).rglob(f"*.{suffix}"))


def sources() -> Iterator[tuple[Path, str]]:
    """Each file with its text as Python: templates become calls to gettext, the rest of them blotted out."""
    from django.utils.translation.template import templatize

    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, path.read_text(encoding="utf-8")
    for path in templates():
        calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # Indentation means something in Python and nothing in a template.
        yield path, "\n".join(line.lstrip() for line in calls.splitlines())


def sentences(path: Path, text: str) -> Iterator[tuple[str, str | tuple[str, str], str | None]]:
    """(where, sentence or its two forms, context) of every translatable call in the text."""
    where = path.relative_to(ROOT).as_posix()
    found: Iterator[Any] = extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {})
    for _line, function, words, _comments in found:
        # A call whose sentence is computed gives None: it is some other function's business.
        given = [words] if isinstance(words, str) else [word for word in words or () if isinstance(word, str)]
        context = given.pop(0) if "pgettext" in str(function) and given else None
        if not given or not given[0]:
            continue
        plural = str(function).startswith("n") and len(given) > 1
        yield where, (given[0], given[1]) if plural else given[0], context


def collected() -> Catalog:
    """Every sentence, with the files it stands in."""
    catalog = empty()
    for path, text in sources():
        for where, sentence, context in sentences(path, text):
            catalog.add(sentence, locations=[(where, 1)], context=context)
    return catalog


def empty() -> Catalog:
    """A catalogue whose header never changes."""
    return Catalog(
        locale="en",
        domain="django",
        project="fengqiao",
        version="1",
        header_comment="# 枫桥 in English. The msgids are the Chinese source; `make messages` collects and compiles.",
        creation_date=LONG_AGO,
        revision_date=LONG_AGO,
        msgid_bugs_address="-",
        last_translator="-",
        language_team="English",
        fuzzy=False,
        charset="utf-8",
    )


def present() -> Catalog:
    """The translations there are."""
    if not PO.exists():
        return empty()
    with PO.open("rb") as file:
        return pofile.read_po(file, locale="en", domain="django")


def merged(found: Catalog, known: Catalog) -> Catalog:
    """What was found, with the English that is known."""
    for message in found:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and type(old.id) is type(message.id):
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    return found


def compiled(catalog: Catalog) -> bytes:
    """The bytes of django.mo."""
    output = io.BytesIO()
    catalog.creation_date = catalog.revision_date = LONG_AGO
    mofile.write_mo(output, catalog)
    return output.getvalue()


def update() -> int:
    """Writes django.po and django.mo; says how many sentences still lack English."""
    catalog = merged(collected(), present())
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        pofile.write_po(file, catalog, width=110, sort_output=True, include_lineno=False)
    MO.write_bytes(compiled(present()))
    lacking = sum(1 for message in catalog if message.id and not translated(message))
    print(f"{len(catalog)} 句，{lacking} 句还没有英文。")
    return 0


def translated(message: Message) -> bool:
    """Whether every form has its English."""
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def placeholders(words: object) -> set[str]:
    """What a sentence leaves open for names and numbers, over all its forms."""
    forms = words if isinstance(words, (tuple, list)) else (words,)
    return {found for form in forms for found in PLACEHOLDER.findall(str(form))}


def complaints() -> Iterator[str]:
    """One sentence for each thing that is wrong with the English."""
    found, known = collected(), present()
    for message in found:
        entry = known.get(message.id, message.context) if message.id else None
        if not message.id:
            continue
        if entry is None or not translated(entry):
            yield f"没有英文：{message.id}"
        elif entry.fuzzy:
            yield f"英文待核对(fuzzy):{message.id}"
        elif placeholders(entry.string) - placeholders(message.id):
            yield f"英文里多了占位符：{message.id}"
        elif isinstance(message.id, str) and placeholders(message.id) - placeholders(entry.string):
            yield f"英文里少了占位符：{message.id}"
    for entry in known:
        if entry.id and found.get(entry.id, entry.context) is None:
            yield f"原文已不存在：{entry.id}"
    if not MO.exists() or MO.read_bytes() != compiled(known):
        yield "django.mo 与 django.po 不一致：请运行 make messages"


def check() -> int:
    """1 if anything is wrong."""
    wrong = list(complaints())
    for sentence in wrong[:200]:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    actions = {"update": update, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit("用法:scripts/messages.py update|check")
    sys.exit(actions[sys.argv[1]]())
