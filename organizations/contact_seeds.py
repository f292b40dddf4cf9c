"""Checklists and duties every installation begins with. Idempotent; what an office has made of them stays.

The published mechanisms name 五必访, 三见面 and 月排查 without saying what is in them: the items here are our proposal and
each list says so in its note.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from .acting import SYSTEM
from .actions.checklists import add_duty, set_checklist
from .models import Checklist, ChecklistUse, ContactDuty, DutyWhat, ItemType, Level
from .roles import Role

#: What ships with the product is said in the reader's language; an office's own note is its own.
OURS = gettext_noop("来源只提到名称，没有写明条目；以下条目由本系统拟定，可以修改。")
YES_NO, NUMBER, CHOICE, TEXT = ItemType.YES_NO, ItemType.NUMBER, ItemType.CHOICE, ItemType.TEXT


def _item(key: str, name: str, name_en: str, kind: ItemType = YES_NO, *options: str) -> dict[str, Any]:
    return {"key": key, "name": name, "name_en": name_en, "type": str(kind), "options": list(options)}


#: code → (use, Chinese name, English name, note, items).
CHECKLISTS: dict[str, tuple[ChecklistUse, str, str, str, list[dict[str, Any]]]] = {
    "visit_basic": (
        ChecklistUse.VISIT, "走访基本情况", "Basics of a visit", gettext_noop("走访时问工资、合同、安全和心愿。"),
        [
            _item("wages", "工资是否按时足额发放", "Wages paid in full and on time"),
            _item("contracts", "是否都签了劳动合同", "Everybody has a labour contract"),
            _item("insurance", "是否都参加社会保险", "Everybody has social insurance"),
            _item("safety", "是否有安全隐患", "Safety hazards seen"),
            _item("workers", "职工人数", "Number of workers", NUMBER),
            _item("wishes", "职工的心愿和建议", "Wishes and suggestions", TEXT),
        ],
    ),
    "five_visits": (
        ChecklistUse.VISIT, "五必访", "Five who must be visited", OURS,
        [
            _item("hardship", "生活困难的职工", "Workers in hardship"),
            _item("ill", "伤病住院的职工", "Workers ill or injured"),
            _item("dispute", "发生矛盾纠纷的职工", "Workers in a dispute"),
            _item("moved", "岗位变动或离职的职工", "Workers transferred or leaving"),
            _item("new", "新入职和外来的职工", "Workers newly arrived"),
            _item("note", "走访情况", "What was heard", TEXT),
        ],
    ),
    "three_meetings": (
        ChecklistUse.VISIT, "三见面", "Three to be met", OURS,
        [
            _item("workers", "与一线职工见面", "Met workers on the floor"),
            _item("union", "与企业工会干部见面", "Met officers of its union"),
            _item("employer", "与企业负责人见面", "Met who runs the enterprise"),
            _item("note", "见面情况", "What was said", TEXT),
        ],
    ),
    "monthly_check": (
        ChecklistUse.SURVEY, "月排查", "Monthly check", OURS,
        [
            _item("arrears", "有拖欠工资的苗头", "Signs of unpaid wages"),
            _item("arrears_people", "涉及人数", "Workers concerned", NUMBER),
            _item("contracts", "有未签劳动合同的职工", "Workers without a contract"),
            _item("safety", "有安全隐患", "Safety hazards"),
            _item("layoffs", "有停产、搬迁或裁员", "Stoppage, removal or layoffs"),
            _item("crowd", "有群体性事件苗头", "Signs of a mass incident"),
            _item("mood", "职工情绪", "Mood of the workers", CHOICE, "平稳", "有议论", "不稳定"),
            _item("note", "具体情况", "Details", TEXT),
        ],
    ),
}  # fmt: skip
TOWN_CADRES = (Role.MEDIATOR, Role.WINDOW, Role.SUPERVISOR)
#: code → (role, level, what, least, most): 苍总工〔2015〕44号.
DUTIES: dict[str, tuple[str, Level | None, DutyWhat, int, int]] = {
    "own_worker": ("", None, DutyWhat.OWN_WORKER, 1, 2),
    "own_unit": ("", None, DutyWhat.OWN_UNIT, 1, 1),
    **{
        f"town_{role}_{what}": (role, Level.TOWN, what, 1, 1)
        for role in (Role.CHAIR, Role.VICE_CHAIR)
        for what in (DutyWhat.COMMUNITY, DutyWhat.ENTERPRISE)
    },
    **{f"town_{role}_enterprise": (role, Level.TOWN, DutyWhat.ENTERPRISE, 1, 1) for role in TOWN_CADRES},
}


@transaction.atomic
def seed_contacts() -> int:
    """Add the checklists and duties that are missing; returns how many."""
    lists, duties = set(Checklist.objects.values_list("code", flat=True)), set(_duties())
    added = 0
    for code, (use, name_zh, name_en, note, items) in CHECKLISTS.items():
        if code not in lists:
            set_checklist(
                acting=SYSTEM, code=code, use=use, name_zh=name_zh, name_en=name_en, items=items, note=note
            )
            added += 1
    for code, (role, level, what, least, most) in DUTIES.items():
        if code not in duties:
            add_duty(acting=SYSTEM, code=code, role=role, level=level, what=what, least=least, most=most)
            added += 1
    return added


def _duties() -> list[str]:
    return list(ContactDuty.objects.values_list("code", flat=True))
