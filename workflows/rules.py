"""Which rule holds where and when, and how an administrator adds a version or retires one."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.acting import SYSTEM, Acting
from organizations.authority import NATIONAL, need_administer_shared
from organizations.caching import Versioned
from organizations.errors import Refusal
from organizations.recording import append, save
from record.names import EventName

from .deadlines import Roll, Term, Unit
from .models.rules import Rule, RuleKind, RuleUnit
from .rule_seeds import built_in, digest_of

#: Which way the last day moves off a rest day, by what the date means.
#:
#: - Terms within which someone must act, sue or object move forward (民法典 203; 民事诉讼法 85). Limitation periods
#:   are terms of the same chapter. A deemed effect waits for the last day on which an objection can be made.
#: - What is counted backward, and what is paid, moves back: later would be too late for whom it protects
#:   (保障农民工工资支付条例 14 for pay days; the yearly round of wage funds feeds them).
#: - A state that lasts and ends by itself (a sanction, a posting, keeping a ledger, a yearly round of visits) needs
#:   nobody to act on its last day: it ends on the corresponding day, rest day or not, and is never provisional.
ROLL_OF_KIND = {
    RuleKind.DEADLINE: Roll.FORWARD,
    RuleKind.TARGET: Roll.FORWARD,
    RuleKind.LIMITATION: Roll.FORWARD,
    RuleKind.DEEMED: Roll.FORWARD,
    RuleKind.RIGHT: Roll.FORWARD,
    RuleKind.NO_FIXED_TERM: Roll.FORWARD,
    RuleKind.BEFORE: Roll.BACK,
    RuleKind.ROLL_BACK: Roll.BACK,
    RuleKind.RECURRING: Roll.BACK,
    RuleKind.TERM: Roll.NONE,
    RuleKind.RETENTION: Roll.NONE,
    RuleKind.QUOTA: Roll.NONE,
}

#: Jurisdictions with a name of their own, by the head of their division codes; others are called by those digits.
NAMED = {"33": "zhejiang", "330327": "cangnan"}
EVERYWHERE = ("national", "court")
#: Longer than any term of the law, and well inside what the calendar can count to.
MOST_DAYS, MOST_MONTHS = 9999, 360


class NoSuchRule(LookupError):
    """No version of the rule is in force there and then. Says so in a sentence."""


class RuleRefused(Refusal):
    """A version that cannot be added."""


def jurisdictions_of(division_code: str) -> tuple[str, ...]:
    """Jurisdictions that hold at an official division (any length), general first: the nation, the courts, the
    province, city and county. One of Zhejiang's is ``zhejiang``, Cangnan is ``cangnan``."""
    heads = [division_code[:length] for length in (2, 4, 6) if len(division_code) >= length]
    return (*EVERYWHERE, *(NAMED.get(head, head) for head in heads))


def jurisdictions_named(name: str | None) -> tuple[str, ...]:
    """The same from a jurisdiction's name or a division code; None is the nation alone."""
    if not name or name in EVERYWHERE:
        return EVERYWHERE
    heads = {named: head for head, named in NAMED.items()}
    return jurisdictions_of(heads.get(name, name))


def term_of(rule: Rule) -> Term | None:
    """How long and counted how; None when the rule itself gives no length (无固定期限)."""
    kind = RuleKind(rule.kind)
    back, roll = kind is RuleKind.BEFORE, ROLL_OF_KIND[kind]
    if rule.months is not None:
        return Term(rule.months, Unit.MONTHS, back, roll)
    return None if rule.days is None else Term(rule.days, Unit(rule.unit), back, roll)


def extension_of(rule: Rule) -> Term | None:
    """The extension the rule allows, counted from the term's last day; None when it names no length."""
    if rule.extension_days is None:
        return None
    return Term(rule.extension_days, Unit(rule.extension_unit), False, ROLL_OF_KIND[RuleKind(rule.kind)])


def in_force(rule: Rule, on: datetime.date) -> bool:
    """Whether this version holds on a day; both its dates are included."""
    starts, ends = rule.effective_from, rule.effective_to
    return rule.active and (starts is None or starts <= on) and (ends is None or on <= ends)


class RuleBook:
    """All versions of all rules, in memory."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.versions: dict[str, list[Rule]] = {}
        self.overriders: dict[str, set[str]] = {}
        for rule in sorted(rules, key=lambda rule: -rule.version):
            self.versions.setdefault(rule.rule_id, []).append(rule)
            if rule.overrides:
                self.overriders.setdefault(rule.overrides, set()).add(rule.rule_id)

    def version(self, rule_id: str, version: int) -> Rule:
        """One version, in force or not: a running clock keeps the version it was started with."""
        for rule in self.versions.get(rule_id, ()):
            if rule.version == version:
                return rule
        raise NoSuchRule(
            _("没有期限规则 %(rule)s 的第 %(version)s 版。") % {"rule": rule_id, "version": version}
        )

    def latest(self, rule_id: str) -> Rule:
        """The newest version, in force or not."""
        if rule_id not in self.versions:
            raise NoSuchRule(_("没有编号为 %s 的期限规则。") % rule_id)
        return self.versions[rule_id][0]

    def knows(self, jurisdiction: str) -> bool:
        """Whether anything is known of a jurisdiction: a rule of its own, or its place in the country."""
        own = any(rule.jurisdiction == jurisdiction for rules in self.versions.values() for rule in rules)
        return own or jurisdiction in (*EVERYWHERE, *NAMED.values()) or jurisdiction.isdigit()

    def resolve(self, rule_id: str, jurisdictions: Sequence[str], on: datetime.date) -> Rule:
        """The version in force on a day, or the more local rule that overrides it; raises NoSuchRule."""
        found = self._find(rule_id, jurisdictions, on, frozenset())
        if found is None:
            self.latest(rule_id)
            raise NoSuchRule(
                _("期限规则 %(rule)s 在当地或在 %(day)s 不适用。") % {"rule": rule_id, "day": on.isoformat()}
            )
        return found

    def _find(
        self, rule_id: str, jurisdictions: Sequence[str], on: datetime.date, seen: frozenset[str]
    ) -> Rule | None:
        own = next(
            (
                rule
                for rule in self.versions.get(rule_id, ())
                if rule.jurisdiction in jurisdictions and in_force(rule, on)
            ),
            None,
        )
        seen = seen | {rule_id}
        local = [
            rule
            for other in sorted(self.overriders.get(rule_id, set()) - seen)
            if (rule := self._find(other, jurisdictions, on, seen)) is not None
        ]
        # The last jurisdiction named is the most local; a tie goes to the rule that was named first.
        return max(local, key=lambda rule: jurisdictions.index(rule.jurisdiction), default=own)


def _version() -> Hashable:
    return tuple(Rule.objects.order_by("pk").values_list("pk", "digest"))


_book: Versioned[RuleBook] = Versioned(_version, lambda: RuleBook(Rule.objects.all()))

#: The rules in use, at most a second behind another process's change. No query while they are fresh.
book = _book.get
forget = _book.forget
holding = _book.holding


def _refresh() -> None:
    """This transaction reads its own change now, the other threads theirs once it is committed."""
    forget()
    transaction.on_commit(forget)


def resolve(rule_id: str, jurisdictions: Sequence[str], on: datetime.date) -> Rule:
    """``RuleBook.resolve`` of the rules in use."""
    return book().resolve(rule_id, jurisdictions, on)


@transaction.atomic
def add_version(
    rule_id: str, values: Mapping[str, Any], *, acting: Acting | None, at: datetime.datetime | None = None
) -> Rule:
    """新增期限规则: a version of a rule, or a new rule: ``values`` over what its newest version says.

    Earlier versions stay; the new one wins from its ``effective_from`` on. Raises NoAuthority, RuleRefused,
    WrongValue for a single field, and Duplicate when somebody added the same version a moment ago.
    """
    need_administer_shared(acting)
    existing = RuleBook(Rule.objects.all())
    rule = _next_version(existing, rule_id, values)
    _refuse(existing, rule)
    rule.digest = digest_of(rule)
    save(rule)
    _record(rule, EventName.RULE_ADDED, acting or SYSTEM, [rule], at)
    _refresh()
    return rule


@transaction.atomic
def retire(
    rule_id: str, last_day: datetime.date, *, acting: Acting | None, at: datetime.datetime | None = None
) -> list[Rule]:
    """停用期限规则: no version is in force after ``last_day``. Returns the versions changed.

    Running clocks keep their version; whether they go on is the workflow's to say. Raises NoAuthority, RuleRefused
    and NoSuchRule.
    """
    need_administer_shared(acting)
    versions = list(Rule.objects.select_for_update(no_key=True).filter(rule_id=rule_id).order_by("version"))
    newest = RuleBook(versions).latest(rule_id)
    changed = [rule for rule in versions if _ended(rule, last_day)]
    if not changed:
        raise RuleRefused(_("期限规则 %s 已经停用。") % rule_id)
    for rule in changed:
        rule.digest = digest_of(rule)
        rule.save(update_fields=["active", "effective_to", "digest"])
    _record(newest, EventName.RULE_RETIRED, acting or SYSTEM, changed, at, last_day)
    _refresh()
    return changed


def _ended(rule: Rule, last_day: datetime.date) -> bool:
    """End one version in memory; false if it had ended already."""
    if not rule.active or (rule.effective_to is not None and rule.effective_to <= last_day):
        return False
    if rule.effective_from is not None and rule.effective_from > last_day:
        # It never came into force: an end before its beginning would say nothing.
        rule.active = False
    else:
        rule.effective_to = last_day
    return True


@transaction.atomic
def seed_rules() -> list[str]:
    """Store the built-in rules the table lacks; returns their ids. Never touches a rule that is already there."""
    known = set(Rule.objects.values_list("rule_id", flat=True))
    missing = [rule for rule in built_in() if rule.rule_id not in known]
    Rule.objects.bulk_create(missing)
    for rule in missing:
        _record(rule, EventName.RULE_ADDED, SYSTEM, [rule])
    _refresh()
    return [rule.rule_id for rule in missing]


def _next_version(existing: RuleBook, rule_id: str, values: Mapping[str, Any]) -> Rule:
    """The newest version's values with ``values`` over them, unsaved; its end is not inherited."""
    fixed = {"rule_id", "version"}
    unknown = set(values) - (set(Rule.TRACKED) - fixed)
    if unknown:
        raise RuleRefused(_("期限规则没有这些项目：%s。") % "、".join(sorted(unknown)))
    if rule_id not in existing.versions:
        return Rule(rule_id=rule_id, version=1, **values)
    newest = existing.latest(rule_id)
    inherited = {name: getattr(newest, name) for name in Rule.TRACKED if name not in fixed}
    inherited |= {"effective_from": None, "effective_to": None, "active": True, **values}
    return Rule(rule_id=rule_id, version=newest.version + 1, **inherited)


def _refuse(existing: RuleBook, rule: Rule) -> None:
    """What no single field can tell."""
    if rule.days is not None and rule.months is not None:
        raise RuleRefused(_("期限不能同时有日数和月数。"))
    if (rule.days or 0) > MOST_DAYS or (rule.months or 0) > MOST_MONTHS:
        raise RuleRefused(
            _("期限太长：最多%(days)s日或%(months)s个月。") % {"days": MOST_DAYS, "months": MOST_MONTHS}
        )
    if rule.unit == RuleUnit.HOURS and not rule.is_internal:
        raise RuleRefused(_("只有内部目标可以用小时计。"))
    if rule.extension_days is not None and not rule.extension_unit:
        raise RuleRefused(_("可延长日数缺少单位。"))
    newest = existing.versions.get(rule.rule_id, [None])[0]
    if newest is not None and newest.is_internal != rule.is_internal:
        raise RuleRefused(_("法定期限和内部目标不能互换，请另建规则。"))
    seen, above = {rule.rule_id}, rule.overrides
    while above:
        if above in seen:
            raise RuleRefused(_("优先关系绕了一圈：%s。") % above)
        seen.add(above)
        above = existing.latest(above).overrides


def _record(
    rule: Rule,
    name: EventName,
    acting: Acting,
    rows: Sequence[Rule],
    at: datetime.datetime | None = None,
    last_day: datetime.date | None = None,
) -> None:
    data = {
        "rule": rule.rule_id,
        "version": rule.version,
        "days": rule.days,
        "months": rule.months,
        "unit": rule.unit,
        "effective_from": rule.effective_from,
        "effective_to": last_day or rule.effective_to,
    }
    append(name, f"rule:{rule.rule_id}", chain=NATIONAL, acting=acting, at=at, rows=rows, data=data)
