"""Words for codes: the office's own labels where it has edited them, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from django.utils.translation import gettext_lazy as _

from organizations.caching import Versioned
from organizations.models import Code, CodeList
from workflows.registry import workflow_for

Book = dict[tuple[str, str], Code]


def _version() -> Hashable:
    return tuple(Code.objects.order_by("pk").values_list("pk", "version", "is_active", "order"))


_codes: Versioned[Book] = Versioned(_version, lambda: {(c.list, c.code): c for c in Code.objects.all()})
forget = _codes.forget


def label(code_list: CodeList, code: str) -> str:
    """The label of a code; the code itself where the list does not know it, nothing for nothing."""
    found = _codes.get().get((code_list.value, code))
    return str(found) if found else code


def choices(
    code_list: CodeList, only: Collection[str] | None = None, present: str = ""
) -> list[tuple[str, str]]:
    """Codes in use with their labels, in the office's order; ``present`` stays choosable when it was retired."""
    return [
        (code.code, str(code))
        for (of_list, _code), code in _codes.get().items()
        if of_list == code_list.value
        and (code.is_active or code.code == present)
        and (only is None or code.code in only)
    ]


def has_step(kind: str, verb: str) -> bool:
    """Whether cases of this kind know the step at all."""
    return hasattr(getattr(workflow_for(kind), verb, None), "get_transitions")


def verb_label(kind: str, verb: str) -> str:
    """A step's own words: 受理, 指派调解员."""
    transition = next(iter(getattr(workflow_for(kind), verb).get_transitions()))
    return str(transition.label)


#: Why a case started at the town and not below, by the code of ``workflows.dispute.rules.start_reasons``.
START_REASONS = {
    "group": _("十人以上"),
    "serious_injury": _("有死亡或重伤"),
    "retaliation": _("有打击报复"),
    "wage_level": _("欠薪预警二级以上"),
    "no_committee": _("当地没有双方代表的调解委员会"),
    "conflict": _("承办方有利害关系"),
    "worker_asked": _("职工要求不由本企业工会办理"),
}
FINDINGS = {"confirmed": _("属实"), "partly": _("部分属实"), "not": _("不属实")}
