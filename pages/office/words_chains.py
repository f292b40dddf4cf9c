"""审批流程 in words: what a chain is for, and each of its steps in a sentence a chair would say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import CaseKind
from organizations.models import PartnerKind
from organizations.roles import Role
from workflows.chains import named
from workflows.models import ApprovalKind, ChainStep, ChainTemplate, Mode, Place, Signs

#: Parts of a request that a step may be said to look at, by what is asked.
PARTS: dict[str, tuple[tuple[str, object], ...]] = {
    ApprovalKind.DECLINE: (("ground", gettext_lazy("不予受理的理由类别")),),
    ApprovalKind.REFER: (("partner", gettext_lazy("移送给谁")),),
    ApprovalKind.EXTEND: (("until", gettext_lazy("延到哪一天")),),
    ApprovalKind.CLOSE: (("conclusion", gettext_lazy("结案的结果")),),
    ApprovalKind.SECOND_SENDER: (),
    ApprovalKind.SECOND_COUNTY: (),
    ApprovalKind.SECOND_EXTEND: (("until", gettext_lazy("延到哪一天")),),
    ApprovalKind.SECOND_GRADE: (("grade", gettext_lazy("考核等次")),),
}
_FORM = (
    ("host", gettext_lazy("挂到哪里")), ("first", gettext_lazy("从哪一天起")), ("last", gettext_lazy("到哪一天止")),
    ("standing", gettext_lazy("挂职的身份")),
)  # fmt: skip
PARTS[ApprovalKind.SECOND_SENDER] = PARTS[ApprovalKind.SECOND_COUNTY] = _FORM


def parts_of(kind: str) -> list[tuple[str, str]]:
    """Parts a step may look at; of a chain for every approval all of them, each once."""
    found = PARTS.get(kind, ()) if kind else [one for each in PARTS.values() for one in each]
    return [(name, str(words)) for name, words in dict(found).items()]


def what_for(chain: ChainTemplate) -> str:
    """「结案」, or that it is for every approval."""
    return str(ApprovalKind(chain.kind).label) if chain.kind else _("各项审批")


def kind_words(chain: ChainTemplate) -> str:
    """「欠薪跟踪」, or every kind of matter."""
    return str(CaseKind(chain.case_kind).label) if chain.case_kind else _("各类事项")


def where(chain: ChainTemplate) -> str:
    """The union with all below it, or everywhere."""
    return _("%(unit)s和下级") % {"unit": chain.unit.name} if chain.unit else _("全部工会")


def who_words(step: ChainStep) -> str:
    """「县(市、区)总工会 督查员」."""
    place = str(Place(step.place).label)
    if step.signs == Signs.ROLE:
        return f"{place} {Role(step.role).label}"
    if step.signs == Signs.PARTNER:
        return _("%(place)s旁的协作单位：%(kind)s") % {
            "place": place,
            "kind": PartnerKind(step.partner_kind).label,
        }
    return _("%(place)s主席(缺位时副主席，再缺位时上级)") % {"place": place}


def how_words(step: ChainStep) -> str:
    """How a step is decided, and how long it has."""
    if step.mode == Mode.SHARE:
        how = _("%(n)d%% 的人同意即通过") % {"n": step.share}
    else:
        how = {
            Mode.ALL: _("都要同意"), Mode.ANY: _("任一人同意即通过"), Mode.IN_TURN: _("依次签，都要同意"),
            Mode.ADVISORY: _("只听意见，不影响通过"),
        }[Mode(step.mode)]  # fmt: skip
    if step.days is None:
        return how
    days = ngettext("%(n)d 个工作日内答复", "%(n)d 个工作日内答复", step.days) % {"n": step.days}
    return f"{how}，{days}"


def looks_words(step: ChainStep, kind: str) -> str:
    """What a step decides on, where it is not all of the request."""
    names = dict(parts_of(kind) or parts_of(""))
    return "、".join(names.get(name, name) for name in step.looks_at)


def in_short(steps: list[ChainStep]) -> str:
    """「1. 镇总工会审批（任一人同意即通过）→ 2. 县总工会复核（都要同意）」."""
    return " → ".join(f"{n}. {named(step)}（{how_words(step)}）" for n, step in enumerate(steps, 1))
