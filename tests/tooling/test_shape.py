"""Files and functions stay small enough to be read at one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.homes import CHECKOUT

pytestmark = pytest.mark.tooling

ROOMS = ("config", "pages", "workflows", "cases", "organizations", "record", "protection", "scripts")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def sources() -> Iterator[Path]:
    """Every Python file of the product."""
    for room in ROOMS:
        yield from (path for path in (CHECKOUT / room).rglob("*.py") if "migrations" not in path.parts)


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(CHECKOUT)}:{node.lineno} {node.name} {length}")
    assert long == []
