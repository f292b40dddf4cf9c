"""What the forms of all steps share: plain fields, and what a step is given."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from organizations.acting import Acting
from pages.casefile.forms.asking import offer_again
from pages.public.fields import CHOOSE, Line, Money, Story

Choices = list[tuple[str, str]]
LONGEST_NOTE = 2_000
NOTE, REASON = _("备注"), _("理由")


@dataclass(frozen=True)
class StepDesk:
    """Who takes which step on which case."""

    case: Case
    acting: Acting
    at: datetime.datetime
    ways: tuple[Acting, ...] = ()
    #: What the address suggests, e.g. which case to merge into.
    suggested: dict[str, str] | None = None
    verb: str = ""


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and hour."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class StepForm(forms.Form):
    """One step. ``lead`` says what will follow; ``confirm`` asks once more where it cannot be taken back."""

    lead: ClassVar[Any] = ""
    confirm: ClassVar[Any] = ""
    #: It may have happened before it is recorded: a call, a meeting, a visit.
    may_be_earlier: ClassVar[bool] = False
    multipart: ClassVar[bool] = False
    #: How its fields stand, where it is not simply one after another.
    template: ClassVar[str] = ""

    def __init__(self, desk: StepDesk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.prepare()
        offer_again(self, desk.case, desk.verb)
        if self.may_be_earlier:
            self.fields["happened_at"] = forms.DateTimeField(
                label=_("什么时候的事"), required=False, help_text=_("不写就是现在。"), widget=MomentInput(),
                input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            )  # fmt: skip

    def prepare(self) -> None:
        """Fill choices that depend on the case."""

    def data_for_step(self) -> dict[str, Any]:
        """The verb's own fields from a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "happened_at"}

    def shown_once(self, absolute: Callable[[str], str]) -> tuple[str, dict[str, Any]] | None:
        """A template and its context for what can be shown only now, right after the step; ``absolute`` makes whole
        addresses of paths.
        """
        return None

    def happened_at(self) -> datetime.datetime | None:
        """When it happened, if somebody said so."""
        found: datetime.datetime | None = self.cleaned_data.get("happened_at")
        return found

    def offer(self, name: str, choices: Choices) -> None:
        """Give a choice field its choices; a select says first that one must choose."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            is_select = type(field.widget) is forms.Select
            field.choices = [("", _("请选择")), *choices] if is_select else choices


def note(
    label: Any = NOTE,
    *,
    required: bool = False,
    help_text: Any = "",
    rows: int = 3,
    most: int = LONGEST_NOTE,
) -> Story:
    """A short text; what is longer belongs in a file."""
    field = Story(
        most=most, label=label, required=required, help_text=help_text,
        too_long=format_lazy(_("太长了，最多{n}字。更长的请作为材料上传。"), n=most),
        error_messages={"required": _("这里要写几句。")},
    )  # fmt: skip
    field.widget.attrs["rows"] = rows
    return field


def line(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> Line:
    """One line of text."""
    return Line(
        most=most, label=label, required=required, help_text=help_text,
        too_long=format_lazy(_("太长了，最多{n}字。"), n=most), error_messages={"required": _("这里要填写。")},
    )  # fmt: skip


def reason(label: Any = REASON, help_text: Any = "") -> forms.CharField:
    """A reason that must be given."""
    return note(label, required=True, help_text=help_text)


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A date."""
    return forms.DateField(
        label=label, help_text=help_text, required=required, widget=DateInput(),
        error_messages={"required": _("请选择日期。"), "invalid": _("请写成年-月-日，例如2026-03-05。")},
    )  # fmt: skip


def one_of(label: Any, choices: Any = (), help_text: Any = "", *, required: bool = True) -> forms.ChoiceField:
    """A few choices, all in sight."""
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )  # fmt: skip


def pick(label: Any, help_text: Any = "", *, required: bool = True) -> forms.ChoiceField:
    """One of many."""
    return forms.ChoiceField(
        label=label, help_text=help_text, required=required, error_messages={"required": CHOOSE}
    )


def money(label: Any, help_text: Any = "", *, required: bool = False) -> Money:
    """Yuan, never negative; 3.5万元 is understood."""
    return Money(label=label, help_text=help_text, required=required)
