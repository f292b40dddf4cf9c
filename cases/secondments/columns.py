"""The columns of the official annexes, exactly, and of our table of assessments."""

from __future__ import annotations

from cases.models import Direction

SENDER, PERSON, CHOSEN, WISH = "选送单位名称", "挂职对象", "选派对象", "挂职意愿时间"
NOTE, ENTERPRISE = "备注", "拟担任工会指导员企业"
#: 附件(一)、(二)、(三) by direction.
ANNEX = {
    Direction.TO_COUNTY: (SENDER, PERSON, WISH, NOTE),
    Direction.TO_TOWN: (SENDER, PERSON, WISH, NOTE),
    Direction.TO_ENTERPRISE: (SENDER, CHOSEN, WISH, ENTERPRISE),
}
ASSESSMENT = (
    SENDER, PERSON, "接收单位", "到岗日", "结束日", "出勤天数", "请假天数", "缺勤天数", "调研信息", "重要事项报告", "巡视督查", "走访次数",
    "群众意见份数", "群众满意率(%)", "接收单位评价", "考核等次",
)  # fmt: skip


def columns_of(direction: str) -> tuple[str, ...]:
    """The four columns of a direction's annex."""
    return ANNEX[Direction(direction)]
