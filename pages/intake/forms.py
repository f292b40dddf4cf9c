"""The reports of staff and of information officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import CaseKind, Disclosure
from organizations.acting import Acting
from organizations.code_values import Category, Source
from organizations.models import CodeList, Level, Unit, UnitKind
from organizations.paths import under
from organizations.queries import employer_called
from organizations.roles import Role
from pages.labels import choices as codes
from pages.public.fields import CHOOSE, Line, Money, PastDay, People, Phone, Story

LONGEST_STORY = 5_000
MOST_PLACES = 300
EARLIEST_YEAR = 1950
#: The six that information officers meet; the rest is for who accepts to set right.
COMMON = (
    (Category.UNPAID_WAGES, _("工资")), (Category.WORK_INJURY, _("工伤")), (Category.TERMINATION, _("解除")),
    (Category.SOCIAL_INSURANCE, _("社保")), (Category.OVERTIME_PAY, _("加班")), (Category.OTHER_LABOUR, _("其他")),
)  # fmt: skip
ICONS = "unpaid_wages:coins,work_injury:bandage,termination:door-exit,social_insurance:umbrella,overtime_pay:clock,other_labour:dots"
#: A window does not choose what only a machine or an information officer brings.
NOT_AT_A_WINDOW = frozenset({Source.ONLINE, Source.INFO_OFFICER})
NEEDS_UPWARD = (Level.TOWN, Level.COUNTY)


def places_of(ways: Sequence[Acting]) -> list[Unit]:
    """Where somebody may place a report: their own union and what is below it, or their own town. One query.

    A county's window chooses among towns; everybody else among the villages of the town as well.
    """
    wanted = Q(pk__in=[])
    for way in ways:
        home = way.unit or (way.partner.beside if way.partner else None)
        if home is None or home.level > Level.COUNTY:
            continue
        if home.kind == UnitKind.COUNTY:
            wanted |= under(home.path) & Q(kind__in=[UnitKind.COUNTY, UnitKind.TOWN])
        else:
            wanted |= under((home.town or home).path) & ~Q(kind__in=[UnitKind.ENTERPRISE, UnitKind.GROUP])
    rows = (
        Unit.objects.filter(wanted, is_active=True)
        .select_related("county", "town", "parent")
        .order_by("path")
    )
    return list(rows[:MOST_PLACES])


class ReportForm(forms.Form):
    """What every report has. Five answers are needed; the rest can come later."""

    category = forms.ChoiceField(label=_("什么事"), error_messages={"required": _("请选择是什么事。")})
    employer_name = Line(
        label=_("哪家单位"), most=120, help_text=_("先写两个字看看有没有；没有的，写大家平时的叫法。"),
        error_messages={"required": _("请写明单位名称；不知道全称，写大家平时的叫法也可以。")},
        too_long=_("单位名称太长，请控制在120字以内。"),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("在哪里"), error_messages={"required": CHOOSE})
    people = People(
        label=_("多少人"), required=False, initial="1", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    story = Story(
        label=_("经过"),
        most=LONGEST_STORY,
        required=False,
        too_long=_("太长了，最多5000字；其余的可以作为材料上传。"),
    )
    disclosure = forms.ChoiceField(
        label=_("问过职工：谁可以知道是他反映的"), widget=forms.RadioSelect, choices=Disclosure.choices,
        error_messages={"required": _("请问过职工再选。")},
    )  # fmt: skip
    avoids_own_union = forms.BooleanField(label=_("职工要求：不要由本企业的工会来办"), required=False)
    name = Line(label=_("职工姓名"), most=60, required=False, too_long=_("姓名太长。"))
    phone = Phone(label=_("职工电话"), required=False)

    #: What kind of case it becomes.
    kind: ClassVar[CaseKind] = CaseKind.DISPUTE

    def __init__(self, ways: Sequence[Acting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.units = {unit.code: unit for unit in places_of(ways)}
        self._offer("place", [(code, _indented(unit)) for code, unit in self.units.items()])
        own = next((way.unit.code for way in ways if way.unit and way.unit.code in self.units), "")
        self.fields["place"].initial = own or (next(iter(self.units)) if len(self.units) == 1 else "")
        self.fields["employer_name"].widget.attrs.update({
            "list": "intake-employers", "autocomplete": "off", "hx-get": reverse_lazy("intake_employers"),
            "hx-trigger": "input changed delay:300ms", "hx-target": "#intake-employers", "hx-swap": "innerHTML",
        })  # fmt: skip
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.prepare()

    def prepare(self) -> None:
        """Choices of the kind of report."""

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            select = type(field.widget) is forms.Select
            field.choices = [("", _("请选择")), *choices] if select else list(choices)

    def clean(self) -> dict[str, Any]:
        """The worker's choice is obeyed: no name is kept of who leaves none; others leave something to reach them by."""
        values = super().clean() or {}
        anonymous = values.get("disclosure") == Disclosure.ANONYMOUS
        if anonymous and (values.get("name") or values.get("phone")):
            self.add_error("disclosure", _("职工不留姓名的，请把姓名和电话清空。"))
        silent = not (values.get("name") or values.get("phone") or {"name", "phone"} & set(self.errors))
        if values.get("disclosure") and not anonymous and silent:
            self.add_error("phone", _("请留下电话或姓名，不然没法联系职工；职工不愿意留的，选“我不留姓名”。"))
        for field in ("since", "employment_ended_on"):
            if values.get(field) and values[field].year < EARLIEST_YEAR:
                self.add_error(field, _("这个日期太早，请核对年份。"))
        return values

    def facts(self) -> dict[str, Any]:
        """The facts of the birth, from a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        place = self.units[self.cleaned_data["place"]]
        given["people"] = given.get("people") or 1
        given["wage_level"] = int(given.get("wage_level") or 0)
        return {
            **given, "place": place, "source": given.get("source") or Source.INFO_OFFICER,
            "employer": employer_called(given["employer_name"], place.county or place),
        }  # fmt: skip


def _indented(unit: Unit) -> str:
    deep = unit.level < Level.TOWN
    return f"　{unit.name}" if deep else unit.name


class OfficerForm(ReportForm):
    """信息员: under a minute on a phone."""

    field_order = (
        "category",
        "employer_name",
        "people",
        "story",
        "disclosure",
        "name",
        "phone",
        "avoids_own_union",
        "place",
    )

    def prepare(self) -> None:
        """Six pictures."""
        self.fields["category"] = forms.ChoiceField(
            label=_("什么事"), widget=forms.RadioSelect, choices=[(code.value, word) for code, word in COMMON],
            error_messages={"required": _("请先点一下是什么事。")},
        )  # fmt: skip
        self.fields["story"].label = _("听到、看到了什么")
        self.order_fields(self.field_order)


class StaffForm(ReportForm):
    """窗口、热线、来信、走访、上级交办、部门移送."""

    source = forms.ChoiceField(label=_("怎么来的"), error_messages={"required": CHOOSE})
    amount = Money(
        label=_("大约涉及多少钱(元)"), required=False, help_text=_("说不准可以不填；写“3.5万”也行。")
    )
    since = PastDay(label=_("从哪天开始的"), required=False)
    employment_ended_on = PastDay(
        label=_("已经离开单位的，哪天离开的"), required=False, help_text=_("追讨工资的仲裁时效从这天起算。")
    )
    wage_level = forms.ChoiceField(
        label=_("欠薪预警级别"),
        required=False,
        choices=[("0", _("没有预警")), ("1", _("一级")), ("2", _("二级")), ("3", _("三级"))],
    )
    serious_injury = forms.BooleanField(label=_("有人死亡或重伤"), required=False)
    retaliation = forms.BooleanField(label=_("有打击报复"), required=False)
    mass_risk = forms.BooleanField(label=_("可能引发群体性事件"), required=False)
    conflict_of_interest = forms.BooleanField(label=_("当地工会与单位有利害关系，不宜办理"), required=False)
    relayed = forms.BooleanField(
        label=_("窗口收件，要转交上级办理"), required=False, help_text=_("从现在起两个工作日内要转交。")
    )
    field_order = (
        "source", "category", "employer_name", "place", "people", "amount", "since", "employment_ended_on", "story",
        "disclosure", "name", "phone", "avoids_own_union", "serious_injury", "retaliation", "mass_risk",
        "conflict_of_interest", "wage_level", "relayed",
    )  # fmt: skip
    #: Shown together below the rest: what makes a case grave.
    GRAVE = ("serious_injury", "retaliation", "mass_risk", "conflict_of_interest", "wage_level", "relayed")

    def prepare(self) -> None:
        """The office's own codes."""
        self._offer("category", codes(CodeList.CATEGORY))
        self._offer("source", [one for one in codes(CodeList.SOURCE) if one[0] not in NOT_AT_A_WINDOW])
        self.order_fields(self.field_order)


def form_for(ways: Sequence[Acting]) -> type[ReportForm]:
    """The short one for who only reports."""
    reporters = {Role.INFO_OFFICER, Role.LIAISON, Role.LABOUR_INSPECTOR}
    short = all(way.role in reporters or way.manages_for_employer for way in ways)
    return OfficerForm if short else StaffForm
