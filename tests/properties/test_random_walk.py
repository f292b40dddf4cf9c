"""Whatever lawful thing is done in whatever order: the record replays to what is stored, and nothing is left hanging."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case, Clock
from organizations.acting import Acting
from organizations.roles import Role
from protection.models import EmployerNotice
from record.models import Event
from record.sealer import seal_all
from record.timekeeping import now, today
from record.verify import findings
from tests.builders import DAY, MONDAY, Scene, World, paper
from tests.workflows.plans import told
from tests.workflows.walking import AtTime
from workflows.checks import replay
from workflows.dispute.states import OPEN, S
from workflows.engine import NotPermitted, Refused, perform
from workflows.fetching import cases_to_step
from workflows.models import Approval, Signature
from workflows.offers import offers
from workflows.sweep import perform_due
from workflows.writing import OURS

pytestmark = [pytest.mark.django_db, pytest.mark.properties, pytest.mark.soundness]
ANSWERS = ("approve", "send_back", "refuse", "confirm", "employer_reply", "withdraw_request")
#: How likely a step is beside the others that are offered: what leads on first, what ends it all seldom.
ONWARD = (
    "contact accept assign receive_application ask_other_side other_side_agrees start_mediation agree perform_term "
    "inform_parties take_road ask_close approve resume enforce seat_delegates reassign come_forward"
)
WEIGHTS = {
    **dict.fromkeys(ONWARD.split(), 12.0), "name_representatives": 4.0, "merge": 0.05, "withdraw": 0.05, "ask_decline": 0.1,
    "ask_refer": 0.2, "refuse": 2.0, "send_back": 2.0, "ask_extend": 3.0, "ask_reopen": 6.0, "fail": 2.0,
    "erase_personal": 0.0, "urge": 0.2, "hand_up": 0.5, "take_over": 0.5, "hand_down": 0.3,
}  # fmt: skip
#: Steps of one walk; walks of one run. Together more than five hundred steps.
STEPS, WALKS = 60, 12


class Walk:
    """A case on its way through a random life, and everybody who may touch it."""

    def __init__(self, world: World, chance: random.Random, at_time: AtTime) -> None:
        self.world, self.chance, self.at_time = world, chance, at_time
        self.moment = MONDAY
        at_time(self.moment)
        self.scene = Scene(world, **self._birth())
        self.taken: Counter[str] = Counter()

    def _birth(self) -> dict[str, Any]:
        pick = self.chance.choice
        place = pick([self.world.town, self.world.hamlet, self.world.county])
        lead = self.chance.random() < 0.15
        return {
            "place": place, "people": pick([1, 1, 2, 12]), "employer": pick([self.world.mill, self.world.shop, None]),
            "category": pick(["unpaid_wages", "compensation", "overtime_pay"]), "since": today() - 50 * DAY,
            "disclosure": "anonymous" if lead else pick(["open", "confidential"]), "relayed": pick([True, False]),
            "employment_ended_on": pick([None, today() - 100 * DAY]), "amount": pick([None, Decimal("0.01"), Decimal(150_000)]),
        } | ({"name": "", "phone": ""} if lead else {})  # fmt: skip

    def everybody(self) -> list[Acting]:
        """All who may ever act on the case, in random order; the handler wherever they sit."""
        case = self.scene.fresh()
        units = {case.unit, self.world.town, self.world.county}
        found = [
            self.world.who(role, unit)
            for unit in units
            for role in (Role.MEDIATOR, Role.CHAIR, Role.SUPERVISOR, Role.WINDOW)
        ]
        found += [
            Acting.receipt(case),
            self.world.employer_rep(self.world.mill),
            self.world.employer_rep(self.world.shop),
        ]
        if case.handler is not None:
            found += [Acting(case.handler, Role.MEDIATOR, unit=unit) for unit in units]
        self.chance.shuffle(found)
        return found

    def step(self) -> None:
        """One of: an hour or some days pass and what is due is done; or somebody does something that is offered."""
        self.moment += self.chance.choice([1, 5, 26, 100]) * datetime.timedelta(hours=1)
        self.at_time(self.moment)
        if self.chance.random() < 0.25:
            self.taken["perform_due"] += perform_due()
            return
        case = cases_to_step().get(pk=self.scene.case.pk)
        found: list[tuple[str, Acting]] = []
        for acting in self.everybody()[:6]:
            found += [(offer.verb, acting) for offer in offers(case, [acting], now()) if not offer.reason]
            found += [(verb, acting) for verb in self._unlisted(acting)]
        if found:
            weights = [WEIGHTS.get(verb, 1.0) for verb, _acting in found]
            self._try(*self.chance.choices(found, weights)[0])

    def _unlisted(self, acting: Acting) -> list[str]:
        """Steps no menu shows: answers to the chair's questions, the worker's and the employer's words."""
        case = self.scene.case
        if acting.role == Role.CHAIR and Approval.objects.filter(case=case, verdict="open").exists():
            return ["approve", "send_back", "refuse"]
        if acting.role == Role.RECEIPT and case.messages.filter(asks_confirmation=True, answer="").exists():
            return ["confirm"]
        notices = EmployerNotice.objects.filter(case_code=case.code, replied_on=None)
        return ["employer_reply"] if acting.role == Role.EMPLOYER_REP and notices.exists() else []

    def _try(self, verb: str, acting: Acting) -> None:
        self.scene.fresh()
        data = self._data(verb)
        if data is None:
            self.taken["no data"] += 1
            return
        refused = None
        try:
            perform(self.scene.case, verb, actor=acting, **data)
        except Refused as error:
            refused = error
        self.taken[verb if refused is None else "refused"] += 1
        if refused is not None:
            # What is offered is permitted; only a question put to another chair may still be refused.
            assert refused.sentence
            assert not isinstance(refused, NotPermitted) or verb in ANSWERS, verb

    def _data(self, verb: str) -> dict[str, Any] | None:
        """Lawful data of the step; None where there is nothing it could be about."""
        scene = self.scene
        if verb == "record_consent" and not scene.case.parties.exists():
            return None
        special: dict[str, Callable[[], dict[str, Any]]] = {
            "assign": lambda: {"mediator": self.world.who(Role.MEDIATOR, scene.case.unit, self.chance.choice([1, 2])).person},
            "reassign": lambda: {
                "mediator": self.world.who(Role.MEDIATOR, scene.case.unit, self.chance.choice([1, 2])).person,
                "reason": "轮换",
            },
            "perform_term": self._payment,
            "message": lambda: {"body": "怎么样了？", "asks_confirmation": True},
            "add_evidence": lambda: {"file": paper(), "kind": self.chance.choice(["proof", "mandate"])},
            "add_party": lambda: {"name": f"工人{self.chance.randrange(10**6)}"},
            "agree": self._agreement,
            "suspend": lambda: {
                "ground": "both_asked", "review_on": today() + self.chance.choice([1, 9, 40]) * DAY, "reason": "双方要求"
            },
            "set_colour": lambda: {"colour": self.chance.choice(["blue", "yellow", "orange", "red"]), "reason": "重新定级"},
            "employer_reply": lambda: {
                "notice": EmployerNotice.objects.filter(case_code=scene.case.code).order_by("-pk")[0].number, "body": "自查"
            },
            "correct": lambda: {"reason": "更正", "amount": str(self.chance.randrange(1, 10**6))},
        }  # fmt: skip
        return special[verb]() if verb in special else told(scene, verb)

    def _payment(self) -> dict[str, Any]:
        terms = [
            t for t in self.scene.case.terms.filter(epoch=self.scene.case.epoch) if t.state != "performed"
        ]
        term = self.chance.choice(terms)
        return {
            "term": term.code,
            "paid": term.amount - term.paid,
            "performed_on": today(),
            "note": "转账凭证",
        }

    def _agreement(self) -> dict[str, Any]:
        count = self.chance.randrange(1, 4)
        terms = [
            {"what": f"第{n}项", "amount": self.chance.choice([0, 100, Decimal("33.33")]), "due_on": today() + self.chance.randrange(12) * DAY}
            for n in range(count)
        ]  # fmt: skip
        kind = self.chance.choice(["written_agreement", "oral_agreement", "performed_at_once"])
        return {"agreement": kind, "terms": terms, "signed_on": today()}


def holds(case: Case) -> None:
    """What is true of a case after every step."""
    events = list(Event.objects.filter(subject=case.subject).order_by("version", "line"))
    state, version, clocks = replay(events, case.pk)
    assert (state, version) == (case.state, case.version)
    stored = {(c.rule_id, c.key): c for c in Clock.objects.filter(case=case)}
    assert set(stored) == set(clocks)
    for place, row in stored.items():
        folded = clocks[place]
        assert (row.state, row.epoch, row.fired, row.pauses) == (
            folded.state,
            folded.epoch,
            folded.fired,
            folded.pauses,
        )
        assert row.due_at == folded.due_at
        assert row.state == "running" or row.next_at is None
    running = [row for row in stored.values() if row.state == "running"]
    assert case.due_at == min((row.due_at for row in running if row.rule_id in OURS), default=None)
    waiting = Signature.objects.filter(step__approval__case=case, answer="")
    asked = Approval.objects.filter(case=case, verdict="open")
    assert set(waiting.values_list("step__approval", flat=True)) == set(asked.values_list("pk", flat=True))
    if case.state == S.CLOSED:
        assert {row.rule_id for row in running} <= {"return_call"}
        assert set(asked.values_list("kind", flat=True)) <= {"reopen"}
        assert case.conclusion
    else:
        assert case.state in OPEN
        assert any(row.rule_id != "arb_limitation" for row in running), (
            case.state,
            [row.rule_id for row in stored.values()],
        )
    if case.state == S.CLOSING:
        assert asked.filter(kind="close").exists(), "somebody is asked"
    assert case.version == len({event.version for event in events})


@pytest.mark.parametrize("part", range(3))
def test_a_random_life_keeps_every_promise(world: World, at_time: AtTime, part: int) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=WALKS // 3, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(seed=st.integers(min_value=part * 10**6, max_value=part * 10**6 + 10**5))
    def live(seed: int) -> None:
        walk = Walk(world, random.Random(seed), at_time)  # noqa: S311  a reproducible life, no secret
        for _ in range(STEPS):
            walk.step()
            holds(walk.scene.fresh())
        seal_all()
        assert [str(finding) for finding in findings()] == []
        seen.update(walk.taken)

    live()
    done = sum(count for name, count in seen.items() if name not in ("refused", "no data"))
    assert done > STEPS, seen
