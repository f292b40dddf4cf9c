"""The editor of an approval chain: its head, and a form for each step, moved about by plain buttons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CaseKind
from organizations.models import PartnerKind, Unit
from organizations.roles import HANDLING_ROLES, Role
from pages.office.desk import Desk
from pages.office.fields import UnitField
from pages.office.words_chains import parts_of
from workflows.chain_changes import LONGEST, MODES, MOST_STEPS
from workflows.models import ASKS, AT_THE_TABLE, ApprovalKind, ChainStep, Mode, Place, Signs
from workflows.registry import workflow_for

#: Kinds of matter in which something is put to the chairs.
CASE_KINDS = [kind for kind in CaseKind if getattr(workflow_for(kind), "step_of", {})]
ROLES = [(role.value, role.label) for role in Role if role in HANDLING_ROLES]
#: Ways to decide a step, the usual one first.
OFFERED = sorted((mode for mode in Mode if mode in MODES), key=lambda mode: mode != Mode.ANY)
CHOOSE = ("", gettext_lazy("请选择"))


class ChainForm(forms.Form):
    """The head of a chain that exists: what may be changed of it."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)


class NewChainForm(ChainForm):
    """What a new chain is for, which never changes afterwards."""

    kind = forms.ChoiceField(
        label=gettext_lazy("审批事项"), required=False,
        choices=[("", gettext_lazy("各项审批")), *(one for one in ApprovalKind.choices if one[0] not in AT_THE_TABLE)],
    )  # fmt: skip
    case_kind = forms.ChoiceField(
        label=gettext_lazy("事项种类"),
        required=False,
        choices=[("", gettext_lazy("各类事项")), *((kind.value, kind.label) for kind in CASE_KINDS)],
    )

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = desk.administering_shared() is not None
        help_text = gettext_lazy("这个工会和它的下级办的事项用这个流程。全县共用就不填。")
        if not shared:
            help_text = gettext_lazy("这个工会和它的下级办的事项用这个流程。只能填您管理的工会。")
        self.fields["unit"] = UnitField(
            desk=desk, label=gettext_lazy("适用于"), required=not shared, help_text=help_text
        )


class StepForm(forms.Form):
    """One step: whom it asks, where, how it is decided, how long it has, what it looks at."""

    name = forms.CharField(label=gettext_lazy("步骤名称"), max_length=40)
    signs = forms.ChoiceField(label=gettext_lazy("由谁审批"), choices=Signs.choices)
    role = forms.ChoiceField(label=gettext_lazy("职务"), choices=[CHOOSE, *ROLES], required=False)
    partner_kind = forms.ChoiceField(
        label=gettext_lazy("协作单位种类"), choices=[CHOOSE, *PartnerKind.choices], required=False
    )
    place = forms.ChoiceField(label=gettext_lazy("在哪一级"), choices=Place.choices)
    mode = forms.ChoiceField(
        label=gettext_lazy("怎样算通过"),
        choices=[(mode.value, mode.label) for mode in OFFERED],
    )
    share = forms.IntegerField(
        label=gettext_lazy("比例(%)"), min_value=1, max_value=100, required=False,
        help_text=gettext_lazy("不足一人的按一人算。三分之二填 66：三个人要两个同意，四个人要三个。"),
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("几个工作日内答复"), min_value=1, max_value=LONGEST, required=False,
        help_text=gettext_lazy("不填就按期限规则“审批”。"),
    )  # fmt: skip
    looks_at = forms.MultipleChoiceField(
        label=gettext_lazy("只看这些内容"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("退回后再提请，这些没有变就不重审这一步。一项都不勾就是看全部内容。"),
    )  # fmt: skip

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = parts_of(kind)
        if parts:
            self.fields["looks_at"].choices = parts  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["looks_at"]

    def clean(self) -> dict[str, Any]:
        """What was chosen before is dropped where the step asks somebody else now."""
        values = super().clean() or {}
        signs = values.get("signs")
        if signs == Signs.ROLE and not values.get("role"):
            self.add_error("role", _("请选择办理案件的职务。"))
        if signs == Signs.PARTNER and not values.get("partner_kind"):
            self.add_error("partner_kind", _("请选择协作单位的种类。"))
        if values.get("mode") == Mode.SHARE and not values.get("share") and "share" not in self.errors:
            self.add_error("share", _("请写明要多少比例的人同意。"))
        return values

    def as_step(self) -> dict[str, Any]:
        """The step as ``chain_changes`` takes it."""
        given = dict(self.cleaned_data)
        given["role"] = given["role"] if given["signs"] == Signs.ROLE else ""
        given["partner_kind"] = given["partner_kind"] if given["signs"] == Signs.PARTNER else ""
        given["share"] = given["share"] if given["mode"] == Mode.SHARE else 100
        return given


def initial_of(step: ChainStep) -> dict[str, Any]:
    """A step as its form shows it."""
    shown = {name: getattr(step, name) for name in (*ASKS, "mode")}
    return shown | {"share": step.share if step.mode == Mode.SHARE else None}


class StepForms:
    """The forms of all steps, in order. Sent back, ``act`` says which button was pressed: none of the moves saves."""

    def __init__(self, kind: str, initial: list[dict[str, Any]], data: QueryDict | None = None) -> None:
        self.kind, self.act = kind, ""
        if data is None:
            self.forms = [self._form(n, initial=one) for n, one in enumerate(initial)]
            return
        self.act = str(data.get("act", ""))[:20]
        many = data.get("steps", "1")
        count = int(many) if many.isdecimal() and len(many) < 3 else 1
        self.forms = [self._form(n, data=data) for n in range(max(1, min(count, MOST_STEPS)))]

    def _form(self, number: int, **kwargs: Any) -> StepForm:
        return StepForm(self.kind, prefix=f"s{number}", **kwargs)

    @property
    def room(self) -> bool:
        """Whether one more step may be added."""
        return len(self.forms) < MOST_STEPS

    def moved(self) -> bool:
        """Add, remove or reorder as the button asks, keeping what was typed; False where the button saves."""
        verb, _sep, number = self.act.partition("-")
        place = int(number) if number.isdecimal() and len(number) < 3 else -1
        typed = [self._typed(form) for form in self.forms]
        if verb == "add" and self.room:
            typed.append({})
        elif verb == "remove" and 0 <= place < len(typed) > 1:
            typed.pop(place)
        elif verb == "up" and 0 < place < len(typed):
            typed[place - 1], typed[place] = typed[place], typed[place - 1]
        elif verb not in ("add", "remove", "up"):
            return False
        self.forms = [self._form(n, initial=one) for n, one in enumerate(typed)]
        return True

    def _typed(self, form: StepForm) -> dict[str, Any]:
        return {name: form[name].value() for name in form.fields}

    def is_valid(self) -> bool:
        """Every step, so that each error is told at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    def steps(self) -> list[dict[str, Any]]:
        """The steps, once valid."""
        return [form.as_step() for form in self.forms]


def for_preview(steps: list[dict[str, Any]]) -> list[ChainStep]:
    """Steps that were typed, as rows nobody saved."""
    return [ChainStep(order=order, **step) for order, step in enumerate(steps, 1)]


class UnitChoice(forms.Form):
    """For which union the question 今天会送给谁 is asked."""

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = UnitField(desk=desk, label=gettext_lazy("换一个工会看"), required=False)

    def chosen(self, otherwise: Unit) -> Unit:
        """The union that was chosen."""
        found = self.cleaned_data.get("at") if self.is_valid() else None
        return found if isinstance(found, Unit) else otherwise
