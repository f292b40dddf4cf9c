"""三方/四方协商 in the demonstration: one table in every state, each held for a dispute of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import seating as at
from . import stories as s
from .cases import DK, FQ, OT, C, T, W, facts
from .timeline import Tale, Told

Facts = dict[str, Any]
CREW = (
    "王根水",
    "李阿毛",
    "周小芬",
    "吴长生",
    "郑桂兰",
    "孙国良",
    "钱美凤",
    "冯连根",
    "蒋小妹",
    "沈水土",
    "韩阿大",
)


def handler(given: Facts) -> str:
    """Who mediates there."""
    return s.team(given)[1]


def set_up(tale: Tale, given: Facts, days: int = 1) -> Iterator[float]:
    """A dispute that goes to a table; everybody is told of a session ``days`` working days on."""
    yield from s.mediating(tale, given)
    yield 0.02
    who, town = handler(given), given["town"]
    tale.set_table(who, form=at.form_of(town))
    at.fill(tale, who, town)
    yield 0.02
    at.notify(tale, who, town, days)


def preparing(tale: Tale, given: Facts) -> Iterator[float]:
    """Set, and not everybody has been asked yet."""
    yield from s.mediating(tale, given)
    yield 0.05
    tale.set_table(handler(given), form=at.form_of(given["town"]))
    kind, body = at.BODIES[given["town"]][0]
    tale.do(handler(given), "add_seat", kind=kind, partner=tale.county.partners[body])


def talking(tale: Tale, given: Facts, said: str = "") -> Iterator[float]:
    """The first session."""
    yield from set_up(tale, given)
    yield 1
    at.open_session(tale, handler(given))
    yield 0.02
    at.minutes(
        tale,
        handler(given),
        said or "双方各自说明情况。单位认可拖欠的事实，对金额有出入，带来了工资台账。",
        "第一次会议记录.pdf",
    )


def adjourned(tale: Tale, given: Facts) -> Iterator[float]:
    """休会 until the accounts are checked."""
    yield from talking(tale, given)
    yield 0.02
    tale.do(
        handler(given), "adjourn", reason="双方对加班时数说法不一，等会计和职工代表一起对账。",
        starts_at=tale.on_working_day(3), place=at.ROOM[given["town"]],
    )  # fmt: skip


def waits_longer(tale: Tale, given: Facts) -> Iterator[float]:
    """Adjourned, and extended with both sides' consent and the chair's approval."""
    yield from talking(tale, given)
    yield 0.02
    tale.do(
        handler(given), "adjourn", reason="公司的考勤机送修，等数据导出来再谈。", starts_at=tale.on_working_day(9),
        place=at.ROOM[given["town"]],
    )  # fmt: skip
    yield 1
    at.agree_to_wait(tale, handler(given), 40)
    yield 1
    tale.do(s.team(given)[2], "approve", note="双方自愿，同意。", **s.open_approval(tale))


def first_version(tale: Tale, given: Facts) -> Iterator[float]:
    """A first version put to all; the seats answer the same afternoon."""
    yield from talking(tale, given)
    yield 0.04
    at.propose(
        tale, handler(given), "单位分两次付清，职工不再主张其他费用。",
        ("第一期，转账到职工本人账户", int(given["amount"] * 0.5), 20),
        ("第二期，付清余款", int(given["amount"] * 0.5), 50),
    )  # fmt: skip
    tale.do(handler(given), "ask_consents")
    yield 0.04
    for seat in at.waiting(tale, "government", "employers_body"):
        at.answer(tale, seat, note="金额和期限都在情理之中。")


def proposed(tale: Tale, given: Facts) -> Iterator[float]:
    """The employer refuses the first version; the mediator makes a second."""
    yield from first_version(tale, given)
    yield 1
    at.answer(tale, at.seats(tale, "employer")[0], "no", "第二期资金安排不开，请再宽限半个月。")
    yield 0.05
    at.propose(
        tale, handler(given), "单位分三次付清；如有一期未付，其余各期视为到期。",
        ("第一期，协议生效后付", int(given["amount"] * 0.4), 18),
        ("第二期", int(given["amount"] * 0.3), 48),
        ("第三期，付清余款并开具工资清单", int(given["amount"] * 0.3), 65),
    )  # fmt: skip


def consenting(tale: Tale, given: Facts) -> Iterator[float]:
    """A group: each worker for himself, some have answered, one said no, the employer has the proposal before it."""
    who = handler(given)
    yield from s.accepted(tale, given)
    yield 0.02
    for number, name in enumerate(CREW):
        tale.do(who, "add_party", name=name, phone=f"199001{number:05d}")
    yield 0.05
    tale.do(who, "emergency_entry", note="车间职工情绪平稳，推举了代表。", lead=tale.county.people[who])
    at.file(tale, who, "mandate", "推举书.pdf")
    codes = at.parties(tale)
    tale.do(who, "name_representatives", representatives=codes[:3], stands_for=codes[3:])
    yield 0.05
    tale.do(s.team(given)[2], "stand_down", reason="已复工，代表同意坐下来谈。")
    tale.do(who, "record_finding", finding="confirmed", note="计件单和工资表相差两个月。")
    yield from _group_table(tale, given, who)


def _group_table(tale: Tale, given: Facts, who: str) -> Iterator[float]:
    yield 1
    tale.do(
        who, "receive_application", form="written", received_on=tale.day, names_applicant=True, body_kind="town"
    )  # fmt: skip
    tale.do(who, "ask_other_side", asked_on=tale.day)
    yield 0.1
    tale.do(who, "other_side_agrees", answered_on=tale.day)
    tale.do(who, "start_mediation")
    tale.set_table(who, form="four")
    at.fill(tale, who, given["town"])
    at.notify(tale, who, given["town"], 1)
    yield 1
    at.open_session(tale, who, absent=("employers_body",))
    at.minutes(tale, who, "三名代表和宣总都到会，商会请假。对欠发两个月计件工资没有争议，只谈怎么付。")
    yield 0.05
    at.propose(
        tale, who, "公司分两期付清十二名职工两个月的计件工资。", ("第一期付六成", 36_000, 20), ("第二期付四成", 24_000, 50)
    )  # fmt: skip
    tale.do(who, "ask_consents")
    yield 1
    workers = at.waiting(tale, "worker")
    at.on_paper(tale, who, workers[:5])
    at.on_paper(tale, who, workers[5:6], "no", "要求一次付清。")
    at.answer(tale, at.seats(tale, "committee")[0], note="同意，建议公司同时公示工资发放时间。")


def signing(tale: Tale, given: Facts) -> Iterator[float]:
    """All have consented; the worker and the mediator have signed."""
    yield from first_version(tale, given)
    yield 1
    at.everybody(tale, handler(given))
    yield 0.05
    tale.do(handler(given), "sign_as_mediator", **at.question(tale))
    at.on_paper(tale, handler(given), at.waiting(tale, "worker"))


def in_force(tale: Tale, given: Facts, days: tuple[int, ...] = (15, 45)) -> Iterator[float]:
    """Signed, sealed, in force; the two joint roads run, the dispute follows the terms, due so many working days on."""
    who = handler(given)
    yield from talking(tale, given)
    share = int(given["amount"] / len(days))
    due = [(tale.in_working_days(day) - tale.day).days for day in days]
    parts = [(f"第{number}期款项", share, day) for number, day in enumerate(due, 1)]
    at.propose(tale, who, "单位按期付清，职工撤回其他请求。", *parts)
    tale.do(who, "ask_consents")
    yield 1
    at.everybody(tale, who)
    yield 0.1
    at.signed_and_sealed(tale, who)


def failed(tale: Tale, given: Facts) -> Iterator[float]:
    """The employer leaves the table; the dispute has failed with it."""
    yield from talking(tale, given, "单位代表中途离席，称要请律师。")
    yield 1
    tale.do(handler(given), "fail", ground="consent_withdrawn", note="单位书面表示不再参加协商。")


def closed(tale: Tale, given: Facts) -> Iterator[float]:
    """Everything as it should be: in force, filed, paid, the dispute closed."""
    who = handler(given)
    yield from in_force(tale, given, (12,))
    yield 2
    tale.do(who, "close_table", note="协议已送达各方，款项在原案件里跟踪。")
    tale.leave_table()
    yield 6
    term = tale.case.terms.get()
    tale.do(who, "perform_term", term=term.code, paid=term.amount, performed_on=tale.day, note="银行转账凭证")
    tale.do(who, "add_evidence", file=s.proof(), kind="proof")
    tale.do(who, "ask_close", reason="协议款项已全部付清，凭证在卷。")
    yield 1
    tale.do(s.team(given)[2], "approve", note="同意结案。", **s.open_approval(tale))
    yield 3
    tale.do(who, "return_call", note="职工表示款项已到账。")


def told(key: str, ago: int, story: Any, given: Facts, **more: Any) -> Told:
    """One of them, ``ago`` working days ago."""
    return Told(key, ago, s.whole(story, given, **more), in_working_days=True)


TABLES = [
    told("zhuo-01", 7, preparing, facts(101, FQ, "步溪食品", OT, 4, 16800)),
    told("zhuo-02", 7, set_up, facts(102, DK, "湄池水暖", C, 1, 23500), days=3),
    told("zhuo-03", 7, set_up, facts(103, FQ, "会稽纺机", W, 2, 18600), days=3),
    told("zhuo-04", 8, talking, facts(104, FQ, "会稽纺机", T, 1, 26000)),
    told("zhuo-05", 8, adjourned, facts(105, FQ, "步溪食品", OT, 3, 14400)),
    told("zhuo-06", 15, waits_longer, facts(106, DK, "湄池水暖", W, 2, 30600)),
    told("zhuo-07", 9, proposed, facts(107, FQ, "杜黄建设", W, 3, 54000)),
    told("zhuo-08", 6, consenting, facts(108, FQ, "枫晚衬衫", W, 12, 60000, avoids_own_union=True)),
    told("zhuo-09", 9, signing, facts(109, FQ, "会稽纺机", W, 1, 21000)),
    told("zhuo-10", 12, in_force, facts(110, FQ, "步溪食品", W, 2, 26000)),
    told("zhuo-11", 13, in_force, facts(111, FQ, "杜黄建设", W, 4, 48000), days=(2, 40)),
    told("zhuo-12", 9, failed, facts(112, FQ, "步溪食品", C, 1, 34000)),
    told("zhuo-13", 60, closed, facts(113, FQ, "会稽纺机", W, 2, 19000)),
]  # fmt: skip
