"""What a reader may do next: the verbs of the present state, and why one is not possible now."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Case
from organizations.acting import Acting

from .engine import start_draft, state_label
from .fetching import cases_to_step
from .registry import workflow_for


@dataclass(frozen=True, slots=True)
class Offer:
    """A step offered. ``reason`` says why it is not possible now; empty when it is. ``idle``: it has nothing to act on."""

    verb: str
    label: str
    weight: int
    acting: Acting
    reason: str
    idle: bool = False


def offers(case: Case, actings: Sequence[Acting], at: datetime.datetime) -> list[Offer]:
    """Steps of the present state that one of ``actings`` may take, lightest first, possible ones before others."""
    if not hasattr(case, "clock_rows"):
        case = cases_to_step().get(pk=case.pk)
    found: dict[str, Offer] = {}
    for acting in actings:
        flow = workflow_for(case.kind)(case, start_draft(case, acting, at))
        for transition in type(flow).state.get_outgoing_transitions(case.state):
            if transition.slug in found or not transition.custom["by_hand"]:
                continue
            if transition.has_perm(flow, acting) and not flow.bars(transition.slug, acting):
                unmet = transition.get_unmet_condition(flow)
                found[transition.slug] = Offer(
                    transition.slug, str(transition.label), transition.custom["weight"], acting,
                    unmet[1].message if unmet else "", bool(unmet and getattr(unmet[0], "idle", False)),
                )  # fmt: skip
    return sorted(found.values(), key=lambda offer: (bool(offer.reason), offer.weight, offer.verb))


def acting_for(case: Case, verb: str, actings: Sequence[Acting], at: datetime.datetime) -> Acting | None:
    """The first of ``actings`` that may take ``verb`` now; None when none may."""
    for acting in actings:
        flow = workflow_for(case.kind)(case, start_draft(case, acting, at))
        method = getattr(flow, verb, None)
        if method is None or not hasattr(method, "has_perm"):
            continue
        if method.has_perm(acting) and not flow.bars(verb, acting):
            return acting
    return None


def reason_against(case: Case, verb: str, acting: Acting, at: datetime.datetime) -> str:
    """Why ``acting``, who may take ``verb``, cannot take it on the case as it is; empty when it is possible."""
    flow = workflow_for(case.kind)(case, start_draft(case, acting, at))
    for transition in type(flow).state.get_outgoing_transitions(case.state):
        if transition.slug == verb:
            unmet = transition.get_unmet_condition(flow)
            return unmet[1].message if unmet else ""
    return _("案件现在是“%(state)s”，这一步不适用。") % {"state": state_label(case)}
