"""A round of thirty forms, from the annexes to the annexes, by people at browsers; routine steps of the others by the door."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.utils import timezone

from tests.e2e import thirty
from tests.e2e.conftest import REHEARSAL, WEDNESDAY, County, Meet
from tests.e2e.people import DESK, Visitor
from tests.e2e.table_ways import paper
from tests.e2e.thirty import ADDED, AWAY, RETURNED
from tests.serving import CLOCK, fengqiao

Date = datetime.date
TODAY = WEDNESDAY.date()
#: 公示 of five working days is over; everybody comes into post.
ARRIVAL = Date(2026, 4, 24)
#: Six months, and nine.
END, LONGER = Date(2026, 10, 23), Date(2027, 1, 23)
TITLE = "2026年春季上挂下联"
WORDS = {
    "to_county": "附件（一）",
    "to_town": "附件（二）",
    "to_enterprise": "附件（三）",
}
SHEETS = {
    "to_county": (thirty.TO_COUNTY, thirty.COUNTY_ROWS),
    "to_town": (thirty.TO_TOWN, thirty.TOWN_ROWS),
    "to_enterprise": (thirty.TO_ENTERPRISE, thirty.ADVISERS),
}


def door(home: Path, call: str) -> str:
    """One call of ``thirty_door`` inside the county's own software; what it printed."""
    done = fengqiao(
        home, "shell", "--no-imports", "-c", f"from tests.e2e import thirty_door as door; print(door.{call})",
        FENGQIAO_SETTINGS=REHEARSAL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def thinks(worker: Visitor, code: str, grade: str) -> None:
    """群众意见 with a code, on a phone, without an account."""
    worker.open(f"/opinion/?code={code}")
    worker.page.get_by_role("group", name="您觉得").get_by_label(grade, exact=True).check()
    worker.press("提交")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime.timedelta]:
    """In place of the demonstration: its county and its people, and not one case."""
    home = tmp_path_factory.mktemp("thirty")
    start = WEDNESDAY - timezone.now()
    (home / CLOCK).write_text(str(start.total_seconds()), encoding="ascii")
    assert fengqiao(home, "migrate", "--verbosity", "0", FENGQIAO_SETTINGS=REHEARSAL).returncode == 0
    door(home, "prepare()")
    return home, start


@dataclass
class Round:
    """The people, and where their pages are."""

    county: County
    meet: Meet
    address: str = ""
    people: dict[str, Visitor] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    def who(self, username: str) -> Visitor:
        """Somebody at a browser of their own, signed in once."""
        if username not in self.people:
            self.people[username] = self.meet(username, window=DESK, expects=("status of 422",))
        return self.people[username]

    def at(self, day: Date, hour: int = 10) -> None:
        """The county's clock goes to an hour of a later day."""
        moment = datetime.datetime.combine(day, datetime.time(hour), WEDNESDAY.tzinfo)
        self.county.go_on(moment - WEDNESDAY)

    def door(self, call: str) -> str:
        """What nobody needs to press thirty times."""
        return door(self.county.server.home, call)

    def states(self) -> dict[str, str]:
        """State by name."""
        said: dict[str, str] = json.loads(self.door("said()"))
        return said

    def form(self, username: str, name: str) -> Visitor:
        """The form of somebody, before the eyes of ``username``: by its name in the list of the round."""
        visitor = self.who(username)
        if name not in self.pages:
            visitor.open(self.address)
            visitor.page.locator("main").get_by_role("link", name=name).first.click()
            visitor.page.get_by_role("heading", level=1).first.wait_for()
            self.pages[name] = visitor.page.url.removeprefix(visitor.address)
        else:
            visitor.open(self.pages[name])
        return visitor

    def asked(self, username: str, name: str) -> Visitor:
        """What waits for the signature of ``username``, from the form."""
        visitor = self.form(username, name)
        visitor.page.locator("main").get_by_role("link", name="去审批").first.click()
        visitor.page.get_by_role("heading", level=1, name="审批").wait_for()
        return visitor

    def signs(self, username: str, name: str, answer: str = "同意", note: str = "同意。") -> None:
        """An answer, pressed."""
        visitor = self.asked(username, name)
        visitor.page.get_by_role("group", name="您的意见").locator("label").filter(
            has_text=answer
        ).first.click()
        visitor.fill("说明", note)
        visitor.page.locator("main form").get_by_role("button", name="签署").click()
        visitor.page.wait_for_load_state()
        visitor.sees("已")

    def hand_in(self, username: str, name: str, file: str) -> None:
        """A paper of the form."""
        paper(self.form(username, name), "表态或签字的凭证", file)

    # ── The annexes in ──────────────────────────────────────────────────────────────────────────────────────────

    def open_round(self) -> None:
        """The county's officer begins a round."""
        officer = self.who("xianban")
        officer.open("/secondments/")
        officer.fill("名称", TITLE)
        officer.fill("报送截止日", "2026-04-30")
        officer.page.locator("main form").get_by_role("button", name="开始", exact=True).click()
        officer.sees("这一轮开始了")
        self.address = officer.page.url.removeprefix(officer.address)

    def upload(self, username: str, direction: str, content: bytes) -> Visitor:
        """An annex, up to its preview."""
        visitor = self.who(username)
        visitor.open(self.address)
        visitor.answer("哪一张附件", WORDS[direction])
        visitor.attach("附件文件", f"{WORDS[direction]}.xlsx", content, "application/vnd.ms-excel")
        visitor.press("先看一遍")
        return visitor

    def spoiled(self) -> None:
        """A column is missing: one sentence, nothing imported."""
        rows = [row[:3] for row in thirty.TOWN_ROWS]
        visitor = self.upload(
            "chuangkou", "to_town", thirty.sheet("挂职意愿表", thirty.TO_TOWN[:3], rows, merge=False)
        )
        visitor.sees("这张表缺少“备注”，请用这个方向的附件表。", "还没有呈报表")

    def imported(self) -> None:
        """Merged titles, an unknown unit, a row without a name: each has its sentence, and the good rows are taken."""
        bad = [("无名山联合工会", "骆无名", thirty.WISH, ""), (thirty.VILLAGE, "", thirty.WISH, "待定")]
        visitor = self.upload(
            "chuangkou", "to_town", thirty.sheet("挂职意愿表", thirty.TO_TOWN, [*thirty.TOWN_ROWS, *bad])
        )
        visitor.sees("无名山联合工会", "没有写人名。", "填表人：方经纬", "现在还什么都没有导入。")
        visitor.press("导入 24 份")
        visitor.sees("已导入24份呈报表，0份原来就有，2行没有采用。")
        again = self.upload(
            "chuangkou", "to_town", thirty.sheet("挂职意愿表", thirty.TO_TOWN, thirty.TOWN_ROWS)
        )
        again.sees("没有可以导入的新行", "有 24 行原来就有，不会重复。")
        for direction in ("to_county", "to_enterprise"):
            columns, rows = SHEETS[direction]
            officer = self.upload("xianban", direction, thirty.sheet(WORDS[direction], columns, rows))
            officer.press("导入 3 份")
            officer.sees("已导入3份呈报表，0份原来就有，0行没有采用。")
        assert len(self.states()) == 30

    # ── Returned, and filed again ───────────────────────────────────────────────────────────────────────────────

    def returned(self) -> None:
        """The sending unit's chair returns one; it is corrected, put again, agreed; the person answers for themselves."""
        name = RETURNED
        self.form("chuangkou", name).step("提交选送单位审核")
        self.asked("qiye_zhuxi", name).sees("退回的，呈报表回到选送单位修改")
        self.signs("qiye_zhuxi", name, "退回", "请补上现任职务。")
        visitor = self.form("chuangkou", name)
        visitor.sees("请补上现任职务。")
        visitor.step("修改呈报表", 现任职务="其他工会干部")
        self.form("chuangkou", name).step("提交选送单位审核")
        self.signs("qiye_zhuxi", name)
        self.hand_in("chuangkou", name, "用人单位同意书.pdf")
        self.form("chuangkou", name).step(
            "登记书面同意", 书面材料="用人单位同意书.pdf", 落款日期=TODAY.isoformat(), 挂职期间工资由谁发="选送单位",
            挂职期间工伤保险由谁缴="选送单位",
        )  # fmt: skip
        self.form("chuangkou", name).step("甄选并报送", 甄选情况="条件符合。")
        self.form("tiaojie", name).step("接收单位表态", 意愿="愿意")
        person = self.who("guazhi")
        person.open("/secondments/mine/")
        person.press("本人表态")
        person.answer("愿意去这个单位挂职吗", "愿意")
        person.page.locator("main form").get_by_role("button", name="本人表态").click()
        person.page.wait_for_load_state()
        self.form("chuangkou", name).step("报县总工会审批", 理由="双方都已选定。")

    # ── The county's chain ──────────────────────────────────────────────────────────────────────────────────────

    def added(self) -> None:
        """加签: the vice-chair wants the supervisor's word first."""
        name = ADDED
        visitor = self.asked("xianfuzhuxi", name)
        visitor.start("加签")
        visitor.pick("请谁加签", "郦察")
        visitor.answer("什么时候签", "在我之前签")
        visitor.fill("请对方看什么", "请督查室先看手头的督办件能不能移交。")
        visitor.page.locator("main form").get_by_role("button", name="加签").click()
        visitor.page.wait_for_load_state()
        self.signs("ducha", name, note="可以移交。")
        self.signs("xianfuzhuxi", name)
        self.signs("xianzhuxi", name)

    def away(self) -> None:
        """委托: the chair goes away and names who signs; the deputy signs in the chair's place."""
        name = AWAY
        self.signs("xianfuzhuxi", name)
        chair = self.asked("xianzhuxi", name)
        chair.page.locator("main").get_by_text("可以做什么").first.click()
        chair.press("委托他人代我审批")
        chair.pick("代理人", "郦察")
        chair.fill("起", TODAY.isoformat())
        chair.fill("止", (TODAY + datetime.timedelta(days=5)).isoformat())
        chair.page.locator("main form button[type=submit]").first.click()
        chair.page.wait_for_load_state()
        visitor = self.asked("ducha", name)
        visitor.sees("您代 杨守正 审批")
        self.signs("ducha", name, note="受托同意。")
        self.form("xianban", name).sees("公示")

    # ── In post ─────────────────────────────────────────────────────────────────────────────────────────────────

    def in_post(self) -> None:
        """One is brought into post by pressing; nobody else's first day differs."""
        self.at(ARRIVAL)
        name, host = ADDED, "tiaojie"
        self.form("xianban", name).step("公示结束")
        self.form("xianban", name).step("登记到岗", 到岗日=ARRIVAL.isoformat(), 约定期满日=END.isoformat())
        self.form(host, name).step(
            "三公开", 身份="挂职干部", 职责="协助调处矛盾", 廉洁规定="不收礼金", 公开日期=ARRIVAL.isoformat()
        )
        self.hand_in(host, name, "二承诺书.pdf")
        self.form(host, name).step(
            "签订二承诺", 职责承诺="按时到岗", 目标承诺="建会三家", 签订日期=ARRIVAL.isoformat(), 签字的承诺书="二承诺书.pdf"
        )  # fmt: skip
        self.form(host, name).step("开始履职")
        self.door("bring('serving')")
        assert set(self.states().values()) == {"serving"}

    def lengthened(self) -> None:
        """特批延长 to nine months: refused beyond twelve with the reason, then asked, signed twice, done."""
        self.at(Date(2026, 9, 10))
        name = AWAY
        visitor = self.form("tiaojie", name)
        visitor.start("提请特批延长")
        visitor.fill("延长到哪天", "2027-05-01")
        visitor.fill("理由", "集体协商正在关键阶段。")
        visitor.page.locator("main form").get_by_role("button", name="提请特批延长").click()
        visitor.sees("连同延长最迟到2027-04-23")
        visitor.fill("延长到哪天", LONGER.isoformat())
        visitor.finish("提请特批延长")
        self.signs("xianfuzhuxi", name)
        self.signs("xianzhuxi", name)
        self.form("xianban", name).sees("2027年1月23日")

    # ── Assessed ────────────────────────────────────────────────────────────────────────────────────────────────

    def opinions(self, name: str, given: Sequence[str]) -> None:
        """Codes are handed out, used at a phone without an account, and the box is closed."""
        officer = self.form("xianban", name)
        officer.start("发放测评码")
        officer.answer("发给谁", "服务的职工和单位")
        officer.fill("几个", str(len(given)))
        officer.page.locator("main form").get_by_role("button", name="发放测评码").click()
        officer.sees("每个码只能用一次")
        codes = officer.page.locator(".md-signers .fq-num").all_inner_texts()
        assert len(codes) == len(given)
        worker = self.meet(expects=("status of 422",))
        for code, grade in zip(codes, given, strict=True):
            thinks(worker, code, grade)
            worker.sees("没有记下是谁写的")
        thinks(worker, codes[0], "称职")
        worker.sees("这个测评码不对，或已经用过。")
        self.form("xianban", name).step("结束群众意见收集")

    def assessed(self, name: str, grade: str) -> None:
        """Host's mark, the county's proposal, the chair's decision."""
        self.form("tiaojie", name).step("接收单位评价", 等次=grade, 评价的依据="到岗率高。")
        self.form("xianban", name).step("拟定考核等次", 等次=grade, 评定的依据="综合各项。")
        self.signs("xianzhuxi", name)
        self.form("xianban", name).sees("挂职期满，考核完毕")

    def all_assessed(self) -> None:
        """Two are pressed through, with opinions; then the one that was lengthened, three months after all others."""
        self.at(Date(2026, 10, 26))
        for name in (ADDED, RETURNED):
            self.form("xianban", name).step("期满转入考核", 实际结束日=END.isoformat())
        self.opinions(ADDED, ("优秀", "优秀", "称职", "称职", "优秀"))
        self.assessed(ADDED, "优秀")
        self.opinions(RETURNED, ("称职",) * 3)
        self.form("xianban", RETURNED).sees("不足五份")
        self.assessed(RETURNED, "称职")
        self.door(f"bring('closed', skip={[AWAY]!r})")
        self.at(Date(2027, 1, 25))
        self.form("xianban", AWAY).step("期满转入考核", 实际结束日=LONGER.isoformat())
        self.assessed(AWAY, "称职")
        assert set(self.states().values()) == {"closed"}

    # ── The annexes out ─────────────────────────────────────────────────────────────────────────────────────────

    def closed(self) -> None:
        """结束这一轮."""
        officer = self.who("xianban")
        officer.open(self.address)
        officer.press("结束这一轮")
        officer.page.locator("main form button[type=submit]").first.click()
        if officer.page.locator("dialog[open]").count():
            officer.agree_to_what_follows()
        officer.sees("这一轮结束了，不再收新的呈报表。")

    def annexes_out(self) -> None:
        """Each annex has exactly its columns, and in every cell what went in."""
        officer = self.who("xianban")
        for direction, (columns, rows) in SHEETS.items():
            officer.open(self.address)
            with officer.page.expect_download() as taken:
                officer.page.locator("main").get_by_role("link", name=WORDS[direction], exact=True).click()
            headings, cells = thirty.read_back(taken.value.path().read_bytes())
            assert headings == list(columns)
            assert cells == [list(row) for row in rows]
        checked = fengqiao(self.county.server.home, "verify-log", FENGQIAO_SETTINGS=REHEARSAL)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_thirty_forms_from_the_annexes_to_the_annexes(county: County, meet: Meet) -> None:
    story = Round(county, meet)
    for step in ("open_round", "spoiled", "imported", "returned"):
        getattr(story, step)()
    story.door(f"bring('county_review', skip={[RETURNED]!r})")
    for step in ("added", "away"):
        getattr(story, step)()
    story.door("bring('notice')")
    for step in ("in_post", "lengthened", "all_assessed", "closed", "annexes_out"):
        getattr(story, step)()
