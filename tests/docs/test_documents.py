"""What the documents name exists: links, pictures, commands, variables, packages, sign-ins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from PIL import Image

from config.demo.accounts import PASSWORD, SIGN_INS

pytestmark = pytest.mark.tooling
ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = [path for path in DOCUMENTS if "state-charts" not in path.parts]
SCREENSHOTS = ROOT / "docs" / "screenshots"
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
LARGEST_PICTURE = 260 * 1024


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links(path: Path) -> Iterator[str]:
    for match in LINK.finditer(path.read_text(encoding="utf-8")):
        yield match[1] or match[2]


def inside(path: Path) -> Iterator[Path]:
    """The files of this repository that a document points at."""
    for link in links(path):
        if "://" not in link and not link.startswith(("#", "mailto:")):
            yield path.parent / link.split("#")[0]


def commands(text: str, program: str) -> set[str]:
    """What is said after ``program`` where a document shows code."""
    code = [*re.findall(r"```(?:sh|console)?\n(.*?)```", text, re.S), *re.findall(r"`([^`\n]+)`", text)]
    return {
        word
        for part in code
        for word in re.findall(rf"(?:^|[\s/]){program}((?: [a-z][a-z0-9-]*)+)", part, re.M)
    }


def test_there_are_documents_for_everybody() -> None:
    wanted = {
        "README.md",
        "README.en.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/user-guide.md",
        "docs/admin-guide.md",
    }
    assert wanted <= {name(path) for path in DOCUMENTS}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    assert [name(found) for found in inside(path) if not found.resolve().exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_to_a_heading_has_its_heading(path: Path) -> None:
    for link in links(path):
        if "://" in link or "#" not in link:
            continue
        file, _hash, anchor = link.partition("#")
        text = ((path.parent / file) if file else path).read_text(encoding="utf-8")
        headings = [
            re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in text.split("\n")
            if line.startswith("#")
        ]
        assert anchor in headings


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_every_make_target_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {word for said in commands(path.read_text(encoding="utf-8"), "make") for word in said.split()}
    assert named - targets == set()


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_every_command_named_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = {said.split()[0] for program in ("fengqiao", "manage.py") for said in commands(text, program)}
    assert named - set(get_commands()) == set()


def test_every_picture_is_used_and_small() -> None:
    used = {found.resolve() for path in DOCUMENTS for found in inside(path)}
    pictures = sorted(SCREENSHOTS.glob("*"))
    assert pictures
    assert [name(picture) for picture in pictures if picture.resolve() not in used] == []
    assert [name(picture) for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []


def test_pictures_are_of_a_phone_or_of_a_desk() -> None:
    for picture in SCREENSHOTS.glob("*.png"):
        with Image.open(picture) as image:
            assert image.width in (390, 780, 1440), picture.name


def test_the_admin_guide_names_every_variable_production_reads() -> None:
    settings = (ROOT / "config/settings/production.py").read_text() + (ROOT / "config/homes.py").read_text()
    read = set(re.findall(r"(?:required\(|environ\.get\()\"([A-Z_]+)\"", settings))
    assert {"SECRET_KEY", "FENGQIAO_WITNESS", "DATABASE_URL"} <= read
    guide = (ROOT / "docs/admin-guide.md").read_text(encoding="utf-8")
    assert [variable for variable in sorted(read) if f"`{variable}`" not in guide] == []


def test_every_package_we_ask_for_has_its_reason_and_licence() -> None:
    page = (ROOT / "docs/adr/0016-dependencies.md").read_text(encoding="utf-8")
    for lock in ("base", "dev"):
        lines = (ROOT / f"requirements/{lock}.in").read_text().split("\n")
        packages = [
            re.split(r"[\[<>=]", line)[0] for line in lines if line and not line.startswith(("#", "-"))
        ]
        assert [package for package in packages if package not in page] == []


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "adr"
    decisions = {path.resolve() for path in folder.glob("0*.md")}
    assert decisions == {found.resolve() for found in inside(folder / "README.md")}


@pytest.mark.parametrize("document", ["README.md", "README.en.md", "docs/user-guide.md"])
def test_every_sign_in_named_is_one_of_the_demonstration(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    usernames = {username for _role, username, _password in SIGN_INS}
    named = set(re.findall(r"(?:用户名|user name) `(\w+)`", text))
    assert named <= usernames
    if document != "docs/user-guide.md":
        assert named
        assert PASSWORD in text
