"""Everybody who could try a step, and an independent statement of who may: written from the domain, not from the code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from tests.builders import Scene, person_of
from tests.mediations import Table

HANDLES = (Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR)
PLACES = ("unit", "county", "city", "village", "elsewhere")


@dataclass(frozen=True)
class Who:
    """One who tries: ``place`` relative to the handling union (the town)."""

    role: Role | None
    place: str = ""
    is_handler: bool = False
    deputy: bool = False
    manages: bool = False
    own: bool = False

    def __str__(self) -> str:
        words = [
            str(self.role or "nobody"),
            self.place,
            *(w for w in ("is_handler", "deputy", "manages", "own") if getattr(self, w)),
        ]
        return "-".join(word for word in words if word)

    def acting(self, scene: Scene | Table, other: Scene) -> Acting | None:
        """This one, on ``scene``'s case; ``other`` is a case that is none of theirs."""
        if self.role is None:
            return None
        if self.role == Role.SYSTEM:
            return SYSTEM
        if self.role == Role.RECEIPT:
            return (scene if self.own else other).worker
        world = scene.world
        if self.role == Role.EMPLOYER_REP:
            return world.employer_rep(world.mill if self.own else world.shop)
        if self.role == Role.PARTNER_OFFICER:
            return Acting(world.made.person("人社干部"), self.role, partner=world.partner())
        unit = {
            "unit": world.town, "county": world.county, "city": world.city, "village": world.village,
            "elsewhere": world.other_town,
        }[self.place]  # fmt: skip
        person = person_of(scene.mediator) if self.is_handler else world.made.person("旁人")
        behalf = person_of(scene.mediator) if self.deputy else None
        return Acting(person, self.role, unit=unit, on_behalf_of=behalf, manages_for_employer=self.manages)


def everybody() -> Iterator[Who]:
    """All roles at all places; the handler in all roles too; deputies; receipts, employers, the system, nobody."""
    posts = [
        role
        for role in Role
        if role not in (Role.RECEIPT, Role.SYSTEM, Role.EMPLOYER_REP, Role.PARTNER_OFFICER)
    ]
    for role in posts:
        for place in (
            PLACES if role in (*HANDLES, Role.WINDOW, Role.SUPERVISOR) else ("unit", "county", "city")
        ):
            yield Who(role, place)
        if role not in (*HANDLES, Role.WINDOW, Role.SUPERVISOR, Role.INFO_OFFICER):
            continue
        yield Who(role, "unit", is_handler=True)
        yield Who(role, "unit", manages=True)
        yield Who(role, "unit", deputy=True)
    for place in PLACES[1:]:
        yield Who(Role.MEDIATOR, place, is_handler=True)
    yield Who(Role.MEDIATOR, "unit", is_handler=True, manages=True)
    for holder in (Role.RECEIPT, Role.EMPLOYER_REP):
        yield from (Who(holder, own=True), Who(holder))
    yield from (Who(Role.PARTNER_OFFICER), Who(Role.SYSTEM), Who(None))


Question = Callable[[Who, bool], bool]


def _intake(who: Who, _has_handler: bool) -> bool:
    return who.role in (Role.WINDOW, *HANDLES) and who.place == "unit" and not who.manages


def _chair(who: Who, _has_handler: bool) -> bool:
    return who.role in (Role.CHAIR, Role.VICE_CHAIR) and who.place == "unit" and not who.manages


def _chair_above(who: Who, _has_handler: bool) -> bool:
    return who.role in (Role.CHAIR, Role.VICE_CHAIR) and who.place == "county"


def _supervisor(who: Who, _has_handler: bool) -> bool:
    return who.role == Role.SUPERVISOR and who.place in ("unit", "county") and not who.manages


def _handler(who: Who, has_handler: bool) -> bool:
    own = who.is_handler or who.deputy
    return has_handler and own and who.role in HANDLES and who.place in ("unit", "county") and not who.manages


def _receipt(who: Who, _has_handler: bool) -> bool:
    return who.role == Role.RECEIPT and who.own


def _employer(who: Who, _has_handler: bool) -> bool:
    return who.role == Role.EMPLOYER_REP and who.own


def _asked_body(who: Who, _has_handler: bool) -> bool:
    return who.role == Role.PARTNER_OFFICER


def _system(who: Who, _has_handler: bool) -> bool:
    return who.role == Role.SYSTEM


def _security_admin(who: Who, _has_handler: bool) -> bool:
    return who.role == Role.SECURITY_ADMIN and who.place in ("unit", "county")


def _nobody(_who: Who, _has_handler: bool) -> bool:
    return False


def _signing(who: Who, _has_handler: bool) -> bool:
    """Whom an approval can be sent to; whether it was is the approval's to say."""
    in_office = who.role in (*HANDLES, Role.WINDOW, Role.SUPERVISOR) and who.place in ("unit", "county")
    return (in_office and not who.manages) or who.role == Role.PARTNER_OFFICER


GROUPS: dict[str, Question] = {
    "intake": _intake, "chair": _chair, "chair_above": _chair_above, "supervisor": _supervisor, "handler": _handler,
    "receipt": _receipt, "employer": _employer, "system": _system, "security_admin": _security_admin, "nobody": _nobody,
    "asked_body": _asked_body, "signing": _signing,
}  # fmt: skip

#: Who may take each step that a dispute and a wage case share.
SHARED = {
    # the ladder
    "hand_up": "chair handler", "take_over": "chair_above", "hand_down": "chair", "climb": "system",
    "remind": "system", "tell": "system", "order_by_clock": "system", "order": "supervisor chair_above",
    "answer_order": "handler chair", "urge": "supervisor chair chair_above",
    "set_colour": "handler chair chair_above intake", "declare_emergency": "handler chair chair_above intake",
    "emergency_entry": "handler chair chair_above intake", "stand_down": "chair chair_above",
    "suspend": "handler chair", "resume": "handler chair",
    # people and papers
    "add_party": "handler intake", "name_representatives": "handler intake", "record_consent": "handler intake",
    "come_forward": "receipt handler intake", "change_disclosure": "receipt handler", "correct": "handler intake",
    "add_evidence": "receipt handler intake", "message": "receipt handler intake chair_above", "confirm": "receipt",
    "notify_employer": "handler chair", "employer_reply": "employer",
    "interrupt_limitation": "handler intake chair_above", "suspend_limitation": "handler intake chair_above",
    "resume_limitation": "handler intake chair_above", "end_employment": "handler intake chair_above",
    "erase_personal": "security_admin",
    # the joint check
    "ask_bodies": "handler chair", "answer_check": "asked_body", "excuse_check": "handler chair",
    "urge_check": "handler chair supervisor chair_above", "sum_up": "handler chair",
}  # fmt: skip
#: Who may take each step, by the domain's table and architecture; written down once more on purpose.
MAY = {
    # intake
    "contact": "intake", "accept": "intake", "assign": "chair chair_above", "reassign": "chair chair_above",
    "receive_application": "intake handler", "merge": "intake handler", "withdraw": "intake handler receipt",
    "ask_decline": "intake", "ask_refer": "intake handler", "decline": "nobody", "refer": "nobody",
    # verification and mediation
    "record_finding": "handler", "ask_not_confirmed": "handler", "not_confirm": "nobody",
    "ask_other_side": "handler chair", "other_side_agrees": "handler chair", "other_side_declines": "handler chair",
    "seat_delegates": "handler chair", "start_mediation": "handler", "record_session": "handler", "agree": "handler",
    "fail": "handler", "lapse": "system", "ask_extend": "handler", "extend": "nobody",
    # what the table that serves the case brings about: no hand at a desk
    "adopt_agreement": "nobody", "extend_with_table": "nobody", "table_failed": "nobody", "await_seal": "nobody",
    "go_on_mediating": "nobody",
    # after mediation
    "perform_term": "handler", "breach": "system", "enforce": "handler", "inform_parties": "handler",
    "take_road": "handler", "ask_close": "handler", "close": "nobody", "return_to_work": "nobody",
    "return_call": "intake handler", "ask_reopen": "intake handler", "worker_asks_reopen": "receipt",
    "reopen": "nobody", "rate": "receipt",
    # answers: the one the approval was sent to is put in by the test
    "approve": "signer", "send_back": "signer", "refuse": "signer", "withdraw_request": "asker",
    "transfer": "signer", "add_signer": "signer", "remove_signer": "signer", "urge_approval": "urger",
    "readdress": "system",
    **SHARED,
}  # fmt: skip


def may(verb: str, who: Who, scene: Scene, acting: Acting | None) -> bool:
    """Whether the domain lets this one take the step."""
    names = MAY[verb].split()
    if names == ["signer"]:
        return acting is not None and acting.person == person_of(scene.chair)
    if names[0] in ("asker", "urger"):
        asker, handles = scene.approval.asked_by, _handler(who, scene.case.handler_id is not None)
        asked = acting is not None and acting.person == asker and (_intake(who, True) or handles)
        return asked or (handles and names == ["urger"])
    return any(GROUPS[name](who, scene.case.handler_id is not None) for name in names)
