"""One form for every step a person takes at a desk, by its verb."""

from __future__ import annotations

from pages.casefile.forms import intake, ladder, mediation, people
from pages.casefile.forms.base import StepDesk, StepForm

FORMS: dict[str, type[StepForm]] = {
    "contact": intake.Contact, "accept": intake.Accept, "assign": intake.Assign, "reassign": intake.Reassign,
    "record_finding": intake.RecordFinding, "receive_application": intake.ReceiveApplication, "merge": intake.Merge,
    "withdraw": intake.Withdraw, "ask_decline": intake.AskDecline, "ask_refer": intake.AskRefer,
    "ask_not_confirmed": intake.AskNotConfirmed, "ask_other_side": mediation.AskOtherSide,
    "other_side_agrees": mediation.OtherSideAgrees, "other_side_declines": mediation.OtherSideDeclines,
    "seat_delegates": mediation.SeatDelegates, "start_mediation": mediation.StartMediation,
    "record_session": mediation.RecordSession, "agree": mediation.Agree, "fail": mediation.Fail,
    "perform_term": mediation.PerformTerm, "enforce": mediation.Enforce, "take_road": mediation.TakeRoad,
    "inform_parties": mediation.InformParties, "return_call": mediation.ReturnCall, "ask_extend": mediation.AskExtend,
    "ask_close": mediation.AskClose, "ask_reopen": mediation.AskReopen, "withdraw_request": mediation.WithdrawRequest,
    "add_party": people.AddParty, "name_representatives": people.NameRepresentatives,
    "record_consent": people.RecordConsent, "come_forward": people.ComeForward,
    "change_disclosure": people.ChangeDisclosure, "correct": people.Correct, "add_evidence": people.AddEvidence,
    "message": people.SendMessage, "notify_employer": people.NotifyEmployer,
    "interrupt_limitation": people.InterruptLimitation, "suspend_limitation": people.SuspendLimitation,
    "resume_limitation": people.ResumeLimitation, "end_employment": people.EndEmployment, "hand_up": ladder.HandUp,
    "take_over": ladder.TakeOver, "hand_down": ladder.HandDown, "order": ladder.Order,
    "answer_order": ladder.AnswerOrder, "urge": ladder.Urge, "set_colour": ladder.SetColour,
    "declare_emergency": ladder.DeclareEmergency, "emergency_entry": ladder.EmergencyEntry,
    "stand_down": ladder.StandDown, "suspend": ladder.Suspend, "resume": ladder.Resume,
}  # fmt: skip

__all__ = ["FORMS", "StepDesk", "StepForm"]
