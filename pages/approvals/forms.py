"""A chair's answer, and the filters of what was decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.approvals.asked import Asked
from workflows.machine import LONGEST_TEXT
from workflows.models import Answer

#: The verb of each answer.
VERB_OF = {Answer.APPROVE: "approve", Answer.RETURN: "send_back", Answer.REFUSE: "refuse"}
NEEDS_NOTE = frozenset({Answer.RETURN, Answer.REFUSE})
CHOICES = [
    (Answer.APPROVE.value, Answer.APPROVE.label),
    (Answer.RETURN.value, gettext_lazy("退回：还缺东西，补齐可以再提请")),
    (Answer.REFUSE.value, Answer.REFUSE.label),
]


class AnswerForm(forms.Form):
    """同意、退回、不同意. ``round`` and ``version`` say what the chair was looking at."""

    answer = forms.ChoiceField(
        label=gettext_lazy("您的意见"), choices=CHOICES, widget=forms.RadioSelect, required=True
    )
    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=min(LONGEST_TEXT, 2000),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("同意可以不写；退回和不同意要写明理由，经办人据此修改。"),
    )
    to = forms.ChoiceField(
        label=gettext_lazy("退回到哪一步"),
        required=False,
        help_text=gettext_lazy("只在退回时用。退回到前面的步骤，从那一步起重新审批，更前面的意见不变。"),
    )
    round = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, found: Asked, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        earlier = [line for line in found.steps if line.passed]
        if earlier:
            options = [(str(line.number), f"{line.number}. {line.name}") for line in earlier]
            self.fields["to"].choices = [("", _("提请的人")), *options]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        """No without a reason helps nobody."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") in NEEDS_NOTE and not cleaned.get("note", "").strip():
            self.add_error("note", _("请写明理由，经办人要据此修改。"))
        return cleaned
