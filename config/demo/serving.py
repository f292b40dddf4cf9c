"""While somebody serves in the demonstration, and how it ends: sheets, reports, inspections, opinions, grades."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from cases.models import OpinionGroup
from organizations import calendar as calendars
from organizations.acting import Acting
from workflows.engine import perform
from workflows.secondment.assessing import fingerprint, issue_codes
from workflows.secondment.terms import last_day

from .sending import COUNTY, HOSTS, Sent, Stage, all_sign, answers, here, paper, working_days_to
from .timeline import Tale

ONE = datetime.timedelta(days=1)
#: 调研信息 that people write: one a month.
REPORTS = (
    "走访未建会企业十二家，八家愿意建会，主要顾虑是会费和活动时间。",
    "小微企业工资条内容不全的占三成，建议由镇总工会统一样式。",
    "外来职工子女暑期无人看管，三家企业愿意合办托管班。",
)
E, C, B, F = "excellent", "competent", "basic", "failed"


def officer(sent: Sent) -> str:
    """Who writes for the host: its own officer, else the county's."""
    return HOSTS.get(sent.host, COUNTY)


def sheet(tale: Tale, sent: Sent, first: datetime.date) -> None:
    """考勤 of the working days from ``first`` to today, with a day of leave and two days out."""
    calendar = calendars.current()
    days = [first + ONE * number for number in range((tale.day - first).days + 1)]
    working = [day for day in days if calendar.is_working(day)]
    presence = {3: "out", 8: "leave", 12: "out"}
    rows = [{"on": day, "presence": presence.get(number, "present")} for number, day in enumerate(working)]
    tale.do(officer(sent), "record_attendance", days=rows)


def serves(*parts: str, weeks: int = 4) -> Stage:
    """So many weeks of service with their sheet; ``parts`` are what else was written down at their end."""

    def told(tale: Tale, sent: Sent) -> Iterator[float]:
        first = tale.day if not tale.case.service_entries.exists() else tale.in_days(1)
        yield weeks * 5
        sheet(tale, sent, first)
        for part in parts:
            written(tale, sent, part)

    return told


def written(tale: Tale, sent: Sent, part: str) -> None:
    """One entry of the kind ``part``: by the person where they can sign in, else through the host; or by the county."""
    own = sent.account or officer(sent)
    count = tale.case.service_entries.filter(kind=part).count()
    texts = {
        "matter": "下月随镇里外出学习三天，已向接收单位报告。",
        "support": "安排办公室一间、工作餐和下乡车辆，指定一名联络员。",
        "inspection": "到岗查看：在岗，台账齐全，走访记录能对上；要求补齐上周考勤。",
        "midterm": "任期过半，目标完成过半；调研扎实，建会进度要再快一些。",
    }
    text = texts.get(part, REPORTS[count % len(REPORTS)])
    if part == "midterm":
        tale.do(COUNTY, "check_midterm", text=text, on=tale.day)
        return
    verb, who = ("inspect", COUNTY) if part in ("inspection", "support") else ("report", own)
    tale.do(who, verb, kind=part, text=text, on=tale.day)


# ── More time ───────────────────────────────────────────────────────────────────────────────────────────────────────


def asks_longer(months: int) -> Stage:
    """提请特批延长 to so many months in all."""

    def told(tale: Tale, sent: Sent) -> Iterator[float]:
        yield 1
        first = tale.case.secondment.took_up_on or tale.day
        tale.do(
            officer(sent), "ask_longer", until=last_day(first, months, calendars.current()),
            reason="区域集体协商正在关键阶段，换人要从头来，接收单位和本人都愿意延长。",
        )  # fmt: skip

    return told


# ── The end ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def finishes(tale: Tale, sent: Sent) -> Iterator[float]:
    """期满转入考核 on the last agreed day, or the working day after it."""
    until = tale.case.secondment.until or tale.day
    yield working_days_to(tale.day, until)
    tale.do(COUNTY, "finish", on=until)


def _hand_out(tale: Tale, group: str, given: Sequence[str], spare: int) -> None:
    codes = issue_codes(len(given) + spare)
    tale.do(COUNTY, "hand_out_codes", fingerprints=[fingerprint(code) for code in codes], group=group)
    for code, grade in zip(codes, given, strict=False):
        actor = Acting.invited(tale.case.pk, code)
        tale.case = perform(tale.case, "give_opinion", actor=actor, at=tale.moment, grade=grade)


def _opinions(
    served: Sequence[str], colleagues: Sequence[str], tale: Tale, _sent: Sent, *, close: bool = True
) -> Iterator[float]:
    yield 1
    _hand_out(tale, OpinionGroup.SERVED, served, spare=4)
    if colleagues:
        _hand_out(tale, OpinionGroup.COLLEAGUES, colleagues, spare=1)
    if close:
        yield 2
        tale.do(COUNTY, "close_opinions")


def opinions(served: Sequence[str], colleagues: Sequence[str] = (), *, close: bool = True) -> Stage:
    """群众意见: codes are handed out, so many are used; the box is closed two working days later."""
    return partial(_opinions, served, colleagues, close=close)


def marked(mark: str, note: str = "到岗率高，情况熟，职工愿意找他。") -> Stage:
    """接收单位评价, by its officer or from its paper."""

    def told(tale: Tale, sent: Sent) -> Iterator[float]:
        yield 0.1
        if sent.host in HOSTS:
            tale.do(officer(sent), "mark_by_host", mark=mark, note=note)
            return
        tale.do(COUNTY, "record_host_mark", mark=mark, paper=paper(tale, COUNTY, "接收单位评价表"))

    return told


def proposed(grade: str) -> Stage:
    """拟定等次: on the county chair's desk."""

    def told(tale: Tale, _sent: Sent) -> Iterator[float]:
        yield 1
        tale.do(COUNTY, "propose_grade", grade=grade, reason="结合履职情况、群众意见和接收单位评价。")

    return told


def graded(grade: str) -> Stage:
    """评定等次: decided, and the form is closed."""

    def told(tale: Tale, sent: Sent) -> Iterator[float]:
        yield from proposed(grade)(tale, sent)
        yield from all_sign(tale, sent)

    return told


def does(who: str, verb: str, days: float = 1, **data: Any) -> Stage:
    """One step by one of the county's people, so many working days later; ``here`` is whoever works where the form lies.

    What must be known on the day (a date, a person) is given as a function of the tale.
    """

    def told(tale: Tale, _sent: Sent) -> Iterator[float]:
        yield days
        given = {name: value(tale) if callable(value) else value for name, value in data.items()}
        tale.do(here(tale) if who == "here" else who, verb, **given)

    return told


def says(verb: str, note: str, who: str = "", days: float = 1, **more: Any) -> Stage:
    """Whoever's turn it is answers, or ``who`` for them."""

    def told(tale: Tale, _sent: Sent) -> Iterator[float]:
        yield days
        answers(tale, verb, note, who, **more)

    return told


def adds(who: str, how: str, reason: str) -> Stage:
    """加签: whoever's turn it is wants somebody else's word as well."""

    def told(tale: Tale, _sent: Sent) -> Iterator[float]:
        yield 0.1
        answers(tale, "add_signer", person=tale.county.people[who], how=how, reason=reason)

    return told
