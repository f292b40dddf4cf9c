"""The rules that come with the software, read from ``workflows/data``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from record.tracked import tracked_row

from .models.rules import Rule, RuleKind

DATA = Path(__file__).parent / "data"
#: What our own targets name in place of a law.
INTERNAL_LAW = "内部目标"

#: Rows whose kind we read otherwise than the file, with the reason, which goes into the rule's note.
READ_AS = {
    "wage_account_close_notice": (
        RuleKind.TERM,
        "条例第27条是公示满30日后方可注销：自公示之日向后计算，不是向前倒计。",
    ),
}


def built_in() -> list[Rule]:
    """Version 1 of every rule, unsaved, digests set: the law's first, then ours."""
    return [_rule(row, False) for row in _rows("statutory_clocks.json")] + [
        _rule(row, True) for row in _rows("internal_clocks.json")
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return rows


def _rule(row: dict[str, Any], is_internal: bool) -> Rule:
    """One row of a file. Texts the file has none of are empty, numbers null."""
    values = {key: row.get(key) for key in Rule.TRACKED if key in row}
    for text in ("overrides", "article", "extension_unit", "extension_rule", "consequence", "note", "source"):
        values[text] = row.get(text) or ""
    if is_internal:
        values |= {"law": INTERNAL_LAW, "kind": row.get("kind", RuleKind.TARGET)}
    kind, reason = READ_AS.get(row["id"], (values["kind"], ""))
    values |= {"kind": kind, "note": f"{values['note']} {reason}".strip()}
    rule = Rule(rule_id=row["id"], version=1, is_internal=is_internal, **values)
    rule.digest = digest_of(rule)
    return rule


def digest_of(rule: Rule) -> str:
    """Digest of everything a version says."""
    return tracked_row(rule)[2]
