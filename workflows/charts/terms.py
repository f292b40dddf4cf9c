"""Terms, laws and escalation in the words of a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.models import EscalationAct, OffsetUnit, Rule, RuleUnit

UNITS = {
    RuleUnit.CALENDAR: lambda n: _("%(n)s 日") % {"n": n},
    RuleUnit.WORKING: lambda n: _("%(n)s 个工作日") % {"n": n},
    RuleUnit.HOURS: lambda n: _("%(n)s 小时") % {"n": n},
}


def in_chinese() -> bool:
    """Whether the active language writes 、 and （）."""
    return (get_language() or "").startswith("zh")


def listed(words: Iterable[str]) -> str:
    """一、二、三; in English by semicolons, since names of rules hold commas."""
    return ("、" if in_chinese() else "; ").join(words)


def said_of(head: str, tail: str) -> str:
    """中止：待受理; Suspend: Reported."""
    return f"{head}：{tail}" if in_chinese() else f"{head}: {tail}"


def term(rule: Rule) -> str:
    """15 日, 3 个工作日, 12 个月; where the rule names no length, so."""
    if rule.months is not None:
        return _("%(n)s 个月") % {"n": rule.months}
    if rule.days is None:
        return _("日期另定")
    return UNITS[RuleUnit(rule.unit)](rule.days)


def clock_name(rule: Rule) -> str:
    """The rule and how long it gives."""
    return f"{rule}（{term(rule)}）" if in_chinese() else f"{rule} ({term(rule)})"


def ground(rule: Rule) -> str:
    """The law and article, or that the target is our own."""
    return _("内部目标") if rule.is_internal else f"{rule.law} {rule.article}".strip()


def threshold(row: tuple[int, OffsetUnit, EscalationAct]) -> str:
    """When a row speaks and what it does: 到期前 1 个工作日提醒承办人."""
    offset, unit, act = row
    length = UNITS[RuleUnit(unit)](abs(offset))
    if offset < 0:
        return _("到期前 %(length)s:%(act)s") % {"length": length, "act": act.label}
    if offset == 0 and unit == OffsetUnit.HOURS:
        return _("到期即：%(act)s") % {"act": act.label}
    if offset == 0:
        return _("到期后第一个工作日：%(act)s") % {"act": act.label}
    return _("逾期 %(length)s:%(act)s") % {"length": length, "act": act.label}
