"""``fengqiao deadline``: when a term ends, and why. See ``--help``."""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from organizations import calendar as calendars
from organizations.workdays import Calendar
from record.timekeeping import today
from workflows import rules
from workflows.deadline_steps import Step, explain
from workflows.deadlines import BadTerm, Due, OutOfCalendar, Roll, Term, Unit, due
from workflows.rule_seeds import built_in
from workflows.rules import NoSuchRule, RuleBook, term_of

UNITS = {str(unit): unit for unit in (Unit.CALENDAR, Unit.WORKING, Unit.MONTHS)}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CHUNK = 1 << 16
#: No line that says what it must is longer; a longer one is answered, not read.
LONGEST_LINE = 10_000


class BadQuestion(ValueError):
    """A question that has no answer. Says why in a sentence."""


class Command(BaseCommand):
    """Prints the last day of a term; with ``-``, of one term a line of standard input."""

    help = "计算期限届满日并说明理由"
    #: Counting needs no page to be in order, and starts a second sooner without the checks.
    requires_system_checks = []
    #: Whoever calls the command from code may hand over the lines.
    stealth_options = ("stdin",)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's own parser, which raises instead of printing its English usage."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """All texts: what is wrong with one is said in a sentence of ours."""
        parser.add_argument("source", nargs="?", help="“-”：每行读入一个 JSON 对象，每行答一个")
        parser.add_argument("--days", help="期限长度(与 --unit 配合)")
        parser.add_argument("--unit", help="calendar 日(不给则为日)、working 工作日、months 月")
        parser.add_argument("--from", dest="start", help="起算日，如 2026-09-28;不给则为今天")
        parser.add_argument("--rule", help="期限规则编号，如 mediation_close")
        parser.add_argument("--jurisdiction", help="适用地域，如 zhejiang,或行政区划代码")
        parser.add_argument("--back", action="store_true", help="向前倒计")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")

    def run_from_argv(self, argv: list[str]) -> None:
        """What the parser refuses ends like what we refuse."""
        try:
            super().run_from_argv(argv)
        except CommandError:
            self._end(_("命令的参数不能识别，用法见 fengqiao deadline --help。"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer, or end with status 2 and a sentence."""
        try:
            counter = Counter()
            if options["source"] == "-":
                self._stream(counter, options.get("stdin") or sys.stdin.buffer)
                return
            if options["source"] is not None:
                raise BadQuestion(_("参数不能识别：%s。") % options["source"])
            self._one(counter, options)
        except (BadQuestion, BadTerm, OutOfCalendar, NoSuchRule, calendars.CalendarUnpublished) as problem:
            self._end(str(problem))
        except BrokenPipeError:
            # Whoever read our answers has had enough; nothing is left to flush to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    def _end(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)

    def _one(self, counter: Counter, options: dict[str, Any]) -> None:
        question = {
            "start": options["start"],
            "rule": options["rule"],
            "jurisdiction": options["jurisdiction"],
            "back": options["back"],
        }
        if options["rule"] is None:
            question |= {"n": whole(options["days"]), "unit": options["unit"] or "calendar"}
        elif options["days"] or options["unit"]:
            raise BadQuestion(_("给了 --rule 就不能再给 --days 或 --unit。"))
        start, term = counter.read(question)
        last = counter.due(start, term)
        if counter.note:
            self.stderr.write(counter.note)
        if options["as_json"]:
            self.stdout.write(json.dumps(counter.with_steps(start, term, last), ensure_ascii=False))
            return
        mark = _("(暂定)") if last.provisional else ""
        self.stdout.write(_("期限至 %(day)s 24时届满%(mark)s。") % {"day": in_words(last.date), "mark": mark})
        for step in counter.steps(start, term):
            self.stdout.write(f"{step.date.isoformat()} {str(WEEKDAYS[step.date.weekday()])} {step.reason}")

    def _stream(self, counter: Counter, source: BinaryIO) -> None:
        if counter.note:
            self.stderr.write(counter.note)
        for lines in whole_lines(source):
            self.stdout.write("".join([counter.answer(line) + "\n" for line in lines]), ending="")
            self.stdout.flush()


class Counter:
    """Answers questions without asking the database twice."""

    def __init__(self) -> None:
        self.book: RuleBook | None = None
        self.note = ""
        try:
            self.calendar: Calendar = calendars.load()
        except (DatabaseError, calendars.CalendarUnpublished):
            # Nothing is migrated yet; the answer is what it will be right after.
            self.note = _("数据库还没有建好，按软件自带的工作日历和规则计算。")
            self.calendar = calendars.built_in_calendar()
            self.book = RuleBook(built_in())

    def answer(self, line: bytes) -> str:
        """One line's answer as JSON; a bad line's is ``{"error": sentence}``."""
        try:
            question = parsed(line)
            if question.get("start") is None:
                raise BadQuestion(_("这一行缺少起算日 start。"))
            start, term = self.read(question)
            last = self.due(start, term)
            if question.get("steps") is True:
                return json.dumps(self.with_steps(start, term, last), ensure_ascii=False)
        except (BadQuestion, BadTerm, OutOfCalendar, NoSuchRule) as problem:
            return json.dumps({"error": str(problem)}, ensure_ascii=False)
        # Written by hand: the encoder would take longer than the counting.
        return f'{{"due": "{last.date}", "provisional": {"true" if last.provisional else "false"}}}'

    def steps(self, start: datetime.date, term: Term) -> list[Step]:
        """The day-by-day reason."""
        return explain(self.calendar, start, term.n, term.unit, term.back, term.roll)

    def with_steps(self, start: datetime.date, term: Term, last: Due) -> dict[str, Any]:
        """The whole answer, plain values."""
        steps = [step.as_json() for step in self.steps(start, term)]
        return {"due": last.date.isoformat(), "provisional": last.provisional, "steps": steps}

    def due(self, start: datetime.date, term: Term) -> Due:
        """The arithmetic."""
        return due(self.calendar, start, term.n, term.unit, term.back, term.roll)

    def read(self, question: dict[str, Any]) -> tuple[datetime.date, Term]:
        """Start and term of one question; raises BadQuestion and NoSuchRule."""
        start = day(question.get("start"))
        back = question.get("back", False)
        if not isinstance(back, bool):
            raise BadQuestion(_("back 只能是 true 或 false。"))
        if question.get("rule") is not None:
            return start, self._rule(question, start, back)
        unit = question.get("unit", "calendar")
        if not isinstance(unit, str) or unit not in UNITS:
            raise BadQuestion(_("单位只能是 calendar、working 或 months。"))
        n = question.get("n")
        if not isinstance(n, int) or isinstance(n, bool):
            raise BadQuestion(_("期限长度要写成整数，如 15。"))
        return start, Term(n, UNITS[unit], back, Roll.BACK if back else Roll.FORWARD)

    def _rule(self, question: dict[str, Any], start: datetime.date, back: bool) -> Term:
        rule_id, where = question["rule"], question.get("jurisdiction")
        if not isinstance(rule_id, str) or not (where is None or isinstance(where, str)):
            raise BadQuestion(_("规则编号和适用地域要写成文字。"))
        if self.book is None:
            self.book = rules.book()
        jurisdictions = rules.jurisdictions_named(where)
        if where is None:
            # A local rule named by its own id needs no jurisdiction to be understood.
            jurisdictions = (*jurisdictions, self.book.latest(rule_id).jurisdiction)
        elif not self.book.knows(jurisdictions[-1]):
            raise BadQuestion(_("没有适用地域 %s。") % where)
        rule = self.book.resolve(rule_id, jurisdictions, start)
        term = term_of(rule)
        if term is None:
            raise BadQuestion(_("规则“%s”没有固定期限。") % rule)
        if term.unit is Unit.HOURS:
            raise BadQuestion(_("规则“%s”以小时计，没有到期日。") % rule)
        return term._replace(back=True, roll=Roll.BACK) if back else term


def parsed(line: bytes) -> dict[str, Any]:
    """The object a line holds."""
    if len(line) > LONGEST_LINE:
        raise BadQuestion(_("这一行太长。"))
    try:
        question = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise BadQuestion(_("这一行不是 JSON。")) from None
    if not isinstance(question, dict):
        raise BadQuestion(_("这一行不是 JSON 对象。"))
    return question


def day(text: object) -> datetime.date:
    """A date as ``2026-09-28``; None is today."""
    if text is None:
        return today()
    if isinstance(text, str) and DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise BadQuestion(_("没有这一天：%s。") % text) from None
    raise BadQuestion(_("日期要写成 2026-09-28 的样子。"))


def whole(text: str | None) -> int:
    """A whole number as typed."""
    if text is None:
        raise BadQuestion(_("请给出 --days 或 --rule。"))
    try:
        return int(text)
    except ValueError:
        raise BadQuestion(_("期限长度要写成整数，如 15。")) from None


def in_words(date: datetime.date) -> str:
    """2026年10月13日(星期二)."""
    return _("%(year)s年%(month)s月%(day)s日(%(weekday)s)") % {
        "year": date.year,
        "month": date.month,
        "day": date.day,
        "weekday": WEEKDAYS[date.weekday()],
    }


def whole_lines(source: BinaryIO) -> Iterator[list[bytes]]:
    """Lines as they arrive, many at a time: fast on a file, and prompt to who asks line by line and waits."""
    read = getattr(source, "read1", source.read)
    rest = b""
    while chunk := read(CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        # The start of an endless line is enough to refuse it by.
        rest = rest[: LONGEST_LINE + 1]
        if lines:
            yield lines
    if rest:
        yield [rest]
