"""The chart as one SVG: the main line downward, states beside it on the right, ends along the left edge.

Nothing is placed by hand but the columns: boxes grow with their clocks, arrows come from the workflow's steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from .reading import Chart, State, Step
from .terms import clock_name, listed, said_of

WIDTH = 1240
SPINE, BOX = 300, 330
SIDE, SIDE_BOX = 860, 300
END_RAIL, BACK_RAIL = 46, 1214
TOP, GAP, LINE = 92, 62, 21
#: What no line begins with.
NEVER_FIRST = "、，；：）"
#: Where more states than this lead to one beside the line, or it to them, that is said in words only.
MOST_ARROWS = 4
STYLE = """
text{font-family:'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;font-size:14px;fill:#1d2a25}
.title{font-size:22px;font-weight:700;fill:#10352a}
.state{font-size:17px;font-weight:700;fill:#10352a}
.owner{fill:#1b5947}
.quiet{font-size:12.5px;fill:#4d5f57}
.box{fill:#f2f8f5;stroke:#216c56;stroke-width:1.6}
.end{fill:#e2f0ea}
.beside{fill:#fffaf0;stroke:#8a6a1f}
.way{fill:none;stroke:#216c56;stroke-width:1.6;marker-end:url(#tip)}
.back{stroke-dasharray:6 4}
"""


def width_of(text: str, size: float = 14) -> float:
    """About how wide ``text`` is: a Chinese character is as wide as high, a Latin letter about half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.5 for letter in text)


def wrap(text: str, width: float, size: float = 14) -> list[str]:
    """Lines no wider than ``width``, broken between Chinese characters or words."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and piece not in NEVER_FIRST and width_of(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterable[str]:
    word = ""
    for letter in text:
        if ord(letter) > 0x2E7F or letter == " ":
            yield from ([word] if word else [])
            word = ""
            yield letter
        else:
            word += letter
    if word:
        yield word


@dataclass(frozen=True, slots=True)
class Box:
    """Where a state stands."""

    x: float
    y: float
    width: float
    lines: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        return 20 + LINE * len(self.lines)

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def right(self) -> float:
        return self.x + self.width


def svg(chart: Chart) -> str:
    """The whole picture, in the active language."""
    boxes = _boxes(chart)
    height = max(box.bottom for box in boxes.values()) + 96
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(chart.title)}</title><desc id="d">{escape(_("由代码生成的状态图；同页的表格有全部内容。"))}</desc>',
        f'<style>{STYLE}</style><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#216c56"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
        _text(SPINE, 42, chart.title, "title"),
        _text(SPINE, 66, _("✓ 须经主席审批  ⚙ 系统按期限办理  · 从这一状态起可能计算的期限(下面的表格有全部)"), "quiet"),
        *_ways(chart, boxes),
        *(_box(boxes[value], chart.states[value], chart) for value in chart.states),
        *_foot(chart, height),
    ]  # fmt: skip
    return "\n".join(parts) + "\n</svg>\n"


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.0f}"{named}{at}>{escape(text)}</text>'


def _boxes(chart: Chart) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    y: float = TOP
    for value in chart.line:
        boxes[value] = Box(SPINE, y, BOX, _lines(chart, chart.states[value], BOX - 28))
        y = boxes[value].bottom + GAP
    y = TOP
    for value in sorted(chart.beside(), key=lambda value: boxes[_row(chart, value)].y):
        lines = _lines(chart, chart.states[value], SIDE_BOX - 28)
        boxes[value] = Box(SIDE, max(y, boxes[_row(chart, value)].y), SIDE_BOX, lines)
        y = boxes[value].bottom + GAP
    return boxes


def _row(chart: Chart, value: str) -> str:
    """The state of the line that one beside it stands next to: the one before where it leads on, else the middle of
    those that lead to it. Where a case only rests is beside the first."""
    if value in chart.resting:
        return chart.line[0]
    onward = [place for place in chart.line if (value, place) in chart.moves and _drawn(chart, value, place)]
    if onward:
        return chart.line[max(chart.line.index(onward[-1]) - 1, 0)]
    sources = [place for place in chart.line if (place, value) in chart.moves] or [chart.first]
    return sources[len(sources) // 2]


def _lines(chart: Chart, state: State, width: float) -> tuple[tuple[str, str], ...]:
    lines = [(state.label, "state")]
    lines += [(line, "owner") for line in wrap(state.owner, width)]
    for rule_id in _new(chart, state):
        lines += [
            (line, "quiet") for line in wrap("· " + clock_name(chart.clocks[rule_id].rule), width, 12.5)
        ]
    lines += [(line, "") for text in _in_words(chart, state.value) for line in wrap(text, width)]
    return tuple(lines)


def _new(chart: Chart, state: State) -> tuple[str, ...]:
    """Clocks the state before on the line has not; all of them where that leaves none."""
    place = chart.line.index(state.value) if state.value in chart.line else 0
    before = chart.states[chart.line[place - 1]].clocks if place else ()
    return tuple(rule_id for rule_id in state.clocks if rule_id not in before) or state.clocks


def _in_words(chart: Chart, value: str) -> list[str]:
    """Ways of a state that are said and not drawn, those of one name together; one between the line and a state beside it
    is said there, one along the line where it begins."""
    said: dict[tuple[str, str], list[str]] = {}
    for (source, target), steps in chart.moves.items():
        other, own = target if source == value else source, value in chart.beside()
        said_here = value in (source, target) if own else source == value and target in chart.line
        if said_here and not _drawn(chart, source, target) and other not in chart.resting:
            arrow = "→" if source == value else "←"
            said.setdefault((arrow, listed(map(mark, steps))), []).append(other)
    order = list(chart.states)
    places = {
        way: listed(chart.states[v].label for v in sorted(others, key=order.index))
        for way, others in said.items()
    }
    return [said_of(f"{arrow} {name}", places[arrow, name]) for arrow, name in sorted(said)]


def _drawn(chart: Chart, source: str, target: str) -> bool:
    """Whether a way has an arrow. Those of a state that goes back to wherever the case came from have none, nor has what
    leads from beside the line to the end or to another state beside it, what many states have in common, or what leaves
    states of the line out on its way."""
    beside = set(chart.beside())
    if chart.resting & {source, target} or (source in beside and target in (*beside, chart.end)):
        return False
    if target in beside:
        return sum(other == target and start in chart.line for start, other in chart.moves) <= MOST_ARROWS
    if source in beside:
        return sum(start == source and other in chart.line for start, other in chart.moves) <= MOST_ARROWS
    apart = abs(chart.line.index(target) - chart.line.index(source))
    return apart == 1 or chart.end in (source, target)


def labels(steps: Sequence[Step]) -> str:
    """Names of several steps, with their marks."""
    return " / ".join(mark(step) for step in steps)


def mark(step: Step) -> str:
    """The step's name; ✓ where the chair approves it, ⚙ where the system takes it."""
    return step.label + (" ✓" if step.approved else " ⚙" if step.by_system else "")


def _box(box: Box, state: State, chart: Chart) -> str:
    kind = "box end" if state.value == chart.end else "box beside" if state.value in chart.beside() else "box"
    parts = [
        f'<rect class="{kind}" x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="9"/>'
    ]
    for number, (text, style) in enumerate(box.lines):
        parts.append(_text(box.x + 14, box.y + 25 + LINE * number, text, style))
    return "".join(parts)


def _ways(chart: Chart, boxes: dict[str, Box]) -> Iterable[str]:
    for (source, target), steps in chart.moves.items():
        beside = {source, target} & set(chart.beside())
        if not _drawn(chart, source, target):
            continue
        if beside:
            yield from _aside(chart, boxes, source, target, steps)
        elif chart.line.index(target) == chart.line.index(source) + 1:
            yield from _down(boxes[source], boxes[target], steps)
            continue
        elif target == chart.end:
            yield from _to_the_end(boxes[source], boxes[target], steps)
        elif source == chart.end:
            yield from _round(boxes[source], boxes[target], steps)
        else:
            yield from _up(boxes[source], boxes[target], steps)


def _way(path: str, back: bool = False) -> str:
    return f'<path class="way{" back" if back else ""}" d="{path}"/>'


def _down(one: Box, other: Box, steps: Sequence[Step]) -> Iterable[str]:
    x = one.x + 120
    yield _way(f"M{x:.0f} {one.bottom:.0f}V{other.y - 2:.0f}")
    yield _text(x + 10, (one.bottom + other.y) / 2 + 5, labels(steps))


def _up(one: Box, other: Box, steps: Sequence[Step]) -> Iterable[str]:
    x = one.x + 60
    yield _way(f"M{x:.0f} {one.y:.0f}V{other.bottom + 2:.0f}", back=True)
    yield _text(x - 10, (one.y + other.bottom) / 2 + 5, labels(steps), anchor="end")


def _to_the_end(one: Box, end: Box, steps: Sequence[Step]) -> Iterable[str]:
    y, room = min(one.y + 22 + 19 * (len(steps) - 1), one.bottom - 18), one.x - END_RAIL
    yield _way(f"M{one.x:.0f} {y + 7:.0f}H{END_RAIL}V{end.y + 30:.0f}H{end.x - 2:.0f}")
    for number, step in enumerate(steps):
        yield _text(END_RAIL + room / 2, y - 19 * (len(steps) - 1 - number), mark(step), anchor="middle")


def _round(end: Box, other: Box, steps: Sequence[Step]) -> Iterable[str]:
    low, high = end.y + 30, other.y + 20
    yield _way(f"M{end.right:.0f} {low:.0f}H{BACK_RAIL}V{high:.0f}H{other.right + 2:.0f}", back=True)
    yield _text(end.right + 12, low - 8, labels(steps))


def _aside(
    chart: Chart, boxes: dict[str, Box], source: str, target: str, steps: Sequence[Step]
) -> Iterable[str]:
    one, other = boxes[source], boxes[target]
    if target in chart.beside():
        if one.y > other.y:
            y = one.y + 20
            yield _way(f"M{one.right:.0f} {y:.0f}H{other.x + 60:.0f}V{other.bottom + 2:.0f}", back=True)
        else:
            y = one.y + min(50, one.height - 14)
            yield _way(f"M{one.right:.0f} {y:.0f}H{other.x + 130:.0f}V{other.y - 2:.0f}")
        for number, step in enumerate(steps):
            yield _text(one.right + 12, y - 7 + 24 * number, mark(step))
        return
    y = other.y + min(58, other.height - 12)
    yield _way(f"M{one.x + 190:.0f} {one.bottom:.0f}V{y:.0f}H{other.right + 2:.0f}")
    for number, step in enumerate(steps):
        yield _text(other.right + 12, y - 7 + 24 * number, mark(step))


def _foot(chart: Chart, height: float) -> Iterable[str]:
    names = listed(clock_name(chart.clocks[rule].rule) for rule in chart.everywhere)
    said = said_of(_("任何未结状态都可能在计算的期限：").rstrip("：: "), names)
    lines = wrap(said, WIDTH - 80, 12.5)
    for number, line in enumerate(lines):
        yield _text(40, height - 20 - 18 * (len(lines) - 1 - number), line, "quiet")
