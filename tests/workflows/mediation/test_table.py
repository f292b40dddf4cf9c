"""What happens at a table: whom it is set for, who mediates, sessions, groups, more time, and where the agreement goes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseReader, Clock, Consent, Party, SeatKind, Term, TermState
from cases.visibility import visible_to
from organizations.models import Post
from organizations.roles import Role
from protection import invitations, personal
from protection.models import EmployerNotice
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import midnight, now, today
from record.verify import findings
from tests.builders import DAY, NAME, Scene, World, paper, person_of
from tests.mediations import Table, alone, for_dispute, for_group
from tests.workflows.walking import pass_time
from workflows.engine import BadInput, NotPermitted, NotPossible, open_case
from workflows.mediation.clashes import clashes_for
from workflows.mediation.offered import candidates, lacking
from workflows.mediation.states import S
from workflows.models import Approval, Signature
from workflows.sweep import perform_due

from .plans import until

AtTime = Callable[[datetime.datetime], None]
HOUR = datetime.timedelta(hours=1)
BIG = 47
#: Rows that do not fit one INSERT come in another; statements of the dearest step.
BATCHES, MOST_STATEMENTS = 3, 40


# ── What it is set for ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_has_one_open_table_and_may_have_another_after_it(world: World) -> None:
    table = for_dispute(world)
    with pytest.raises(NotPossible, match="已经有一场协商"):
        Table(world, table.scene)


def test_a_table_is_held_only_for_a_case_that_has_come_so_far(world: World) -> None:
    with pytest.raises(NotPossible, match="还没有到可以协商的阶段"):
        Table(world, Scene(world).to("verifying"))


def test_nobody_sits_down_for_a_worker_who_did_not_agree_to_be_named(world: World) -> None:
    scene = Scene(world).to("mediating")
    scene.do("change_disclosure", scene.worker, disclosure="confidential")
    with pytest.raises(NotPossible, match="还没有同意向对方公开姓名"):
        Table(world, scene)


def test_another_unions_mediator_sets_no_table_for_this_case(world: World) -> None:
    scene = Scene(world).to("mediating")
    with pytest.raises(NotPermitted):
        Table(world, scene, actor=world.who(Role.MEDIATOR, world.other_town))


def test_the_sides_and_their_representatives_come_from_the_case_served(world: World) -> None:
    table = for_group(world)
    workers = table.seats(SeatKind.WORKER)
    held = list(Party.objects.filter(case=table.served).order_by("id"))
    assert [seat.party_id for seat in workers] == [party.pk for party in held]
    by_code = {seat.code: seat.party_id for seat in workers}
    assert [by_code.get(seat.represented_by) for seat in workers] == [
        party.represented_by_id for party in held
    ]
    assert table.seat(SeatKind.EMPLOYER).employer == world.mill


def test_each_representative_stands_for_those_the_paper_names(world: World) -> None:
    scene = Scene(world, people=12).to("verifying").crowd(12).apply()
    scene.do("add_evidence", scene.mediator, file=paper("推举书.pdf"), kind="mandate")
    codes = list(Party.objects.filter(case=scene.case).order_by("id").values_list("code", flat=True))
    behind = {codes[0]: codes[3:6], codes[1]: codes[6:9], codes[2]: codes[9:]}
    scene.do("name_representatives", scene.mediator, representatives=codes[:3], stands_for=behind)
    found = {
        code: list(
            Party.objects.filter(represented_by__code=code).order_by("id").values_list("code", flat=True)
        )
        for code in codes[:3]
    }
    assert found == behind
    with pytest.raises(BadInput, match="只能由一名代表"):
        scene.do(
            "name_representatives", scene.mediator, representatives=codes[:3],
            stands_for={codes[0]: [codes[5]], codes[1]: [codes[5]]},
        )  # fmt: skip


def test_twenty_three_topics_are_one_series(world: World) -> None:
    table = alone(world, topics=[f"议题{n}" for n in range(1, 24)]).to(S.IN_SESSION)
    for topic in list(table.case.topics.all())[:3]:
        table.do("mark_topic", topic=topic.code, outcome="settled", note="一致")
    states = list(table.case.topics.values_list("state", flat=True))
    assert (len(states), states.count("settled"), states.count("open")) == (23, 3, 20)


def test_bodies_that_could_sit_are_offered_until_they_do(world: World) -> None:
    table = for_dispute(world)
    table.body("chamber", "枫桥商会")
    assert {SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.COMMITTEE} <= set(lacking(table.fresh()))
    offered = {one.name: one for one in candidates(table.fresh())}
    assert offered["枫桥商会"].kind == SeatKind.EMPLOYERS_BODY
    table.complete()
    assert "枫桥商会" not in {one.name for one in candidates(table.fresh())}
    assert lacking(table.fresh()) == []


def test_a_body_reads_the_table_while_it_sits_there_and_no_longer(world: World) -> None:
    table = for_dispute(world).complete()
    officer, seat = table.officer(SeatKind.GOVERNMENT), table.seat(SeatKind.GOVERNMENT)
    assert visible_to([officer]).filter(pk=table.case.pk).exists()
    table.do("remove_seat", seat=seat.code, reason="不再参加")
    assert not visible_to([officer]).filter(pk=table.case.pk).exists()
    table.do("add_seat", kind=SeatKind.GOVERNMENT, partner=seat.partner)
    assert visible_to([officer]).filter(pk=table.case.pk).exists()
    assert CaseReader.objects.filter(case=table.case, partner=seat.partner).count() == 1


# ── Who mediates ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mediator_steps_aside_and_only_the_chair_names_another(world: World) -> None:
    table = for_dispute(world).to(S.IN_SESSION).do("step_aside", reason="与单位负责人是亲戚")
    assert table.fresh().handler is None
    with pytest.raises(NotPermitted):
        table.propose()
    first, second = table.mediator, world.who(Role.MEDIATOR, world.town, 2)
    with pytest.raises(BadInput, match="已经回避"):
        table.do("assign", table.chair, mediator=person_of(first))
    table.do("assign", table.chair, mediator=person_of(second))
    assert table.fresh().handler == second.person


def test_a_certificate_that_ran_out_stops_the_mediator_from_that_day_on(
    world: World, at_time: AtTime
) -> None:
    Post.objects.filter(person=person_of(world.who(Role.MEDIATOR, world.town)), role=Role.MEDIATOR).update(
        certificate="浙调001", certificate_expires_on=today() + 1 * DAY
    )
    table = for_dispute(world).to(S.NOTIFIED)
    at_time(midnight(today() + 1 * DAY) + 23 * HOUR)
    table.do("move_session", starts_at=now() + 2 * DAY, place="镇总工会")
    at_time(midnight(today() + 1 * DAY) + HOUR)
    with pytest.raises(NotPossible, match="证书已经到期"):
        table.do("move_session", starts_at=now() + 3 * DAY, place="镇总工会")


def test_who_holds_a_certificate_that_ran_out_is_not_named(world: World) -> None:
    table, second = for_dispute(world), world.who(Role.MEDIATOR, world.town, 2)
    held = Post.objects.filter(person=person_of(second), role=Role.MEDIATOR)
    held.update(certificate="浙调002", certificate_expires_on=today() - DAY)
    with pytest.raises(BadInput, match="证书已经到期"):
        table.do("assign", table.chair, mediator=person_of(second))
    held.update(certificate_expires_on=today())
    table.do("assign", table.chair, mediator=person_of(second))


def test_a_new_mediator_in_the_middle_of_signing_signs_himself(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING)
    table.do("sign_as_mediator", **table.asked)
    second = world.who(Role.MEDIATOR, world.town, 2)
    table.do("assign", table.chair, mediator=person_of(second), reason="原调解员调离")
    row = Signature.objects.get(step__approval=table.question, seat__isnull=True)
    assert (row.signer, row.answer, row.signed_by) == (second.person, "", None)
    table.do("sign_as_mediator", second, **table.asked).all_yes()
    assert table.fresh().mediation.signed_at is not None


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_employers_notice_says_when_and_where_and_never_who(world: World) -> None:
    table = for_dispute(world).to(S.CONSENTING)
    notices = EmployerNotice.objects.filter(case_code=table.case.code)
    assert {notice.kind for notice in notices} == {"session", "proposal"}
    assert "三楼会议室" in notices.get(kind="session").asks
    asked = notices.get(kind="proposal")
    assert (asked.question, asked.round) == (table.question.code, 1)
    body = personal.read(asked.body_key)
    assert body["terms"][0]["amount"] == "30000.00"
    said = " ".join([*(f"{n.subject}{n.asks}{n.issuer}" for n in notices), str(body)])
    assert NAME not in said
    assert all(notice.applicant_key is None for notice in notices)


def test_a_session_is_adjourned_with_a_reason_and_a_next_day_several_times(world: World) -> None:
    table = for_dispute(world).to(S.ADJOURNED)
    table.open().do(
        "adjourn", reason="再对账", starts_at=now() + 6 * DAY, place="县总工会", minutes="已对账一半"
    )
    assert table.fresh().state == S.ADJOURNED
    states = list(table.case.sessions.order_by("number").values_list("state", flat=True))
    assert states == ["adjourned", "adjourned", "planned"]
    second = table.case.sessions.get(number=2)
    assert personal.read(second.minutes_key)["minutes"] == "已对账一半"
    assert Clock.objects.get(case=table.case, rule_id="table_session").due_on == today() + 6 * DAY


def test_a_paper_belongs_to_its_session(world: World) -> None:
    table = for_dispute(world).to(S.IN_SESSION)
    session = table.session
    table.do("add_evidence", file=paper("签到表.pdf"), kind="minutes", session=session.code)
    assert session.papers.count() == 1
    with pytest.raises(BadInput):
        table.do("add_evidence", file=paper(), kind="minutes", session="NONE")


def test_clashes_of_people_and_rooms_are_shown_and_touching_ends_are_none(world: World) -> None:
    table, other = for_dispute(world).to(S.NOTIFIED), for_dispute(world)
    first = table.session
    found = clashes_for(other.case, first.starts_at + HOUR, 90, first.place)
    (clash,) = found
    assert (clash.code, clash.same_place) == (first.code, True)
    assert f"person:{table.case.handler_id}" in clash.people
    assert f"employer:{world.mill.pk}" in clash.people
    ends = first.starts_at + datetime.timedelta(minutes=first.lasts)
    assert clashes_for(other.case, ends, 90, first.place) == []
    assert clashes_for(table.case, first.starts_at, 90, first.place, but=first.code) == []
    other.notify()
    assert other.fresh().state == S.NOTIFIED, "shown, never forbidden"


# ── Groups ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_does_not_consent_is_not_bound_and_stays_open_apart(world: World) -> None:
    table = for_group(world).to(S.CONSENTING)
    workers = table.seats(SeatKind.WORKER)
    table.by_paper(workers[:8]).by_paper(workers[8:10], "no").answer(table.seat(SeatKind.EMPLOYER))
    assert table.fresh().state == S.CONSENTING, "two have not spoken yet"
    table.do("end_collection", reason="期满", **table.asked)
    assert table.fresh().state == S.SIGNING
    table.sign().seal()
    served = table.fresh_served()
    assert served.state == "performing"
    said = list(Party.objects.filter(case=served).order_by("id").values_list("consent", flat=True))
    assert said == [Consent.AGREED] * 8 + [Consent.DECLINED] * 2 + [Consent.UNASKED] * 2
    bound = Event.objects.get(subject=table.case.subject, name=EventName.IN_FORCE).data["bound"]
    assert len(bound) == 8


def test_nobody_ends_the_waiting_for_an_employer(world: World) -> None:
    table = for_group(world).to(S.CONSENTING).by_paper_all()
    with pytest.raises(NotPossible, match="必须自己表态"):
        table.do("end_collection", **table.asked)


def test_a_worker_who_consented_and_will_not_sign_is_not_bound(world: World) -> None:
    table = for_group(world).to(S.SIGNING)
    waiting = [row.seat for row in table.waiting() if row.seat and row.seat.kind == SeatKind.WORKER]
    represented = len(table.seats(SeatKind.WORKER)) - len(waiting)
    assert represented > 0, "those stood for are signed for by their representative"
    table.by_paper(waiting[1:2], "no").do("sign_as_mediator", **table.asked).all_yes().seal()
    bound = Event.objects.get(subject=table.case.subject, name=EventName.IN_FORCE).data["bound"]
    assert len(bound) == len(table.seats(SeatKind.WORKER)) - 1


def test_one_worker_of_a_small_case_who_refuses_stops_it(world: World) -> None:
    scene = Scene(world).to("verifying").crowd(3).apply().both_agree()
    table = Table(world, scene.do("start_mediation", scene.mediator)).to(S.CONSENTING)
    table.by_paper(table.seats(SeatKind.WORKER)[1:2], "no", "太少")
    assert table.fresh().state == S.PROPOSED
    with pytest.raises(Approval.DoesNotExist):
        _ = table.question


def _statements(table: Table, verb: str, **data: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        table.do(verb, **data)
    return len(seen)


@pytest.fixture
def crowds(world: World) -> tuple[Table, Table]:
    """A table of twelve and one of forty-seven."""
    return for_group(world, 12).to(S.PROPOSED), for_group(world, BIG).to(S.PROPOSED)


def test_forty_seven_cost_as_many_statements_as_twelve(crowds: tuple[Table, Table]) -> None:
    """Asking, links for all, one paper for all but two, ending: none grows with the crowd."""
    counts: list[list[int]] = []
    for table in crowds:
        evidence, found = table.file("answer"), []
        found.append(_statements(table, "ask_consents"))
        workers = table.seats(SeatKind.WORKER)
        tokens = {seat.code: invitations.issue() for seat in workers}
        found.append(_statements(table, "offer_links", tokens=tokens, **table.asked))
        most = [seat.code for seat in workers[:-6]]
        found.append(
            _statements(table, "record_answer", seats=most, answer="yes", evidence=evidence, **table.asked)
        )
        found.append(_statements(table, "end_collection", **table.asked))
        counts.append(found)
    more = [big - small for small, big in zip(*counts, strict=True)]
    assert max(more) <= BATCHES, counts
    assert max(counts[1]) < MOST_STATEMENTS


# ── More time, or none ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_fifteen_days_run_from_the_disputes_application(world: World) -> None:
    table = for_dispute(world)
    clock = Clock.objects.get(case=table.case, rule_id="mediation_close")
    theirs = Clock.objects.get(case=table.served, rule_id="mediation_close")
    assert (clock.due_on, clock.started_at) == (theirs.due_on, theirs.started_at)


def test_without_more_time_the_table_has_failed_at_the_end_of_the_day_and_not_before(
    world: World, at_time: AtTime
) -> None:
    table = for_dispute(world).to(S.CONSENTING)
    due = Clock.objects.get(case=table.case, rule_id="mediation_close").due_at
    at_time(due - datetime.timedelta(seconds=30))
    perform_due()
    assert table.fresh().state == S.CONSENTING
    at_time(due + datetime.timedelta(seconds=1))
    perform_due()
    assert (table.fresh().state, table.case.mediation.fail_ground) == (S.FAILED, "no_agreement_in_time")
    assert table.fresh_served().state == "failed", "by its own clock"
    assert not Approval.objects.filter(case=table.case, verdict="open").exists()
    seal_all()
    assert list(findings()) == []


def test_more_time_moves_both_deadlines_and_nothing_less_than_both_sides_asks_for_it(world: World) -> None:
    table = until(for_dispute(world).to(S.IN_SESSION))
    with pytest.raises(BadInput, match="不是这一天"):
        table.do("ask_extend", until=today() + 39 * DAY, reason="双方要求")
    table.do("ask_extend", until=today() + 40 * DAY, reason="双方要求").approve()
    for case in (table.case, table.served):
        assert Clock.objects.get(case=case, rule_id="mediation_close").due_on == today() + 40 * DAY


def test_a_table_that_fails_by_hand_ends_the_disputes_mediation(world: World) -> None:
    table = for_dispute(world).to(S.FAILED)
    assert (table.fresh_served().state, table.fresh_served().dispute.fail_ground) == (
        "failed",
        "other_side_refused",
    )


def test_an_agenda_has_no_fifteen_days_but_a_clock_of_our_own(world: World, at_time: AtTime) -> None:
    table = alone(world)
    assert not Clock.objects.filter(case=table.case, rule_id="mediation_close").exists()
    pass_time(at_time, now(), now() + 20 * DAY, 12 * HOUR)
    told = Event.objects.filter(subject=table.case.subject, name=EventName.SUPERIORS_TOLD)
    assert told.exists()
    assert table.fresh().mediation.order_open, "late by three working days: a supervision order"


def test_an_answer_that_does_not_come_is_asked_for_and_told(world: World, at_time: AtTime) -> None:
    table = alone(world).to(S.CONSENTING)
    due = Clock.objects.get(case=table.case, rule_id="consent_reply").due_at
    pass_time(at_time, now(), due + 4 * DAY)
    names = set(Event.objects.filter(subject=table.case.subject).values_list("name", flat=True))
    assert {EventName.REMINDED, EventName.SUPERIORS_TOLD} <= names


# ── Where the agreement goes ────────────────────────────────────────────────────────────────────────────────────


def test_the_dispute_served_follows_the_terms_one_by_one(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING)
    table.back_and_again(10_000, 20_000).sign().seal()
    terms = Term.objects.filter(case=table.served).order_by("order")
    assert [(term.amount, term.state) for term in terms] == [
        (Decimal("10000.00"), TermState.PENDING),
        (Decimal("20000.00"), TermState.PENDING),
    ]
    assert not Term.objects.filter(case=table.case).exists()
    with pytest.raises(NotPossible, match="所服务的案件里跟踪"):
        table.do("perform_term", term=terms[0].code, paid=1, performed_on=today(), note="收条")


def test_while_the_table_is_open_the_dispute_is_not_settled_beside_it(world: World) -> None:
    table = for_dispute(world)
    scene = table.scene
    assert scene is not None
    with pytest.raises(NotPossible, match="正在三方/四方协商"):
        scene.agree()
    with pytest.raises(NotPossible, match="正在三方/四方协商"):
        scene.do("fail", scene.mediator, ground="unreachable")


def test_a_table_whose_dispute_moved_on_comes_not_in_force_and_nothing_is_half_done(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING).sign()
    scene = table.scene
    assert scene is not None
    scene.fresh()
    scene.do("withdraw", scene.worker, reason="不再主张")
    version = table.fresh().version
    with pytest.raises(NotPossible):
        table.seal()
    assert table.fresh().state == S.SIGNING
    assert table.case.version == version + 1, "only the paper put on file"
    assert not Term.objects.filter(case=scene.case).exists()


def test_an_agenda_follows_its_own_terms_and_a_missed_one_climbs(world: World, at_time: AtTime) -> None:
    table = alone(world).to(S.IN_FORCE)
    term = Term.objects.get(case=table.case)
    at_time(midnight(term.due_on + DAY) + HOUR)
    perform_due()
    assert Term.objects.get(pk=term.pk).state == TermState.BREACHED
    assert table.fresh().performance == "overdue"
    pass_time(at_time, now(), now() + 24 * DAY, 12 * HOUR)
    assert table.fresh().unit == world.county
    seal_all()
    assert list(findings()) == []


def test_what_a_table_keeps_apart_can_be_erased_by_law_and_the_record_still_fits(world: World) -> None:
    table = for_dispute(world).to(S.CLOSED)
    guard = world.who(Role.SECURITY_ADMIN, world.county)
    proposal_texts = [row.text_key for row in table.case.proposals.all()]
    minutes = [row.reason_key for row in table.case.sessions.all() if row.reason_key]
    table.do("erase_personal", guard, reason="本人依法申请")
    assert personal.read_many([*proposal_texts, *minutes]) == {}
    seal_all()
    assert list(findings()) == []


def test_a_table_is_set_by_no_window_and_no_partner(world: World) -> None:
    scene = Scene(world).to("mediating")
    for role in (Role.WINDOW, Role.SUPERVISOR, Role.INFO_OFFICER):
        with pytest.raises(NotPermitted):
            open_case("mediation", actor=world.who(role, world.town), serves=scene.case)
    assert not Case.objects.filter(kind="mediation").exists()
