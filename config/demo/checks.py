"""联调 in the demonstration: bodies asked beside the town, one late and urged; all answered; summed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cases.documents import store
from workflows.models import BodyAnswer, CheckAnswer, CheckState

from . import stories as s
from .cases import FQ, T, W, facts
from .files import sample
from .timeline import Tale, Told

LABOUR, JUSTICE, SAFETY, RESIDENTS = "枫桥人社所", "枫桥司法所", "枫桥应急管理所", "枫桥新居民管理所"
#: What each body says when it is its turn: answer and note.
SAYS: Mapping[str, tuple[BodyAnswer, str]] = {
    LABOUR: (BodyAnswer.TRUE, "查了工资专户流水，近两个月没有代发记录；去年有一次投诉，已结清。"),
    JUSTICE: (BodyAnswer.TRUE, "劳务合同和考勤表可以互相印证，宜先调解，调解不成走支付令或仲裁。"),
    SAFETY: (BodyAnswer.NOT_OURS, "现场没有发现安全隐患，工资问题不在本所职责内。"),
    RESIDENTS: (BodyAnswer.PARTLY, "登记在册四十三人，另有四人未办居住登记，已上门补办。"),
}


def ask(tale: Tale, who: str, *names: str, days: int = 4) -> None:
    """发起联调: the usual question to each, to be answered in so many working days."""
    bodies = [{"partner": tale.county.partners[name], "question": ""} for name in names]
    tale.do(
        who,
        "ask_bodies",
        bodies=bodies,
        until=tale.in_working_days(days),
        note="请各单位同时核查，不分先后。",
    )


def row_of(tale: Tale, name: str) -> CheckAnswer:
    """What was asked of one body in the check that is going on."""
    return CheckAnswer.objects.get(
        joint_check__case=tale.case, joint_check__state=CheckState.RUNNING, partner=tale.county.partners[name]
    )


def answer(tale: Tale, name: str, paper: str = "") -> None:
    """答复 by the body's own officer."""
    said, note = SAYS[name]
    more: dict[str, Any] = {"file": store(sample(paper))} if paper else {}
    tale.do(name, "answer_check", body=row_of(tale, name).code, answer=said, note=note, **more)


def asked(tale: Tale, given: dict[str, Any], *names: str, days: int = 4) -> Iterator[float]:
    """A dispute whose mediator asks the bodies at once."""
    yield from s.accepted(tale, given)
    yield 0.1
    ask(tale, s.team(given)[1], *names, days=days)


def one_is_late(tale: Tale, given: dict[str, Any]) -> Iterator[float]:
    """One answered on the first day, two let the day pass and are urged."""
    yield from asked(tale, given, LABOUR, JUSTICE, SAFETY, days=2)
    yield 1
    answer(tale, LABOUR, "工资专户流水.pdf")
    yield 2
    tale.do(
        s.team(given)[1], "urge_check", body=row_of(tale, JUSTICE).code, note="只等贵所的意见，请今天回复。"
    )


def all_answered(tale: Tale, given: dict[str, Any]) -> Iterator[float]:
    """Everybody has answered; the centre is to sum up."""
    yield from asked(tale, given, LABOUR, JUSTICE)
    yield 1
    answer(tale, JUSTICE)
    answer(tale, LABOUR)


def summed_up(tale: Tale, given: dict[str, Any]) -> Iterator[float]:
    """Summed up; the case goes on."""
    yield from asked(tale, given, LABOUR, SAFETY)
    who = s.team(given)[1]
    yield 1
    answer(tale, SAFETY, "现场检查记录.pdf")
    yield 1
    answer(tale, LABOUR)
    yield 0.1
    tale.do(who, "sum_up", conclusion="confirmed", note="欠薪属实，现场无隐患，由工会牵头协商。")
    tale.do(who, "record_finding", finding="confirmed", note="联调意见一致。")


def told(key: str, ago: int, story: Any, given: dict[str, Any]) -> Told:
    """One of them, ``ago`` working days ago."""
    return Told(key, ago, s.whole(story, given), in_working_days=True)


CHECKS = [
    told("lian-01", 6, one_is_late, facts(301, FQ, "会稽纺机", W, 2, 17600)),
    told("lian-02", 4, all_answered, facts(302, FQ, "晚枫餐饮", T, 1, 24000)),
    told("lian-03", 6, summed_up, facts(303, FQ, "步溪食品", W, 3, 28500, team="枫桥镇二组")),
]
