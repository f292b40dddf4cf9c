"""群众意见: what may be shown of anonymous answers. Pure.

Fewer than five answers are shown to nobody. Of two groups neither is shown apart where one of them has one to four
answers: the total less the other would tell them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cases.models import Grade, OpinionGroup

#: Answers below which nothing is shown.
FEWEST = 5
#: Everybody together.
ALL = ""

Counts = Mapping[str, int]


def shown(answers: Iterable[tuple[str, str]]) -> dict[str, Counts]:
    """Counts by grade of ``ALL`` and of each group, from (group, grade) pairs: only what may be shown."""
    by_group: dict[str, Counter[str]] = {str(group): Counter() for group in OpinionGroup}
    for group, grade in answers:
        by_group[group][grade] += 1
    total = sum(by_group.values(), Counter[str]())
    if total.total() < FEWEST:
        return {}
    found = {ALL: _each(total)}
    if all(counts.total() == 0 or counts.total() >= FEWEST for counts in by_group.values()):
        found |= {group: _each(counts) for group, counts in by_group.items() if counts.total()}
    return found


def _each(counts: Counter[str]) -> Counts:
    return {str(grade): counts[grade] for grade in Grade}


def satisfied(counts: Counts) -> int:
    """Per cent of 优秀 and 称职, rounded down; of answers that may be shown."""
    good = counts.get(Grade.EXCELLENT, 0) + counts.get(Grade.COMPETENT, 0)
    return 100 * good // max(1, sum(counts.values()))


def tallied(rows: Sequence[tuple[str, str, int]]) -> dict[str, Counts]:
    """Stored tallies (group, grade, count) as ``shown`` gives them."""
    found: dict[str, dict[str, int]] = {}
    for group, grade, count in rows:
        found.setdefault(group, {})[grade] = count
    return dict(found)
