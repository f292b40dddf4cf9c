"""Forms of the steps that only a wage case has, by verb."""

from __future__ import annotations

from pages.casefile.forms import OF_REPORTED, SHARED, Forms, intake
from pages.wages.forms import claims, demand, paying, plan, verifying

FORMS: Forms = {
    **SHARED, **OF_REPORTED, "assign": intake.Assign, "confirm_arrears": verifying.ConfirmArrears,
    "ask_not_confirmed": intake.AskNotConfirmed, "add_signal": verifying.AddSignal,
    "add_claim": claims.AddClaim,
    "correct_claim": claims.CorrectClaim, "drop_claim": claims.DropClaim, "choose_claim": claims.ChooseClaim,
    "send_tip": demand.SendTip, "send_opinion": demand.SendOpinion, "record_opinion_outcome": demand.OpinionResult,
    "send_advice": demand.SendAdvice, "record_advice_feedback": demand.AdviceFeedback,
    "record_order_to_pay": demand.OrderToPay, "hand_over": demand.HandOver, "road_result": demand.RoadResult,
    "add_payer": paying.AddPayer, "remove_payer": paying.RemovePayer, "agree_plan": plan.AgreePlan,
    "record_payment": paying.RecordPayment, "reverse_payment": paying.ReversePayment, "use_credit": paying.UseCredit,
    "ask_close": verifying.AskClose,
}  # fmt: skip

__all__ = ["FORMS"]
