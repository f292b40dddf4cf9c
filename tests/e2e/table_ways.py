"""Ways through the pages of a wage case and of the table held for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tests.e2e.people import PAPER, Visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tick(visitor: Visitor, group: str, *names: str) -> None:
    """Several choices of one question, by what stands beside them."""
    place = visitor.page.get_by_role("group", name=group)
    for name in names:
        place.locator("label").filter(has_text=name).first.click()


def paper(visitor: Visitor, kind: str, name: str) -> None:
    """A paper put on file."""
    visitor.start("提交材料")
    visitor.answer("是什么材料", kind)
    visitor.attach("文件", name, PAPER, "application/pdf")
    visitor.finish("提交材料")


def upload(visitor: Visitor, data: bytes) -> None:
    """From the case to the preview of a list of claims."""
    visitor.press("用表格导入")
    visitor.attach("欠薪明细表", "欠薪明细.xlsx", data, XLSX)
    visitor.press("先看一遍")


def seat(visitor: Visitor, kind: str, who: str) -> None:
    """One more at the table."""
    visitor.step("增加席位", 坐什么席位=kind, 是谁=who)


def propose(visitor: Visitor, text: str, sums: Sequence[Decimal], days: Sequence[datetime.date]) -> None:
    """A version of the proposal: one term of wages a sum."""
    visitor.start("提出方案")
    while visitor.page.get_by_role("group", name=f"第 {len(sums)} 项").count() == 0:
        visitor.press("再加一项")
    visitor.fill("方案正文", text)
    for number, (amount, day) in enumerate(zip(sums, days, strict=True), 1):
        term = visitor.page.get_by_role("group", name=f"第 {number} 项")
        term.get_by_label("做什么").fill(f"支付第{number}期工资")
        term.get_by_label("金额").fill(str(amount))
        term.get_by_label("哪天前").fill(day.isoformat())
    visitor.finish("提出方案")


def record(visitor: Visitor, names: Iterable[str], answer: str, note: str = "") -> None:
    """Answers or signatures of several on one paper already on file."""
    visitor.start("登记表态或签字")
    tick(visitor, "谁的意见", *names)
    visitor.answer("怎么说", answer)
    if note:
        visitor.fill("原话或补充", note)
    visitor.finish("登记表态或签字")


def links(visitor: Visitor, *names: str) -> dict[str, str]:
    """One-time links of these and nobody else, by name."""
    visitor.start("发一次性链接")
    for box in reversed(visitor.page.locator("main form input[type=checkbox]:checked").all()):
        box.uncheck()
    tick(visitor, "发给谁", *names)
    visitor.page.locator("main form").get_by_role("button", name="发一次性链接", exact=True).click()
    visitor.sees("只显示这一次")
    cards = visitor.page.locator(".md-link").all()
    found = {card.locator("h2").inner_text(): card.locator(".md-link__url").inner_text() for card in cards}
    visitor.press("发好了，回到案件")
    return found


def by_link(visitor: Visitor, url: str, answer: str, tail: str) -> None:
    """Opens a link on a phone and answers."""
    visitor.page.goto(url)
    visitor.choose(answer)
    visitor.fill("手机号后四位", tail)
    visitor.press("提交")


def employer_answers(visitor: Visitor, paper_name: str, answer: str) -> None:
    """The newest of the employer's papers of this name, answered in its own page."""
    visitor.open("/employer/")
    visitor.page.locator("main").get_by_role("link", name=paper_name).first.click()
    visitor.choose(answer)
    visitor.press("提交")
    visitor.sees("贵单位的意见已经登记")


def pay(visitor: Visitor, amount: Decimal, *, shares: dict[str, Decimal] | None = None) -> None:
    """A payment with its voucher, by the plan's rule or to each by name."""
    visitor.start("登记收款")
    visitor.fill("收到多少", str(amount))
    visitor.attach("付款凭证", "转账回单.pdf", PAPER, "application/pdf")
    if shares:
        visitor.answer("怎么分", "按名单指定")
        visitor.press("看看怎么分")
        for name, share in shares.items():
            visitor.page.get_by_label(name).first.fill(str(share))
    visitor.finish("登记收款")
