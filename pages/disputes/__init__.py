"""What the pages know of 劳动争议调处 and of no other kind."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.models import CaseKind
from pages.casefile.forms import OF_REPORTED, OF_TERMS, SHARED, Forms, intake, mediation
from pages.disputes import steps
from pages.disputes.parts import PARTS
from pages.disputes.telling import NOW
from pages.kinds import KindPage
from workflows.dispute.states import S
from workflows.models import Approval, ApprovalKind

FORMS: Forms = {
    **SHARED, **OF_REPORTED, **OF_TERMS, "accept": intake.Accept, "assign": intake.Assign,
    "receive_application": intake.ReceiveApplication, "ask_decline": intake.AskDecline, "ask_refer": intake.AskRefer,
    "ask_not_confirmed": intake.AskNotConfirmed, "ask_other_side": mediation.AskOtherSide,
    "other_side_agrees": mediation.OtherSideAgrees, "other_side_declines": mediation.OtherSideDeclines,
    "seat_delegates": mediation.SeatDelegates, "start_mediation": mediation.StartMediation,
    "record_session": mediation.RecordSession, "agree": mediation.Agree, "fail": mediation.Fail,
    "take_road": mediation.TakeRoad, "inform_parties": mediation.InformParties, "ask_extend": mediation.AskExtend,
    "ask_close": mediation.AskClose,
}  # fmt: skip
ICONS = {
    "record_finding": "writing", "receive_application": "file-text", "agree": "heart-handshake", "fail": "circle-x",
    "start_mediation": "messages", "record_session": "writing", "inform_parties": "send",
}  # fmt: skip


def _reopening(approval: Approval) -> str:
    return _("案件回到“已受理”，要重新指派调解员，期限重新起算。")


PAGE = KindPage(
    kind=CaseKind.DISPUTE,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=PARTS,
    forms=FORMS,
    detours={S.FAILED: S.PERFORMING},
    at_table={S.MEDIATING},
    icons=ICONS,
    now=NOW,
    on_yes={ApprovalKind.REOPEN: _reopening},
)

__all__ = ["FORMS", "PAGE"]
