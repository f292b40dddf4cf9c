"""走访 of the year behind: an outing of two or three firms each month, and what those with contact relations owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .timeline import Story, Tale, Told
from .visits_going import Where, answer_all, need, problem, record, route, went

#: 店口 and 大唐 go out once a month, to firms without a union first: (days ago, who, where to).
OUTINGS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (345, "dk_tiaojie", ("湄池水暖", "越联管业")), (318, "dk_tiaojie", ("五指阀门", "白浦铸造", "屠溪模具")),
    (286, "dk_tiaojie", ("越联管业", "湄池水暖")), (255, "dk_tiaojie", ("白塔铜业", "五指阀门", "白浦铸造")),
    (224, "dk_tiaojie", ("屠溪模具", "湄池水暖")), (196, "dk_tiaojie2", ("越联管业", "白浦铸造")),
    (163, "dk_tiaojie", ("五指阀门", "屠溪模具", "白塔铜业")), (132, "dk_tiaojie2", ("湄池水暖", "越联管业")),
    (101, "dk_tiaojie", ("白浦铸造", "五指阀门")), (72, "dt_tiaojie", ("轻纺物流", "草塔针织", "柱溪针织")),
    (43, "dt_tiaojie", ("箭路织带", "金袜织造")),
)  # fmt: skip
NOT_BUILT = "诸暨枫溪口糕点坊"
#: Single visits: (days ago, who, where to, what was found, what was answered).
SINGLE: tuple[tuple[int, str, Where, str, str], ...] = (
    (388, "fuzhuxi", Where(unit="永宁村", own=True), "", ""),
    (340, "chuangkou", Where("会稽纺机"), "机台旁没有急救箱。", "已送去两个，并教了怎么用。"),
    (281, "tiaojie", Where("枫晚衬衫", own=True), "计件单价变了，班组没有开会。", "厂里补开了班组会，单价公示三天。"),
    (262, "xianzhuxi", Where(unit="枫源村", own=True), "村里想要一间职工书屋。", "已列入今年的职工书屋计划。"),
    (240, "fuzhuxi", Where(unit="全堂村", own=True), "", ""),
    (231, "xianzhuxi", Where("白塔铜业", own=True), "高温津贴只发了两个月。", "按四个月补发。"),
    (214, "xianfuzhuxi", Where("金袜织造", own=True), "", ""),
    (206, "xianfuzhuxi", Where(own=True), "", ""),
    (188, "zhuxi", Where("步溪食品", own=True), "冷库工没有发棉衣。", "已发放，并写进岗位说明。"),
    (176, "dk_zhuxi", Where(unit="金湖社区", own=True), "", ""),
    (151, "changwei", Where(unit="轻纺城社区", own=True), "驿站晚上不开门。", "延长到晚上十点。"),
    (140, "daibiao", Where(own=True), "", ""),
    (126, "tiaojie2", Where(name=NOT_BUILT), "几名学徒没有签合同。", "已补签，复印件在卷。"),
    (117, "lianluo", Where(own=True), "", ""),
    (96, "ducha", Where("会稽纺机", own=True), "", ""),
    (83, "xianlingdao", Where("轻纺物流", own=True), "装卸工想体检。", "参加了八月的免费体检。"),
    (66, "dt_zhuxi", Where("金袜织造"), "", ""),
    (63, "dt_zhuxi", Where(unit="轻纺城社区"), "", ""),
    (61, "qiye_zhuxi", Where("枫晚衬衫"), "", ""),
    (58, "dk_zhuxi", Where("湄池水暖"), "", ""),
    (49, "pt_tiaojie", Where("斗岩石材"), "粉尘口罩不够。", "厂里改为每班一个。"),
    (37, "tiaojie", Where(name="枫桥集市的外卖站点"), "等单时没有地方歇脚。", "枫一社区驿站可以进去坐。"),
    (33, "dt_chuangkou", Where("柱溪针织"), "", ""),
    (29, "dk_chuangkou", Where("屠溪模具"), "", ""),
    (26, "zhidao", Where("金袜织造"), "", ""),
    (24, "xianban", Where("轻纺物流"), "", ""),
    (16, "guazhi", Where("枫晚衬衫"), "", ""),
    (22, "jiandu", Where("杜黄建设"), "", ""),
)  # fmt: skip


def outing(number: int, who: str, firms: Sequence[str]) -> Story:
    """A route that was driven the next working day, every firm recorded; the first has a wish that was met."""

    def told(tale: Tale) -> Iterator[float]:
        visits = route(tale, who, 1, *(Where(firm) for firm in firms))
        yield 1
        for order, visit in enumerate(visits):
            tale.case = visit
            found = [need("想要一场消防演练。")] if order == 0 else []
            tale.do(who, "record", **record(30 + number * 3 + order, *found))
            if not found:
                tale.do(who, "finish")
        tale.case = visits[0]
        yield 4
        answer_all(tale, who, "请镇消防站到厂里演练了一次。")
        tale.do(who, "finish")

    return told


def single(number: int, who: str, where: Where, found: str, said: str) -> Story:
    """A visit made; what was found was answered within the week."""

    def told(tale: Tale) -> Iterator[float]:
        # What somebody would like (想) is a need, the rest a problem.
        findings = [need(found) if "想" in found else problem(found)] if found else []
        given = record(70 + number, *findings)
        went(tale, who, where, given | ({"no_union": True} if where.name else {}))
        if not found:
            tale.do(who, "finish")
            return
        yield 0.1
        tale.do(who, "follow_up")
        yield 5
        answer_all(tale, who, said)

    return told


YEAR = [
    *(Told(f"zou-l{n:02d}", ago, outing(n, who, firms)) for n, (ago, who, firms) in enumerate(OUTINGS)),
    *(Told(f"zou-d{n:02d}", one[0], single(n, *one[1:])) for n, one in enumerate(SINGLE)),
]
