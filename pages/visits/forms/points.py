"""联系点 one by one: who keeps in touch with whom, changed or ended with the reason."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.actions.contacts import LONGEST_NAME, LONGEST_OFFICE, Point
from organizations.models import ContactCycle, EndReason, Person
from organizations.paths import under
from organizations.queries import employer_called
from pages.casefile.forms.base import day, line, one_of

MOST_PEOPLE, LONGEST_POINT = 600, 120
UNIT, WORKER, MODEL = "unit", "worker", "model"


def people_of(cycle: ContactCycle) -> list[tuple[str, str]]:
    """``(login name, name and union)`` of those with a post in the cycle's union or below. One query."""
    here = under(cycle.unit.path, "posts__unit__path")
    rows = Person.objects.filter(here, is_active=True, posts__ends_on=None)
    found = rows.order_by("name", "pk").values_list("username", "name", "posts__unit__short_name")
    return list(
        {one[0]: (one[0], f"{one[1]} {one[2] or ''}".strip()) for one in found[:MOST_PEOPLE]}.values()
    )


class LiaisonForm(forms.Form):
    """联络员 and 帮扶单位: what may be changed."""

    liaison = line(
        _("联络员"), LONGEST_NAME, required=False, help_text=_("姓名；有账号的，写登录名或姓名都行。")
    )
    office = line(
        _("帮扶单位"), LONGEST_OFFICE, required=False, help_text=_("表格里写在括号中的那个部门，没有就不写。")
    )


class PointForm(LiaisonForm):
    """新增联系点."""

    person = line(
        _("联系人"),
        LONGEST_NAME,
        help_text=_("姓名或登录名。县领导、常委、委员、代表也先在“组织与设置”里登记任职。"),
    )
    kind = one_of(
        _("联系的是"), ((UNIT, _("企业、村（社区）或行业工会")), (WORKER, _("职工")), (MODEL, _("劳模工匠")))
    )
    point = line(
        _("联系点名称"),
        LONGEST_POINT,
        help_text=_("单位写登记的全称，村可以只写村名；职工写姓名，姓名另外加密保存。"),
    )
    works_at = line(
        _("职工所在的用人单位"), LONGEST_POINT, required=False, help_text=_("联系职工、劳模时写，可以不写。")
    )
    starts_on = day(_("从哪天起"), _("不写就是周期的第一天。"), required=False)
    field_order = ("person", "kind", "point", "works_at", "liaison", "office", "starts_on")

    def __init__(self, cycle: ContactCycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.fields["person"].widget.attrs.update({"list": "visit-people", "autocomplete": "off"})
        self.fields["liaison"].widget.attrs.update({"list": "visit-people", "autocomplete": "off"})
        self.fields["kind"].initial = UNIT

    def worker(self) -> Point | None:
        """A worker by name, with where he works; an employer nobody registered is said. None for a unit."""
        given = self.cleaned_data
        if given["kind"] == UNIT:
            return None
        county = self.cycle.unit.county or self.cycle.unit
        employer = employer_called(given["works_at"], county) if given["works_at"] else None
        if given["works_at"] and employer is None:
            self.add_error("works_at", _("没有找到这家用人单位，请写登记的全称，或先不写。"))
        return Point(worker=given["point"], is_model=given["kind"] == MODEL, employer=employer)


class EndForm(forms.Form):
    """终止联系关系."""

    reason = one_of(_("为什么终止"), EndReason.choices)
    ends_on = day(_("最后一天"), _("到这一天为止的走访照样算数。"))

    def __init__(self, on: datetime.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = on
