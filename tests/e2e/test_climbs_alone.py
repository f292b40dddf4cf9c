"""A case that nobody touches climbs by itself: the served product alone, its clock moved, no command typed."""

from __future__ import annotations

import datetime
import time

import pytest

from tests.e2e.conftest import County, Meet
from tests.e2e.people import DESK, Visitor
from tests.e2e.ways import report, track

#: An enterprise with a union of its own, whose committee has both sides: its cases begin there.
WITH_UNION = "诸暨枫晚衬衫有限公司"
#: How a list names it. The demonstration has no such case of this employer.
TITLE = f"加班工资 · {WITH_UNION}"
#: That it comes is asked, not how soon: a machine with other work takes its time, and a passing test waits for nothing.
PATIENCE = 180


@pytest.fixture(autouse=True)
def at_the_start(county: County) -> None:
    county.go_on(datetime.timedelta())


def shows(visitor: Visitor, path: str, words: str, patience: float = PATIENCE) -> bool:
    """Whether ``words`` come to stand on a list, looked at again and again to its last page."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        visitor.open(path)
        while words not in visitor.text:
            further = visitor.page.get_by_role("link", name="下一页")
            if not further.count():
                break
            further.click()
        else:
            return True
        time.sleep(1)
    return False


def rows(visitor: Visitor, path: str, words: str) -> int:
    """How many lines of a list name ``words``."""
    visitor.open(path)
    return visitor.page.get_by_role("listitem").filter(has_text=words).count()


def test_nobody_answers_and_the_town_chair_finds_it_on_their_desk(county: County, meet: Meet) -> None:
    worker, chair = meet(), meet("zhuxi", window=DESK)
    assert rows(chair, "/today/", TITLE) == 0
    code = report(worker, WITH_UNION, category="加班")
    worker.press("看进展")
    worker.sees(f"{WITH_UNION}工会")
    assert rows(chair, "/today/", TITLE) == 0

    # Thursday morning: the first contact is due by tonight, and not late.
    county.go_on(datetime.timedelta(hours=20))
    time.sleep(7)
    assert rows(chair, "/today/", TITLE) == 0

    # Tuesday: late, told, handed up to the town.
    county.go_on(datetime.timedelta(days=5, hours=20))
    assert shows(chair, "/today/", TITLE)
    assert chair.page.get_by_role("listitem").filter(has_text=TITLE).count() == 1
    track(worker, code)
    worker.sees("枫桥镇总工会")


def test_a_town_that_does_not_answer_is_seen_by_the_county(county: County, meet: Meet) -> None:
    name = "诸暨无人应答针织厂"
    worker, county_chair = meet(), meet("xianzhuxi", window=DESK)
    report(worker, name)
    assert rows(county_chair, "/today/", name) == 0
    county.go_on(datetime.timedelta(days=7))
    assert shows(county_chair, "/today/", name)
    line = county_chair.page.get_by_role("listitem").filter(has_text=name)
    assert "已报到本级" in line.inner_text()
