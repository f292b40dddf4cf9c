"""Forms of the steps that several kinds of case have, by verb. A kind's ``KindPage`` adds those of its own."""

from __future__ import annotations

from pages.casefile.forms import intake, ladder, mediation, people
from pages.casefile.forms.base import StepDesk, StepForm
from pages.checks.forms import CHECK_FORMS

Forms = dict[str, type[StepForm]]
#: What every handled case can do: the ladder, supervision, the emergency track, papers, the chair.
SHARED: Forms = {
    "hand_up": ladder.HandUp, "take_over": ladder.TakeOver, "hand_down": ladder.HandDown, "order": ladder.Order,
    "answer_order": ladder.AnswerOrder, "urge": ladder.Urge, "set_colour": ladder.SetColour,
    "declare_emergency": ladder.DeclareEmergency, "emergency_entry": ladder.EmergencyEntry,
    "stand_down": ladder.StandDown, "suspend": ladder.Suspend, "resume": ladder.Resume, "reassign": intake.Reassign,
    "withdraw": intake.Withdraw, "return_call": mediation.ReturnCall, "add_evidence": people.AddEvidence,
    "withdraw_request": mediation.WithdrawRequest,
}  # fmt: skip
#: What a case has besides that a worker reported: people, messages, letters to the employer, 仲裁时效, the joint check.
OF_REPORTED: Forms = {
    "contact": intake.Contact, "record_finding": intake.RecordFinding, "merge": intake.Merge, "add_party": people.AddParty,
    "name_representatives": people.NameRepresentatives, "record_consent": people.RecordConsent,
    "come_forward": people.ComeForward, "change_disclosure": people.ChangeDisclosure, "correct": people.Correct,
    "message": people.SendMessage, "notify_employer": people.NotifyEmployer,
    "interrupt_limitation": people.InterruptLimitation, "suspend_limitation": people.SuspendLimitation,
    "resume_limitation": people.ResumeLimitation, "end_employment": people.EndEmployment, "ask_reopen": mediation.AskReopen,
    **CHECK_FORMS,
}  # fmt: skip
#: What follows an agreement's terms one by one.
OF_TERMS: Forms = {"perform_term": mediation.PerformTerm, "enforce": mediation.Enforce}

__all__ = ["OF_REPORTED", "OF_TERMS", "SHARED", "Forms", "StepDesk", "StepForm"]
