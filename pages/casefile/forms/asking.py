"""要求全部重审: offered where a question is put again after a return, and steps would keep what they said."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from workflows.chains import named
from workflows.models import Approval, ApprovalKind, Step, Verdict
from workflows.sheets import Sheet

#: What each step asks the chairs.
ASKS = {
    "ask_decline": ApprovalKind.DECLINE, "ask_refer": ApprovalKind.REFER, "ask_not_confirmed": ApprovalKind.NOT_CONFIRMED,
    "ask_extend": ApprovalKind.EXTEND, "ask_close": ApprovalKind.CLOSE, "ask_reopen": ApprovalKind.REOPEN,
    "submit": ApprovalKind.SECOND_SENDER, "put_to_county": ApprovalKind.SECOND_COUNTY,
    "ask_longer": ApprovalKind.SECOND_EXTEND, "propose_grade": ApprovalKind.SECOND_GRADE,
}  # fmt: skip


def said_yes_before(case: Case, kind: str) -> list[Step]:
    """Steps that said yes to the last question of a kind before it was returned, the last step left out, as it is always
    asked. One query where nothing was returned, four where something was.
    """
    earlier = Approval.objects.filter(case=case, kind=kind).order_by("-id").first()
    if earlier is None or earlier.verdict != Verdict.RETURNED:
        return []
    sheet = Sheet.of(earlier)
    return [step for step in sheet.steps[:-1] if sheet.stands(step) == Verdict.APPROVED]


def offer_again(form: forms.Form, case: Case, verb: str) -> None:
    """Add the choice to the form of a step that asks, where there is something to choose."""
    kind = ASKS.get(verb)
    kept = said_yes_before(case, kind) if kind is not None else []
    if kept:
        names = "、".join(f"“{named(step)}”" for step in kept)
        form.fields["ask_again"] = forms.BooleanField(
            label=gettext_lazy("要求全部重审"), required=False,
            help_text=_("%(steps)s上次已经同意，内容没有变就不再重审。勾选以后，每一步都重新审批。") % {"steps": names},
        )  # fmt: skip
