"""Forms of units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import RANK_OF, Unit, UnitKind
from pages.office.desk import Desk
from pages.office.fields import UnitField


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """What may be changed of a unit."""

    class Meta:
        model = Unit
        fields = ("name", "short_name", "division_code", "has_committee", "is_active")
        help_texts = {
            "short_name": _("列表和地图上用的短名；不写就和名称一样。"),
            "division_code": _("官方行政区划代码，没有可不填。"),
            "has_committee": _("劳资双方都有代表的企业劳动争议调解委员会。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["short_name"].required = False

    def clean_short_name(self) -> str:
        """The name itself when there is none."""
        return str(self.cleaned_data.get("short_name") or self.cleaned_data.get("name") or "")

    def clean_division_code(self) -> str | None:
        """No code is null: two empty ones would be the same."""
        return self.cleaned_data.get("division_code") or None

    def _post_clean(self) -> None:
        """The actions check the row; a second check here would say it twice and write on the instance."""


class NewUnitForm(UnitForm):
    """A new unit under a known parent."""

    kind = forms.ChoiceField(label=_("类型"))

    class Meta(UnitForm.Meta):
        fields = ("kind", "name", "short_name", "division_code", "has_committee")

    def __init__(self, parent: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = [kind for kind in UnitKind if RANK_OF[kind] > RANK_OF[UnitKind(parent.kind)]]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in below]  # type: ignore[attr-defined]  # a ChoiceField


class MoveForm(forms.Form):
    """Where a unit goes."""

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitField(desk=desk, label=_("新的上级"))
