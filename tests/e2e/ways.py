"""Ways through several pages that more than one test takes."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.people import Visitor, picture

STORY = "去年十二月到现在三个月工资没发，老板说再等等。"
TOWN = "枫桥镇"


def report(
    worker: Visitor, employer: str, category: str = "工资", look: Callable[[], object] = lambda: None
) -> str:
    """Three steps on a phone, ``look`` at each page on the way; returns the receipt code."""
    worker.open("/")
    worker.press("我要反映")
    look()
    worker.choose(category)
    worker.fill("说说经过", STORY)
    worker.press("下一步")
    look()
    worker.pick("在哪个乡镇", TOWN)
    worker.fill("单位叫什么", employer)
    worker.fill("一共多少人", "2")
    worker.fill("大约涉及多少钱", "1.8万")
    worker.press("下一步")
    look()
    worker.choose("请对单位保密")
    worker.fill("电话", "199 0000 9901")
    worker.fill("怎么称呼您", "谷雨")
    worker.attach("照片或材料", "工资条.png", picture(), "image/png")
    worker.press("下一步")
    worker.sees(employer, "18,000 元", "工资条.png")
    look()
    worker.press("提交给工会")
    worker.sees("工会收到了")
    look()
    return worker.code()


def track(worker: Visitor, code: str) -> None:
    """Opens a case by its receipt."""
    worker.open("/track/")
    worker.fill("回执码", code)
    worker.press("看进展")


def find(handler: Visitor, employer: str) -> None:
    """From the menu, by its employer's name, to the case's page."""
    handler.go("案件")
    handler.fill("编号、单位名称、职工姓名或电话", employer)
    handler.press("查找")
    handler.page.get_by_role("link", name=employer).first.click()
    handler.page.get_by_role("heading", level=1, name=employer).wait_for()
