"""Visits and secondments on random ways: whoever does whatever in whatever order, nothing hangs and the record replays."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case, Clock, Finding, Opinion, OpinionCode, Rectification
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from record.models import Event
from record.sealer import seal_all
from record.verify import findings
from tests.builders import MONDAY, World
from tests.secondments import Form
from tests.visits import Going, safety_body
from tests.workflows.secondment import plans
from tests.workflows.soundness import transitions
from tests.workflows.visit.test_soundness import told as told_on_a_visit
from tests.workflows.walking import AtTime
from workflows.checks import replay
from workflows.engine import NotPermitted, Refused, perform
from workflows.models import LIVE, Approval, Match, Signature
from workflows.secondment import Secondment
from workflows.secondment.states import HOLDING
from workflows.secondment.states import S as Sec
from workflows.sweep import perform_due
from workflows.visit import Visit
from workflows.visit.states import S

pytestmark = [pytest.mark.django_db, pytest.mark.properties, pytest.mark.soundness]
DESKS = (Role.WINDOW, Role.MEDIATOR, Role.VICE_CHAIR, Role.CHAIR, Role.SUPERVISOR)
LIFE = settings(
    max_examples=4, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
SEEDS = st.integers(min_value=0, max_value=10**6)
#: What ends a life is done seldom, so that it lasts.
SELDOM = frozenset(
    {"cancel", "withdraw", "not_select", "not_matched", "not_consented", "refuse", "end_early", "uphold_objection",
     "erase_personal", "return_form", "send_back"}
)  # fmt: skip


def verbs_of(flow: Any) -> list[tuple[str, str]]:
    """(state, verb) of every transition."""
    return sorted({(str(place), t.slug) for place, t in transitions(flow)})


class Life:
    """A case on which a verb of its state is tried by people in random order until one may."""

    def __init__(
        self, flow: Any, case: Case, people: Sequence[Acting], told: Callable[[str], dict[str, Any]]
    ) -> None:
        self.case, self.people, self.told = case, list(people), told
        self.verbs, self.taken = verbs_of(flow), Counter[str]()

    def step(self, chance: random.Random) -> None:
        """One verb that the state knows, weighted; every refusal is a sentence, and nothing else is ever raised."""
        here = [verb for state, verb in self.verbs if state == self.case.state]
        verb = chance.choices(here, [0.03 if one in SELDOM else 1.0 for one in here])[0]
        chance.shuffle(self.people)
        for who in self.people:
            try:
                self.case = perform(self.case, verb, actor=who, **self.told(verb))
            except NotPermitted:
                continue
            except Refused as refused:
                self.taken["refused" if refused.sentence else "refused without a sentence"] += 1
                return
            self.taken[verb] += 1
            return


def replays(case: Case) -> list[Clock]:
    """What the record says is what is stored; the clocks that run."""
    events = list(Event.objects.filter(subject=case.subject).order_by("version", "line"))
    state, version, clocks = replay(events, case.pk)
    assert (state, version) == (case.state, case.version)
    stored = list(Clock.objects.filter(case=case))
    assert {(one.rule_id, one.key) for one in stored} == set(clocks)
    running = [one for one in stored if one.state == "running"]
    assert bool(case.conclusion) == (case.closed_at is not None) == (case.state == "closed")
    assert case.state != "closed" or not running, [one.rule_id for one in running]
    return running


def visit_holds(case: Case) -> None:
    """An open visit waits by a day; one on which nothing waits ends; nothing waits on a closed one."""
    running = replays(case)
    waiting = set(Finding.objects.filter(case=case, state="open").values_list("code", flat=True))
    papers = set(Rectification.objects.filter(case=case, state="waiting").values_list("code", flat=True))
    keys = {one.key for one in running if one.rule_id in ("finding_answer", "rectification_due")}
    assert keys == waiting | papers
    if case.state == S.CLOSED:
        assert not keys
    if case.state == S.FOLLOWING:
        assert keys, "it would stand open with nothing to wait for"
    assert case.state == S.CLOSED or running
    for row in Finding.objects.filter(case=case).select_related("became"):
        assert (row.state == "case") == (row.became is not None)
        assert row.rating is None or row.answered_at is not None
    assert (
        Case.objects.filter(found_as__case=case).count()
        == Finding.objects.filter(case=case, state="case").count()
    )


@pytest.mark.parametrize("planned", [True, False])
def test_no_random_life_of_a_visit_leaves_it_stuck_open_or_closed_with_something_open(
    world: World, at_time: AtTime, planned: bool
) -> None:
    seen: Counter[str] = Counter()

    @LIFE
    @given(seed=SEEDS)
    def live(seed: int) -> None:
        chance, moment = random.Random(seed), MONDAY  # noqa: S311  a reproducible life, no secret
        at_time(moment)
        safety_body(world)
        one = Going(world, **({} if planned else {"record": {"findings": []}}))
        people = [
            world.who(role, unit) for role in DESKS for unit in (world.town, world.county, world.village)
        ]
        people += [world.who(Role.INFO_OFFICER, world.town), SYSTEM]

        def told(verb: str) -> dict[str, Any]:
            one.fresh()
            return told_on_a_visit(one, verb)

        life = Life(Visit, one.case, people, told)
        for _ in range(25):
            moment += chance.choice([1, 30, 200]) * datetime.timedelta(hours=1)
            at_time(moment)
            if chance.random() < 0.2:
                perform_due()
                life.case = one.fresh()
            else:
                life.step(chance)
            visit_holds(one.fresh())
        seal_all()
        assert [str(found) for found in findings()] == []
        seen.update(life.taken)

    live()
    assert "refused without a sentence" not in seen
    assert {"record", "follow_up", "answer_finding"} - seen.keys() <= (
        {"record"} if not planned else set()
    ), seen


def secondment_holds(case: Case) -> None:
    """Somebody is waited for by a day while it is open; nothing of it waits once it is closed; a box is open in 考核 only."""
    running, detail = replays(case), case.secondment
    asked = Approval.objects.filter(case=case, verdict="open")
    waits = Signature.objects.filter(step__approval__case=case, answer="")
    assert set(waits.values_list("step__approval", flat=True)) == set(asked.values_list("pk", flat=True))
    assert detail.holds_post == (case.state in HOLDING)
    assert Match.objects.filter(case=case, state__in=LIVE).count() == (case.state == Sec.MATCHING)
    if case.state in (Sec.SENDER_REVIEW, Sec.COUNTY_REVIEW):
        assert asked.count() == 1
    if case.state == Sec.CLOSED:
        assert not asked.exists()
        assert not detail.opinions_open
    else:
        assert running
    if not detail.opinions_open:
        assert not Opinion.objects.filter(case=case).exists()
        assert not OpinionCode.objects.filter(case=case).exists()
    if detail.took_up_on is not None and detail.until is not None:
        assert (detail.until - detail.took_up_on).days <= 366


def _people(world: World, form: Form) -> list[Acting]:
    units = (form.sender, world.village, world.town, world.other_town, world.county)
    found = [world.who(role, unit) for role in DESKS for unit in units]
    return [*found, form.person, SYSTEM]


def test_no_random_life_of_a_secondment_leaves_anything_hanging(world: World, at_time: AtTime) -> None:
    seen: Counter[str] = Counter()

    @LIFE
    @given(seed=SEEDS)
    def live(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  a reproducible life, no secret
        at_time(MONDAY)
        form = plans.for_form(world, name="", person=_fresh_person(world, seed))
        start = chance.choice(
            [Sec.DRAFT, Sec.SELECTING, Sec.MATCHING, Sec.NOTICE, Sec.SERVING, Sec.ASSESSING]
        )
        form.to(start)
        life = Life(Secondment, form.case, _people(world, form), lambda verb: plans.told(form, verb))
        for _ in range(25):
            _prepare(form, chance)
            life.case = form.fresh()
            life.people = [*life.people, *_asked(form)]
            life.step(chance)
            secondment_holds(form.fresh())
        seal_all()
        assert [str(found) for found in findings() if "notice_until" not in str(found)] == []
        seen.update(life.taken)

    live()
    assert "refused without a sentence" not in seen
    assert len(seen) > 12, seen


def _fresh_person(world: World, seed: int) -> Any:
    return world.made.acting(f"挂职人{seed}", Role.INFO_OFFICER, world.made.enterprise).person


def _asked(form: Form) -> list[Acting]:
    """Who holds a code that still opens an answer."""
    return [Acting.invited(form.case.pk, code) for code in form.codes[:1]]


def _prepare(form: Form, chance: random.Random) -> None:
    """Papers on file, codes handed out: what steps are told to use."""
    state = form.fresh().state
    if state in (Sec.CONSENT, Sec.MATCHING, Sec.IN_POST) and not form.codes:
        form.codes = [form.file_paper()]
    if state == Sec.ASSESSING and chance.random() < 0.2 and not form.case.secondment.codes_handed:
        form.codes = form.codes_for(count=3)
