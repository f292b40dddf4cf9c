"""How a form of secondment travels in the demonstration: stages that a story puts one after another."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cases.documents import store
from cases.models import CaseKind, ConsentKind, Direction, Evidence, SecondmentRound
from organizations import calendar as calendars
from workflows.models import Answer, Signature, Verdict
from workflows.secondment.terms import last_day
from workflows.verdicts import first_before

from .files import sample
from .timeline import Story, Tale, working_day

#: Who fills in, selects and files for a union; where nobody works there, the town's or the county's officer does.
OFFICE = {
    "枫桥镇": "chuangkou", "店口镇": "dk_chuangkou", "大唐街道": "dt_chuangkou", "牌头镇": "pt_tiaojie",
    "五泄镇": "wx_tiaojie", "诸暨市": "xianban", "枫源村": "cun_tiaojie", "枫晚衬衫工会": "qiye_tiaojie",
    "白塔铜业工会": "dk_chuangkou", "金袜织造工会": "dt_chuangkou", "人社局机关工会": "xianban",
}  # fmt: skip
#: Who answers for a host that has an officer; every other host sends a paper.
HOSTS = {
    "枫桥镇": "tiaojie", "店口镇": "dk_tiaojie", "大唐街道": "dt_tiaojie", "牌头镇": "pt_tiaojie", "诸暨市": "xianban",
    "枫晚衬衫": "qiye_tiaojie",
    "白塔铜业": "bt_zhuxi",
}  # fmt: skip
COUNTY = "xianban"
Stage = Callable[[Tale, "Sent"], Iterator[float]]


@dataclass(frozen=True)
class Sent:
    """One person seconded, invented. ``host`` is a unit or an enterprise; ``account`` the user name of who can sign in."""

    name: str
    direction: Direction
    sender: str
    host: str
    months: int = 6
    standing: str = "cadre"
    note: str = ""
    account: str = ""


def tell(sent: Sent, *stages: Stage) -> Story:
    """The story of ``stages``, one after the other."""

    def told(tale: Tale) -> Iterator[float]:
        for stage in stages:
            yield from stage(tale, sent)

    return told


def waits(days: float) -> Stage:
    """A pause of so many working days between two stages."""

    def told(_tale: Tale, _sent: Sent) -> Iterator[float]:
        yield days

    return told


# ── What the stages share ───────────────────────────────────────────────────────────────────────────────────────────


def newest_round() -> SecondmentRound:
    """The round that takes forms."""
    return SecondmentRound.objects.order_by("-opened_on")[0]


def here(tale: Tale) -> str:
    """Who works where the form lies."""
    found = (key for key, unit in tale.county.units.items() if unit.pk == tale.case.unit_id)
    return OFFICE[next(found)]


def paper(tale: Tale, who: str, name: str) -> str:
    """A paper of the form is handed in; its code."""
    tale.do(who, "add_evidence", file=store(sample(f"{name}.pdf")), kind="answer")
    return Evidence.objects.filter(case=tale.case).latest("id").code


def host_of(tale: Tale, sent: Sent) -> dict[str, Any]:
    """The host as the form names it."""
    if sent.direction == Direction.TO_ENTERPRISE:
        return {"host_employer": tale.county.employers[sent.host]}
    return {"host_unit": tale.county.units[sent.host]}


def wished(tale: Tale, months: int) -> dict[str, Any]:
    """挂职意愿时间: whole months, from the first of a month some six weeks on."""
    ahead = tale.in_days(45)
    first = ahead.replace(day=1) if ahead.replace(day=1) > tale.day else ahead
    last = last_day(first, months, calendars.current())
    text = f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    return {"wish_text": text, "wish_from": first, "wish_until": last}


# ── Signatures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def turn(tale: Tale) -> Signature | None:
    """The first signature that can be given now; None while nothing is asked."""
    rows = list(
        Signature.objects.filter(
            step__approval__case=tale.case, step__approval__verdict=Verdict.OPEN, answer=Answer.OPEN
        )
        .select_related("step__approval")
        .order_by("step__order", "pk")
    )
    return next((row for row in rows if not first_before(row, rows)), None)


def answers(tale: Tale, verb: str, note: str = "", who: str = "", **more: Any) -> None:
    """Whoever's turn it is, or ``who`` for them, gives an answer."""
    row = turn(tale)
    if row is None:
        raise LookupError(f"{tale.key}: nobody is asked")
    keys = {person.pk: key for key, person in tale.county.people.items()}
    asked = row.step.approval
    signer = who or keys[row.signer_id or 0]
    said = {"note": note} if note else {}
    tale.do(signer, verb, approval=asked.code, round=row.round, **said, **more)


def one_signs(tale: Tale, sent: Sent) -> Iterator[float]:
    """One step of the chain, a working day later."""
    yield 1
    answers(tale, "approve", "同意。")


def all_sign(tale: Tale, sent: Sent) -> Iterator[float]:
    """Every step of the chain, a working day each."""
    while turn(tale) is not None:
        yield from one_signs(tale, sent)


# ── From the form to the post ───────────────────────────────────────────────────────────────────────────────────────


def drafts(tale: Tale, sent: Sent) -> Iterator[float]:
    """呈报表 is begun, with everything in it."""
    given: dict[str, Any] = (
        {"person": tale.county.people[sent.account]} if sent.account else {"name": sent.name}
    )
    tale.open(
        tale.county.actings[OFFICE[sent.sender]], CaseKind.SECONDMENT, round=newest_round(), direction=sent.direction,
        sender=tale.county.units[sent.sender], standing=sent.standing, note=sent.note,
        **wished(tale, sent.months), **host_of(tale, sent), **given,
    )  # fmt: skip
    yield 1


def submits(tale: Tale, sent: Sent) -> Iterator[float]:
    """To the sending unit's chair, who has not answered yet."""
    tale.do(OFFICE[sent.sender], "submit", note="本人自愿，工作能安排开，请审核。")
    yield 0.1


def agreed(tale: Tale, sent: Sent) -> Iterator[float]:
    """Written, submitted, agreed by the sending unit's chair."""
    yield from drafts(tale, sent)
    yield from submits(tale, sent)
    yield from all_sign(tale, sent)


def consented(tale: Tale, sent: Sent) -> Iterator[float]:
    """用人单位书面同意 or 党组织意见, on paper."""
    yield 2
    who, employer = OFFICE[sent.sender], tale.case.secondment.consent_kind == ConsentKind.EMPLOYER
    given: dict[str, Any] = {"wages_by": "sender", "insurance_by": "sender"} if employer else {}
    code = paper(tale, who, "用人单位同意书" if employer else "党组织意见")
    tale.do(who, "record_consent", paper=code, given_on=tale.day, **given)


def filed(tale: Tale, sent: Sent) -> Iterator[float]:
    """甄选并报送; after the round's day with its reason."""
    yield 1
    late = tale.day > tale.case.secondment.round.file_by
    reason = "镇里换届，报送截止那天班子会还没有开，会后第一时间报送。" if late else ""
    tale.do(here(tale), "file", note="条件符合，推荐人选。", late_reason=reason)


def host_says(
    tale: Tale, sent: Sent, choice: str = "yes", note: str = "岗位需要，愿意接收。"
) -> Iterator[float]:
    """接收单位表态: its own officer, or from a paper."""
    yield 1
    who = HOSTS.get(sent.host, "")
    written = {} if who else {"paper": paper(tale, here(tale), "接收单位回函")}
    tale.do(who or here(tale), "choose_as_host", choice=choice, note=note, **written)


def person_says(tale: Tale, sent: Sent, choice: str = "yes", note: str = "") -> Iterator[float]:
    """本人表态: signed in, or from the signed paper."""
    yield 0.1
    written = {} if sent.account else {"paper": paper(tale, here(tale), "本人意愿表")}
    tale.do(sent.account or here(tale), "choose_as_person", choice=choice, note=note, **written)


def matched(tale: Tale, sent: Sent) -> Iterator[float]:
    """From the sending chair's yes to a match of both sides, put to the county."""
    yield from consented(tale, sent)
    yield from filed(tale, sent)
    yield from host_says(tale, sent)
    yield from person_says(tale, sent)
    yield from to_county(tale, sent)


def to_county(tale: Tale, sent: Sent) -> Iterator[float]:
    """报县总工会审批."""
    yield 0.1
    tale.do(here(tale), "put_to_county", reason="接收单位和本人都已选定，材料齐全，报请审批。")


def noticed(tale: Tale, sent: Sent) -> Iterator[float]:
    """公示 is over: the first working day after its last."""
    last = tale.case.secondment.notice_until or tale.day
    yield working_days_to(tale.day, last) + 1
    tale.do(COUNTY, "end_notice")


def arrives(tale: Tale, sent: Sent) -> Iterator[float]:
    """到岗 for the months wished."""
    yield 1
    until = last_day(tale.day, sent.months, calendars.current())
    tale.do(COUNTY, "take_up", on=tale.day, until=until)


def publishes(tale: Tale, sent: Sent) -> Iterator[float]:
    """三公开."""
    yield 0.1
    tale.do(
        HOSTS.get(sent.host, COUNTY), "publish_three", identity=f"挂职干部，选送单位：{tale.county.units[sent.sender].name}",
        duties="协助做好工会组建、矛盾调处和困难职工帮扶，每周下企业两天。",
        integrity="不接受宴请和礼品，不插手企业经营，不报销个人费用。", published_on=tale.day,
    )  # fmt: skip


def begins(tale: Tale, sent: Sent) -> Iterator[float]:
    """二承诺, then service."""
    yield from publishes(tale, sent)
    yield 1
    who = HOSTS.get(sent.host, COUNTY)
    written = {} if sent.account else {"paper": paper(tale, who, "二承诺书")}
    tale.do(
        sent.account or who, "promise_two", duties="按时到岗，遵守接收单位制度，认真履行岗位职责。",
        goals=f"任期内新建工会{sent.months // 3 + 1}家，参与调处劳动争议5件，提交调研信息2篇。",
        promised_on=tale.day, **written,
    )  # fmt: skip
    tale.do(who, "begin_service")


def approved(tale: Tale, sent: Sent) -> Iterator[float]:
    """The whole way to the county's yes."""
    yield from agreed(tale, sent)
    yield from matched(tale, sent)
    yield from all_sign(tale, sent)


def in_service(tale: Tale, sent: Sent) -> Iterator[float]:
    """The whole way to the first day of service."""
    yield from approved(tale, sent)
    yield from noticed(tale, sent)
    yield from arrives(tale, sent)
    yield from begins(tale, sent)


def working_days_to(first: datetime.date, last: datetime.date) -> int:
    """How many working days on ``last`` is reached, or the first working day after it."""
    count = 0
    while first < last:
        first, count = working_day(first, 1), count + 1
    return count
