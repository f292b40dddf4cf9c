"""月排查 in the demonstration: a round each month for half a year; this month's is running, and not everybody has answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cases.models import SurveyRound
from cases.surveys import answer_round, close_round, send_round

from .timeline import Story, Tale, Told

#: 信息员 of each town that asks, in the order in which they answer.
ASKED = {
    "枫桥镇": ("xx_fengyuan", "xx_fengwan", "xx_xianjin", "xx_yongning", "xx_quantang", "xx_liqiao", "xinxi", "xx_xialang"),
    "店口镇": ("xx_jinhu", "xx_baita"),
}  # fmt: skip
CHAIRS = {"枫桥镇": "zhuxi", "店口镇": "dk_zhuxi"}


def label(tale: Tale, back: int) -> str:
    """The month ``back`` months before this one."""
    number = tale.county.today.year * 12 + tale.county.today.month - 1 - back
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def said(number: int) -> dict[str, Any]:
    """One form: mostly quiet; here arrears that begin, there a hazard."""
    bad = number % 5 == 2
    return {
        "arrears": bad, "arrears_people": 6 if bad else 0, "contracts": number % 4 == 1, "safety": number % 3 == 2,
        "layoffs": number % 11 == 7, "crowd": False, "mood": "有议论" if bad else "平稳",
        "note": "东边的厂上个月工资晚发了十天。" if bad else "",
    }  # fmt: skip


def asked(town: str, back: int, answered: int, closes: bool) -> Story:
    """A round of ``town``: so many answer, one or two a day; it is closed after its day, or still runs."""

    def told(tale: Tale) -> Iterator[float]:
        acting = tale.county.actings[CHAIRS[town]]
        row = send_round(
            acting=acting, unit=tale.county.units[town], month=label(tale, back), due_on=tale.in_working_days(5),
            at=tale.moment,
        )  # fmt: skip
        yield 1
        for number, who in enumerate(ASKED[town][:answered]):
            fill_in(tale, row, who, said(number * 3 + back))
            if number == answered // 2:
                yield 1
        if closes:
            yield 5
            close_round(row, acting=acting, at=tale.moment)

    return told


def fill_in(tale: Tale, row: SurveyRound, who: str, answers: dict[str, Any]) -> None:
    """填报 by the 信息员 asked."""
    form = row.answers.get(person=tale.county.people[who])
    answer_round(form, acting=tale.county.actings[who], answers=answers, at=tale.moment)


ROUNDS = [
    Told("paicha-0", 3, asked("枫桥镇", 0, 5, closes=False), in_working_days=True),
    *(
        Told(f"paicha-{back}", 30 * back + 4, asked("枫桥镇", back, 8 - back % 3, closes=True))
        for back in range(1, 7)
    ),
    Told("paicha-d", 40, asked("店口镇", 1, 2, closes=True)),
]
