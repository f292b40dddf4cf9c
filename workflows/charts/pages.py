"""The pages of docs/state-charts: one a language, with the picture, Mermaid, and tables that say everything in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import CaseKind

from .drawing import labels, mark, svg
from .reading import Chart, Step, read
from .terms import ground, listed, term, threshold

#: Language → what the file's name carries. Chinese comes first and carries nothing.
LANGUAGES = {"zh-hans": "", "en": ".en"}


def files() -> Mapping[str, str]:
    """Every file of the folder by its name, as it should be now."""
    found: dict[str, str] = {}
    for language, suffix in LANGUAGES.items():
        with translation.override(language):
            for kind in CaseKind:
                chart = read(kind)
                found[f"{kind}{suffix}.svg"] = svg(chart)
                found[f"{kind}{suffix}.md"] = page(chart, suffix)
    return found


def page(chart: Chart, suffix: str) -> str:
    """The Markdown page of one workflow."""
    other = f"[中文]({chart.kind}.md)" if suffix else f"[English]({chart.kind}.en.md)"
    parts = [
        f"# {chart.title}",
        _("本页由代码生成(`fengqiao state-charts`),请不要手改。") + f" {other}",
        f"![{chart.title}]({chart.kind}{suffix}.svg)",
        f"## {_('状态')}", *_states(chart),
        f"## {_('改变状态的步骤')}", _("✓ 须经主席审批  ⚙ 系统按期限办理"), *_moves(chart),
        f"## {_('不改变状态的步骤')}", *_stays(chart),
        f"## {_('期限与升级')}",
        _("升级是可以修改的表，这里列出默认值。“逾期”从期限最后一日的次日起算，提醒在工作日上午九点发出。"), *_clocks(chart),
        "## Mermaid", "```mermaid\n" + mermaid(chart) + "```",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def mermaid(chart: Chart) -> str:
    """The same chart for readers that draw Mermaid themselves."""
    lines = ["stateDiagram-v2"]
    lines += [f'  state "{state.label}" as {state.value}' for state in chart.states.values()]
    lines.append(f"  [*] --> {chart.first}")
    lines += [
        f"  {one} --> {other}: {labels(steps)}"
        for (one, other), steps in sorted(chart.moves.items(), key=lambda m: _order(chart, m[0]))
    ]
    lines.append(f"  {chart.end} --> [*]")
    return "\n".join(lines) + "\n"


def _order(chart: Chart, ends: tuple[str, str]) -> tuple[int, int]:
    places = list(chart.states)
    return places.index(ends[0]), places.index(ends[1])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    head = list(head)
    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, rows)])


def _names(chart: Chart, rules: Iterable[str]) -> str:
    wanted = set(rules)
    return listed(str(clock.rule) for rule, clock in chart.clocks.items() if rule in wanted) or "—"


def _states(chart: Chart) -> Iterable[str]:
    yield _table(
        [_("状态"), _("由谁办"), _("可能在计算的期限"), _("出路")],
        (
            (f"{state.label} `{state.value}`", state.owner, _names(chart, state.clocks), _ways(chart, state.value))
            for state in chart.states.values()
        ),
    )  # fmt: skip
    yield _("此外，任何未结状态都可能在计算：%(clocks)s。") % {"clocks": _names(chart, chart.everywhere)}


def _ways(chart: Chart, value: str) -> str:
    ways = [
        f"{listed(map(mark, steps))} → {chart.states[b].label}"
        for (a, b), steps in chart.moves.items()
        if a == value
    ]
    return "<br>".join(ways)


def _from_to(chart: Chart, step: Step) -> str:
    sources = listed(chart.states[value].label for value in step.sources)
    return f"{sources} → {listed(chart.states[value].label for value in step.targets)}"


def _anywhere(chart: Chart, step: Step) -> str:
    missing = [state.label for value, state in chart.states.items() if value not in step.sources]
    if not missing:
        return _("任何状态")
    if missing == [chart.states[chart.end].label]:
        return _("任何未结状态")
    return listed(chart.states[value].label for value in step.sources)


def _who(step: Step) -> str:
    return _("审批“%(kind)s”同意时") % {"kind": step.asked_as} if step.asked_as else listed(step.who)


def _guards(step: Step) -> str:
    return "<br>".join(step.guards) or "—"


def _does(chart: Chart, step: Step) -> str:
    starts, stops = step.does.starts, step.does.stops - step.does.starts
    said = [_("起算：%(clocks)s") % {"clocks": _names(chart, starts)}] if starts else []
    said += [_("停止：%(clocks)s") % {"clocks": _names(chart, stops)}] if stops else []
    return "<br>".join(said) or "—"


def _moves(chart: Chart) -> Iterable[str]:
    head = [_("步骤"), _("从 → 到"), _("谁可以办"), _("不能办时的说明"), _("期限")]
    steps = sorted((step for step in chart.steps if step.targets), key=lambda step: _first_place(chart, step))
    yield _table(
        head,
        (
            (f"{labels([step])} `{step.name}`", _from_to(chart, step), _who(step), _guards(step), _does(chart, step))
            for step in steps
        ),
    )  # fmt: skip


def _first_place(chart: Chart, step: Step) -> tuple[int, int, str]:
    return list(chart.states).index(step.sources[0]), step.weight, step.name


def _stays(chart: Chart) -> Iterable[str]:
    head = [_("步骤"), _("在哪些状态"), _("谁可以办"), _("不能办时的说明"), _("期限")]
    steps = [step for step in chart.steps if not step.targets]
    yield _table(
        head,
        (
            (f"{labels([step])} `{step.name}`", _anywhere(chart, step), _who(step), _guards(step), _does(chart, step))
            for step in steps
        ),
    )  # fmt: skip


def _clocks(chart: Chart) -> Iterable[str]:
    yield _table(
        [_("期限"), _("长度"), _("依据"), _("默认的提醒和升级")],
        (
            (f"{clock.rule} `{rule_id}`", term(clock.rule), ground(clock.rule), "<br>".join(map(threshold, clock.rows)) or "—")
            for rule_id, clock in chart.clocks.items()
        ),
    )  # fmt: skip
