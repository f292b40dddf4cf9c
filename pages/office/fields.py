"""Form fields of the office pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from organizations.errors import Refusal
from organizations.models import Unit
from organizations.queries import find_unit
from pages.office.desk import Desk


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class UnitField(forms.CharField):
    """A union by code or name; while typing, the page offers what fits. Gives a Unit, or None when empty."""

    def __init__(self, *, desk: Desk, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("写组织代码或名称，输入两个字后会给出选项。"))
        super().__init__(max_length=200, **kwargs)
        self.desk = desk
        self.widget.attrs.update({
            "list": "office-units", "autocomplete": "off", "hx-get": str(reverse_lazy("office:unit-options")),
            "hx-trigger": "input changed delay:300ms", "hx-target": "#office-units", "hx-swap": "innerHTML",
            "hx-params": "*",
        })  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """A Unit is shown as its code and name."""
        return f"{value.code} {value.name}" if isinstance(value, Unit) else value

    def to_python(self, value: Any) -> Any:
        """The Unit that is meant, among those this person may read."""
        text = str(super().to_python(value) or "").replace("\x00", "").strip()
        if not text:
            return None
        units = self.desk.units().select_related("parent", "county", "town")
        offered = units.filter(code=text.split()[0]).first()
        if offered is not None:
            return offered
        try:
            return find_unit(text, among=units)
        except Refusal as refusal:
            raise ValidationError(str(refusal), code="unit") from refusal

    def run_validators(self, value: Any) -> None:
        """Validators of text have nothing to say of a Unit."""

    def validate(self, value: Any) -> None:
        """Required means required."""
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is shown."""
        return str(self.prepare_value(initial) or "") != str(data or "")
