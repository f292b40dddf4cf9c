"""Forms of the steps that only a table has, by verb."""

from __future__ import annotations

from pages.casefile.forms import Forms
from pages.mediations.forms import after, answers, meetings, seats

OF_TABLES: Forms = {
    "add_seat": seats.AddSeat, "remove_seat": seats.RemoveSeat, "refresh_parties": seats.RefreshParties,
    "set_speaker": seats.SetSpeaker, "authorise": seats.Authorise, "add_topics": seats.AddTopics,
    "mark_topic": seats.MarkTopic, "assign": seats.AssignMediator, "step_aside": seats.StepAside,
    "notify": meetings.Notify, "move_session": meetings.MoveSession, "cancel_session": meetings.CancelSession,
    "open_session": meetings.OpenSession, "adjourn": meetings.Adjourn, "write_minutes": meetings.WriteMinutes,
    "add_evidence": meetings.AddPaper, "propose": answers.Propose, "ask_consents": answers.AskConsents,
    "back_to_table": answers.BackToTable, "record_answer": answers.RecordAnswer, "offer_links": answers.OfferLinks,
    "end_collection": answers.EndCollection, "sign_as_mediator": answers.SignAsMediator, "record_seal": after.RecordSeal,
    "record_extension_consent": after.RecordExtensionConsent, "ask_extend": after.AskExtend, "fail": after.Fail,
    "take_road": after.TakeRoad, "record_enforceable": after.RecordEnforceable, "inform_parties": after.InformParties,
    "close_table": after.CloseTable, "ask_close": after.AskClose,
}  # fmt: skip

__all__ = ["OF_TABLES"]
