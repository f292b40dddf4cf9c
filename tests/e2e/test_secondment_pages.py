"""A round in the browser: opened and given more time, a form filled in at a desk, the person's own page, and how all of it looks."""

from __future__ import annotations

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import WEDNESDAY, Meet
from tests.e2e.looking import faults
from tests.e2e.people import DESK, PAPER, Visitor

TITLE, PERSON, SENDER = "2026年下半年上挂下联", "何信", "枫桥镇总工会"
TODAY = WEDNESDAY.date()
FIRST, LAST = datetime.date(2026, 7, 1), datetime.date(2026, 10, 31)


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def looked_at(visitor: Visitor, axe: Axe, window: tuple[int, int] = DESK) -> None:
    """The page just opened has no fault at any width."""
    assert "\n".join(faults(visitor, axe)) == ""
    visitor.page.set_viewport_size({"width": window[0], "height": window[1]})


def case_opened(visitor: Visitor) -> str:
    """The code of the case whose page is open."""
    visitor.page.wait_for_url("**/cases/*/**")
    return visitor.page.url.split("/cases/")[1].split("/")[0]


def test_a_round_from_its_opening_to_the_persons_own_choice(meet: Meet, axe: Axe) -> None:
    county = meet("xianzhuxi", window=DESK)
    county.name = "county"
    county.go("上挂下联")
    county.fill("名称", TITLE)
    county.fill("报送截止日", (TODAY + datetime.timedelta(days=10)).isoformat())
    looked_at(county, axe)
    county.press("开始")
    county.sees("这一轮开始了")
    county.press("改截止日")
    looked_at(county, axe)
    county.fill("新的报送截止日", (TODAY + datetime.timedelta(days=20)).isoformat())
    county.fill("为什么改", "村社换届，推迟报送")
    county.press("改截止日")
    county.sees("报送截止日已改", "村社换届，推迟报送")
    looked_at(county, axe)

    window = meet("chuangkou", window=DESK, expects=("422 (Unprocessable Entity)",))
    window.name = "window"
    window.go("上挂下联")
    window.press(TITLE)
    window.press("乡镇（街道）到县总工会挂职")
    looked_at(window, axe)
    window.pick("选送单位", SENDER)
    window.fill("挂职对象", PERSON)
    window.fill("挂职意愿时间", "2026年7月至2026年10月")
    window.fill("意愿起", FIRST.isoformat())
    window.fill("意愿止", FIRST.isoformat())
    window.page.get_by_label("意愿止").fill("2026-06-01")
    window.press("建立呈报表")
    window.sees("挂职意愿的结束日早于开始日")
    assert window.page.get_by_label("挂职对象").input_value() == PERSON
    window.page.get_by_label("意愿止").fill(LAST.isoformat())
    window.press("建立呈报表")
    window.sees("呈报表已建立", PERSON)
    code = case_opened(window)
    looked_at(window, axe)
    window.step("提交选送单位审核")

    chair = meet("zhuxi", window=DESK)
    chair.open(f"/cases/{code}/")
    chair.press("去审批")
    chair.choose("同意")
    chair.page.get_by_role("button", name="签署").click()
    if chair.page.locator("dialog[open]").count():
        chair.agree_to_what_follows()
    chair.sees("已同意")
    _town_files(window, code)

    person = meet("xinxi", expects=("404 (Not Found)",))
    person.name = "person"
    person.go("上挂下联")
    person.sees(TITLE, "请表明您愿不愿意去")
    looked_at(person, axe, (390, 844))
    person.press("本人表态")
    person.choose("愿意")
    looked_at(person, axe, (390, 844))
    person.page.locator("main form").get_by_role("button", name="本人表态").click()
    person.sees("已办：本人表态")
    person.open(f"/cases/{code}/")
    person.sees("没有找到")


def _town_files(window: Visitor, code: str) -> None:
    """The party organisation's opinion as a paper, then the town files."""
    window.open(f"/cases/{code}/")
    window.start("提交材料")
    window.choose("党组织意见")
    window.attach("文件", "党组织意见.pdf", PAPER, "application/pdf")
    window.finish("提交材料")
    window.step("登记书面同意", 党组织意见="党组织意见", 落款日期=TODAY.isoformat())
    window.step("甄选并报送")


def test_settings_and_assessments_look_well_on_every_screen(meet: Meet, axe: Axe) -> None:
    admin = meet("xitong", window=DESK)
    admin.name = "admin"
    admin.open("/office/secondments/")
    looked_at(admin, axe)
    admin.press("诸暨市总工会")
    looked_at(admin, axe)
    admin.fill("公示工作日", "7")
    admin.press("保存为新的一版")
    admin.sees("7个工作日")
    county = meet("xianzhuxi", window=DESK)
    county.name = "county"
    county.go("上挂下联")
    county.page.get_by_role("link", name="2025年3月上挂下联").click()
    looked_at(county, axe)
    county.press("考核一览")
    county.sees("本轮")
    looked_at(county, axe)
