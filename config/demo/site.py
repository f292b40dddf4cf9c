"""Forty-seven workers of a building site: spreadsheet, joint check, four parties, two versions, a plan, one part missed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cases.imports.claims import ClaimRow
from cases.models import Claim, SeatKind
from cases.wages.claims import Figures

from . import checks
from . import seating as at
from . import stories as s
from .arrears import month, pay_instalment, signal, warn
from .cases import FQ, GIVEN, SURNAMES, W, facts
from .timeline import Tale, Told

MEDIATOR = "tiaojie"
PEOPLE = 47
#: The last three of the list do not go along: one says no, two say nothing.
APART = 3
SITE = facts(
    400, FQ, "枫江劳务", W, PEOPLE, None, by="chuangkou", source="visit", disclosure="open",
    signals=[signal("late_pay", 65, "visit")],
    story="工地班组四十七人，两个月工资没有发，分包说总包没拨款，总包说已经拨了。",
)  # fmt: skip


def sheet(tale: Tale) -> list[ClaimRow]:
    """The班组 wage list: two months of each worker, some with deductions and part already paid. Names are made up."""
    rows = []
    for number in range(PEOPLE):
        name = (
            SITE["name"]
            if number == 0
            else SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 5 + 1) % len(GIVEN)]
        )
        phone = SITE["phone"] if number == 0 else f"199003{number:05d}"
        for back in (2, 1):
            due = Decimal(5600 + number * 37 % 900) + Decimal(number % 4) / 4
            figures = Figures(
                due, Decimal(120 if number % 9 == 4 else 0), Decimal(1500 if number % 6 == 2 else 0)
            )
            first = number * 2 + 2
            rows.append(ClaimRow(first + 2 - back, first, name, "", phone, month(tale, back), figures))
    return rows


def reported(tale: Tale) -> Iterator[float]:
    """The班组 comes to the window; red, so the emergency track; the list is imported."""
    warn(tale, SITE)
    yield 0.02
    tale.do(
        "chuangkou",
        "emergency_entry",
        note="四十七人在镇联调中心登记，情绪平稳，推举三人说话。",
        lead=tale.county.people[MEDIATOR],
    )
    tale.do("zhuxi", "assign", mediator=tale.county.people[MEDIATOR], note="今天就把名单和金额核出来。")
    yield 0.05
    tale.do(MEDIATOR, "import_claims", rows=sheet(tale), file_sha256="0" * 64)
    for role, name, ground, limit in (
        ("sub", "诸暨枫江建筑劳务有限公司", "direct", ""),
        ("general", "浙江杜黄新桥建设有限公司", "advance", ""),
        ("developer", "诸暨晚枫置业有限公司", "advance_funds", "400000"),
    ):
        tale.do(MEDIATOR, "add_payer", role=role, name=name, ground=ground, limit=limit)


def checked(tale: Tale) -> Iterator[float]:
    """联调 of four bodies, answered in two days, summed up."""
    yield from reported(tale)
    yield 1
    checks.ask(tale, MEDIATOR, checks.LABOUR, checks.JUSTICE, checks.SAFETY, checks.RESIDENTS)
    tale.do("zhuxi", "stand_down", reason="总包先垫付了生活费，工人已回宿舍。")
    yield 0.1
    checks.answer(tale, checks.RESIDENTS)
    checks.answer(tale, checks.LABOUR, "工资专户流水.pdf")
    yield 1
    checks.answer(tale, checks.SAFETY)
    checks.answer(tale, checks.JUSTICE)
    yield 0.1
    tale.do(
        MEDIATOR,
        "sum_up",
        conclusion="confirmed",
        note="四十七人两个月工资属实，总包先行清偿，建设单位以未结清工程款为限垫付。",
    )
    tale.do(MEDIATOR, "record_finding", finding="confirmed", note="联调意见一致，名单逐人签字确认。")
    tale.do(MEDIATOR, "confirm_arrears")


def seated(tale: Tale) -> Iterator[float]:
    """Three representatives by a 推举书; two employers, four seats, one room."""
    yield from checked(tale)
    yield 0.02
    tale.do(MEDIATOR, "add_evidence", file=s.proof(), kind="mandate")
    codes = at.parties(tale)
    tale.do(MEDIATOR, "name_representatives", representatives=codes[:3], stands_for=codes[3:-APART])
    tale.set_table(MEDIATOR, form="four")
    at.fill(tale, MEDIATOR, FQ)
    tale.do(MEDIATOR, "add_seat", kind=SeatKind.EMPLOYER, employer=tale.county.employers["杜黄建设"])
    at.notify(tale, MEDIATOR, FQ, 1)
    yield 1
    at.open_session(tale, MEDIATOR)
    at.minutes(
        tale, MEDIATOR, "分包、总包都到会。总包同意先行清偿，分两期；工人代表要求三个月内付清。", "签到表.pdf"
    )


def owed_to_all(tale: Tale) -> Decimal:
    """What the proposal is about: all that is owed to everybody at the table."""
    return sum((claim.owed for claim in Claim.objects.filter(case=tale.served)), Decimal(0))


def offer(tale: Tale, text: str, *parts: tuple[str, Decimal, int]) -> None:
    """One version, put to all."""
    at.propose(tale, MEDIATOR, text, *parts)
    tale.do(MEDIATOR, "ask_consents")


def consented(tale: Tale) -> Iterator[float]:
    """The first version is refused by the general contractor; the second finds forty-four."""
    yield from seated(tale)
    owed = owed_to_all(tale)
    half = (owed / 2).quantize(Decimal("1.00"))
    offer(tale, "总包分两期先行清偿。", ("第一期", half, 12), ("第二期", owed - half, 40))
    at.on_paper(tale, MEDIATOR, at.waiting(tale, "worker")[:6])
    yield 1
    at.answer(tale, at.seats(tale, "employer")[1], "no", "第一期筹不到一半，请改成三期。")
    part = (owed * 4 / 10).quantize(Decimal("1.00"))
    rest = ((owed - part) / 2).quantize(Decimal("1.00"))
    offer(
        tale, "总包分三期先行清偿，分包配合核对名单；有一期未付，其余视为到期。",
        ("第一期四成", part, (tale.in_working_days(4) - tale.day).days),
        ("第二期三成", rest, (tale.in_working_days(7) - tale.day).days),
        ("第三期余款", owed - part - rest, 75),
    )  # fmt: skip
    yield from _answers(tale)


def _answers(tale: Tale) -> Iterator[float]:
    yield 0.05
    workers = at.waiting(tale, "worker")
    at.on_paper(tale, MEDIATOR, workers[20:-APART])
    at.answer(tale, at.seats(tale, "committee")[0], note="同意，请总包每期付后公示名单。")
    at.answer(tale, at.seats(tale, "employer")[1])
    yield 1
    at.on_paper(tale, MEDIATOR, workers[:20])
    at.on_paper(tale, MEDIATOR, workers[-1:], "no", "家里等着用钱，要求一次付清。")
    at.everybody(tale, MEDIATOR, "worker")
    tale.do(MEDIATOR, "end_collection", reason="两名工人已回老家，电话里说再想想。", **at.question(tale))


def group(tale: Tale) -> Iterator[float]:
    """Signed, planned, the first part paid, the second missed; nobody follows it up, so the county has it."""
    yield from consented(tale)
    yield 0.05
    at.signed_and_sealed(tale, MEDIATOR)
    yield 1
    tale.do(MEDIATOR, "close_table", note="协议已送达各方，还款在欠薪案件里跟踪。")
    tale.leave_table()
    yield 2
    pay_instalment(tale, MEDIATOR, 1)
    yield 9
    tale.do("ducha", "urge", note="第二期已经逾期，请说明总包资金情况。")


GROUPS = [Told("gong-01", 19, group, in_working_days=True)]
