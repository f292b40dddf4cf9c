"""Forms of the steps of a visit, by verb."""

from __future__ import annotations

from pages.casefile.forms import SHARED, Forms
from pages.visits.forms import record, steps

FORMS: Forms = {
    **{verb: SHARED[verb] for verb in ("order", "answer_order", "urge")},
    "record": record.Record, "replan": steps.Replan, "cancel": steps.Cancel, "pass_on": steps.PassOn,
    "add_finding": steps.AddFinding, "assign_finding": steps.AssignFinding, "answer_finding": steps.AnswerFinding,
    "make_case": steps.MakeCase, "give_receipt": steps.GiveReceipt, "add_photo": steps.AddPhoto, "follow_up": steps.FollowUp, "finish": steps.Finish,
    "issue_rectification": steps.IssueRectification, "recheck": steps.Recheck,
}  # fmt: skip

__all__ = ["FORMS"]
