"""Everybody who could try a step of a secondment, and an independent statement of who may: from the domain, not the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from organizations.acting import SYSTEM, Acting
from organizations.models import Unit
from organizations.roles import Role
from tests.secondments import Form
from workflows.models import Approval

from .plans import signers

DESKS = (Role.CHAIR, Role.VICE_CHAIR, Role.MEDIATOR, Role.WINDOW)
OTHERS = (Role.SUPERVISOR, Role.INFO_OFFICER, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
PLACES = ("sender", "village", "town", "host", "county", "city", "elsewhere")


@dataclass(frozen=True)
class Who:
    """One who tries; ``place`` by the part it has in the form."""

    role: Role | None
    place: str = ""
    manages: bool = False
    own: bool = False

    def __str__(self) -> str:
        words = (str(self.role or "nobody"), self.place, "manages" * self.manages, "own" * self.own)
        return "-".join(word for word in words if word)

    def unit(self, form: Form) -> Unit | None:
        """Where."""
        made = form.world.made
        return {
            "sender": made.enterprise, "village": made.village, "town": made.town, "host": made.other_town,
            "county": made.county, "city": made.city, "elsewhere": form.world.hamlet,
        }.get(self.place)  # fmt: skip

    def acting(self, form: Form, other: Form) -> Acting | None:
        """This one; ``other`` is a form that is none of theirs."""
        if self.role is None:
            return None
        if self.role == Role.SYSTEM:
            return SYSTEM
        if self.role == Role.INVITED:
            code = form.codes[0] if form.codes else "x" * 27
            return Acting.invited((form if self.own else other).case.pk, code)
        if self.role == Role.EMPLOYER_REP:
            return form.world.employer_rep(form.world.mill)
        if self.own:
            return form.person
        return Acting(
            form.world.made.person("旁人"), self.role, unit=self.unit(form), manages_for_employer=self.manages
        )


def everybody() -> Iterator[Who]:
    """All desks at all places, some others, the person, who has a code, an employer, the system, nobody."""
    for place in PLACES:
        for role in (*DESKS, *OTHERS):
            yield Who(role, place)
    for place in ("sender", "town", "host"):
        yield Who(Role.CHAIR, place, manages=True)
    yield Who(Role.INFO_OFFICER, "sender", own=True)
    yield from (Who(Role.INVITED, own=True), Who(Role.INVITED))
    yield from (Who(Role.EMPLOYER_REP), Who(Role.SYSTEM), Who(None))


#: Who may take each step, by the domain; written down once more on purpose.
MAY = {
    "correct": "sender helper", "add_evidence": "sender helper here host county person", "submit": "sender helper",
    "sender_agreed": "nobody", "record_consent": "sender helper", "not_consented": "sender helper",
    "return_form": "here", "be_returned": "nobody", "be_refused": "nobody", "withdraw": "sender helper person",
    "file": "here", "not_select": "here", "choose_as_host": "host here", "choose_as_person": "person here",
    "put_to_county": "here", "try_other_host": "here", "not_matched": "here",
    "county_agreed": "nobody", "receive_objection": "county", "dismiss_objection": "county",
    "uphold_objection": "county_chair", "end_notice": "county", "take_up": "host county", "publish_three": "host county",
    "promise_two": "person host county", "begin_service": "host county", "record_attendance": "host county",
    "report": "person host", "inspect": "host county", "check_midterm": "host county", "ask_longer": "host county",
    "lengthen": "nobody", "finish": "host county", "end_early": "county_chair", "hand_out_codes": "county",
    "give_opinion": "code", "close_opinions": "county", "mark_by_host": "host", "record_host_mark": "county",
    "propose_grade": "county", "decide_grade": "nobody", "erase_personal": "security_admin",
    "approve": "signer", "send_back": "signer", "refuse": "signer", "withdraw_request": "asker",
    "transfer": "signer", "add_signer": "signer", "remove_signer": "signer", "urge_approval": "asker",
    "readdress": "system",
    "remind": "system", "tell": "system", "order_by_clock": "system", "order": "supervisor chair_above",
    "answer_order": "chair", "urge": "supervisor chair chair_above",
}  # fmt: skip


def may(verb: str, who: Who, form: Form, acting: Acting | None) -> bool:
    """Whether the domain lets this one take the step."""
    return any(_is(name, who, form, acting) for name in MAY[verb].split())


def _is(name: str, who: Who, form: Form, acting: Acting | None) -> bool:
    desk = who.role in DESKS and not who.manages
    here = {form.sender.pk: "sender", form.world.town.pk: "town", form.world.county.pk: "county"}[
        form.case.unit_id
    ]
    above = {"sender": ("village", "town", "county"), "town": ("county",), "county": ()}[here]
    leads = who.role in (Role.CHAIR, Role.VICE_CHAIR)
    plain: dict[str, bool] = {
        "nobody": False,
        "system": who.role == Role.SYSTEM,
        "sender": desk and who.place == "sender",
        "helper": desk and who.place in ("village", "town", "county"),
        "here": desk and who.place == here,
        "host": desk and who.place == "host",
        "county": who.place == "county" and who.role in (*DESKS, Role.SUPERVISOR),
        "county_chair": who.place == "county" and leads,
        "person": who.own and who.role == Role.INFO_OFFICER,
        "code": who.own and who.role == Role.INVITED,
        "chair": leads and not who.manages and who.place == here,
        "chair_above": leads and who.place in above,
        "supervisor": who.role == Role.SUPERVISOR and who.place in (here, *above),
        "security_admin": who.role == Role.SECURITY_ADMIN and who.place in (here, *above),
    }
    if name in plain:
        return plain[name]
    person = acting.person.pk if acting is not None and acting.person else None
    if name == "signer":
        return person in signers(form)
    asked = Approval.objects.filter(case=form.case, verdict="open").first()
    return asked is not None and person == asked.asked_by_id and desk
