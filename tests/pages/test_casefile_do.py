"""A form for every step: every one is taken through its page, refused in a sentence, and nothing typed is lost."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case, DisputeDetail, Evidence, Message, Party, Term
from organizations.acting import Acting
from organizations.roles import Role
from pages.disputes import FORMS
from pages.public.fields import Line, Story
from protection import personal
from record.timekeeping import day_of, today
from tests.builders import DAY, MONDAY, Scene, World, paper, person_of
from tests.pages.asking import page, signed_in, step
from tests.workflows import checking
from workflows.dispute import Dispute
from workflows.shared import who

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime.datetime], None]


@pytest.fixture
def world(db: None, at_time: AtTime) -> World:
    """A county on a plain Monday morning, with nobody at its posts but two chairs."""
    at_time(MONDAY)
    return World()


#: The holder of a receipt takes these on the tracking page, nobody at a desk does.
BY_RECEIPT_ONLY = {"rate", "worker_asks_reopen"}


def by_hand() -> dict[str, Any]:
    """Every verb of the machine that a person takes, with one of its transitions."""
    found = {}
    for transitions in Dispute.state.get_transitions().values():
        for transition in transitions:
            if transition.custom["by_hand"]:
                found[transition.slug] = transition
    return found


def test_every_step_a_person_takes_has_a_form() -> None:
    verbs = by_hand()
    assert len(verbs) > 45
    assert {verb for verb, t in verbs.items() if t.permission is who.receipt} == BY_RECEIPT_ONLY
    assert set(FORMS) == set(verbs) - BY_RECEIPT_ONLY


TODAY = "2026-03-02"
Made = Callable[[Scene], Any]


def _party(scene: Scene) -> str:
    return str(Party.objects.filter(case=scene.case).order_by("id")[0].code)


def _group(scene: Scene) -> dict[str, Any]:
    codes = list(Party.objects.filter(case=scene.case).order_by("id").values_list("code", flat=True))
    return {"representatives": codes[:3], "stands_for": codes[3:]}


def _crowd(scene: Scene) -> Scene:
    return scene.to("verifying").crowd(5).do("add_evidence", scene.mediator, file=paper(), kind="mandate")


def _asked(scene: Scene) -> Scene:
    return scene.contact().do("ask_decline", scene.mediator, ground="not_labour", reason="不是劳动争议")


def _breached(scene: Scene) -> Scene:
    return scene.to("performing").do("breach", Acting(None, Role.SYSTEM), clock=scene.term.code)


def _paid(scene: Scene) -> Scene:
    return scene.to("performing").pay().prove()


#: verb: (how the case gets there, who takes it, what is typed). None types nothing.
WAYS: dict[str, tuple[Made, str, Callable[[Scene], dict[str, Any]]]] = {
    "contact": (lambda s: s, "mediator", lambda s: {"note": "已联系"}),
    "accept": (lambda s: s.contact(), "mediator", lambda s: {"category": "overtime_pay"}),
    "assign": (lambda s: s.accept(), "chair", lambda s: {"mediator": person_of(s.mediator).username}),
    "reassign": (lambda s: s.to("mediating"), "chair", lambda s: {"mediator": _second(s), "reason": "轮换"}),
    "record_finding": (lambda s: s.to("verifying"), "mediator", lambda s: {"finding": "partly", "note": "看了考勤"}),
    "receive_application": (lambda s: s.to("verifying"), "mediator", lambda s: {
        "form": "oral", "received_on": TODAY, "body_kind": "town", "names_applicant": "on"}),
    "merge": (lambda s: _with_twin(s), "mediator", lambda s: {"into": _twin(s)}),
    "withdraw": (lambda s: s, "mediator", lambda s: {"reason": "自己谈好了"}),
    "ask_decline": (lambda s: s.contact(), "mediator", lambda s: {"ground": "not_labour", "reason": "是邻里的事"}),
    "ask_refer": (lambda s: s, "mediator", lambda s: {"partner": str(s.world.partner().pk), "reason": "归人社所"}),
    "ask_not_confirmed": (lambda s: s.to("verifying").do("record_finding", s.mediator, finding="not", note="查过"),
                          "mediator", lambda s: {"reason": "没有这回事"}),
    "ask_other_side": (lambda s: s.to("verifying").apply(), "mediator", lambda s: {"asked_on": TODAY}),
    "other_side_agrees": (lambda s: _waiting(s), "mediator", lambda s: {"answered_on": TODAY}),
    "other_side_declines": (lambda s: _waiting(s), "mediator", lambda s: {"answered_on": TODAY}),
    "seat_delegates": (lambda s: s.to("verifying"), "mediator", lambda s: {"note": "双方各一名"}),
    "start_mediation": (lambda s: s.to("verifying").apply().both_agree(), "mediator", lambda s: {}),
    "record_session": (lambda s: s.to("mediating"), "mediator", lambda s: {"note": "谈了两小时", "place": "调解室"}),
    "agree": (lambda s: s.to("mediating"), "mediator", lambda s: {
        "agreement": "written_agreement", "signed_on": TODAY, "rows": "2", "what_0": "付清工资", "amount_0": "3万",
        "due_on_0": "2026-03-20"}),
    "fail": (lambda s: s.to("mediating"), "mediator", lambda s: {"ground": "reneged"}),
    "perform_term": (lambda s: s.to("performing"), "mediator", lambda s: {
        "term": s.term.code, "paid": "10000", "performed_on": TODAY, "note": "回单"}),
    "enforce": (_breached, "mediator", lambda s: {"road": "payment_order", "note": "帮职工写好了申请"}),
    "take_road": (lambda s: s.to("failed"), "mediator", lambda s: {"road": "legal_aid", "note": "已联系律师"}),
    "inform_parties": (lambda s: s.to("failed"), "mediator", lambda s: {"note": "书面送达"}),
    "return_call": (lambda s: s.to("closed"), "mediator", lambda s: {"note": "钱拿到了"}),
    "ask_extend": (lambda s: s.to("mediating"), "mediator", lambda s: {
        "until": "2026-04-10", "both_agree": "on", "reason": "等会计回来"}),
    "ask_close": (_paid, "mediator", lambda s: {"conclusion": "written_agreement", "reason": "付清了"}),
    "ask_reopen": (lambda s: s.to("closed"), "mediator", lambda s: {"reason": "少给了"}),
    "withdraw_request": (_asked, "mediator", lambda s: {"approval": s.approval.code}),
    "add_party": (lambda s: s, "mediator", lambda s: {"name": "李四", "phone": "138 0000 0000"}),
    "name_representatives": (_crowd, "mediator", _group),
    "record_consent": (lambda s: s.to("verifying"), "mediator", lambda s: {
        "party": _party(s), "consent": "agreed", "consented_on": TODAY}),
    "come_forward": (lambda s: s, "mediator", lambda s: {"name": "张三", "phone": "13800000000", "disclosure": "open"}),
    "change_disclosure": (lambda s: s.to("verifying"), "mediator", lambda s: {"disclosure": "open"}),
    "correct": (lambda s: s, "mediator", lambda s: {"people": "3", "amount": "3.5万元", "reason": "写错了"}),
    "add_evidence": (lambda s: s, "mediator", lambda s: {
        "kind": "proof", "file": SimpleUploadedFile("收条.pdf", b"%PDF-1.4 1")}),
    "message": (lambda s: s, "mediator", lambda s: {"body": "请明天来一趟", "asks_confirmation": "on"}),
    "notify_employer": (lambda s: s.to("verifying"), "mediator", lambda s: {"kind": "verify"}),
    "interrupt_limitation": (lambda s: s, "mediator", lambda s: {"happened_on": TODAY, "reason": "去要过钱"}),
    "suspend_limitation": (lambda s: s, "mediator", lambda s: {"reason": "台风封路"}),
    "resume_limitation": (lambda s: s.do("suspend_limitation", s.mediator, reason="台风"), "mediator", lambda s: {}),
    "end_employment": (lambda s: s, "mediator", lambda s: {"ended_on": TODAY}),
    "hand_up": (lambda s: s.accept(), "chair", lambda s: {"reason": "镇里办不了"}),
    "take_over": (lambda s: s, "above", lambda s: {"reason": "直接来办"}),
    "hand_down": (lambda s: s, "chair", lambda s: {"unit": s.world.village.code, "reason": "就近"}),
    "order": (lambda s: s, "above", lambda s: {"note": "三天内说明"}),
    "answer_order": (lambda s: s.to("verifying").do("order", s.above, note="说明"), "mediator", lambda s: {"note": "明天办"}),
    "urge": (lambda s: s, "chair", lambda s: {"note": "抓紧"}),
    "set_colour": (lambda s: s, "mediator", lambda s: {"colour": "orange", "reason": "人多"}),
    "declare_emergency": (lambda s: s, "mediator", lambda s: {"reason": "有人要堵门"}),
    "emergency_entry": (lambda s: s.do("declare_emergency", s.mediator, reason="堵门"), "mediator", lambda s: {
        "note": "已到场", "lead_person": person_of(s.mediator).username}),
    "stand_down": (lambda s: s.do("declare_emergency", s.mediator, reason="堵门"), "chair", lambda s: {"reason": "散了"}),
    "suspend": (lambda s: s.to("verifying"), "chair", lambda s: {
        "ground": "both_asked", "review_on": "2026-03-20", "reason": "都要等"}),
    "resume": (lambda s: s.to("suspended"), "chair", lambda s: {"reason": "可以办了"}),
    "ask_bodies": (lambda s: _with_body(s.to("verifying")), "mediator", lambda s: {"body_labour_office": "on"}),
    "urge_check": (lambda s: _checked(s), "chair", lambda s: {"note": "请尽快"}),
    "excuse_check": (lambda s: _checked(s), "mediator", lambda s: {"body": _body(s), "reason": "没有回音"}),
    "sum_up": (lambda s: _checked(s).do("excuse_check", s.mediator, body=_body(s), reason="没有回音"), "mediator",
               lambda s: {"conclusion": "unclear", "note": "另行核实"}),
}  # fmt: skip


def _second(scene: Scene) -> str:
    return person_of(scene.world.who(Role.MEDIATOR, scene.world.town, 2)).username


def _waiting(scene: Scene) -> Scene:
    return scene.to("verifying").apply().do("ask_other_side", scene.mediator, asked_on=today())


def _with_body(scene: Scene) -> Scene:
    checking.body(scene.world, checking.LABOUR)
    return scene


def _checked(scene: Scene) -> Scene:
    checking.ask(scene.to("verifying"), checking.LABOUR)
    return scene


def _body(scene: Scene) -> str:
    return checking.row(scene, checking.LABOUR).code


def _with_twin(scene: Scene) -> Scene:
    Scene(scene.world)
    return scene


def _twin(scene: Scene) -> str:
    return str(Case.objects.exclude(pk=scene.case.pk).get().code)


FACTS: dict[str, dict[str, Any]] = {
    "come_forward": {"disclosure": "anonymous", "name": "", "phone": ""},
    "end_employment": {"employment_ended_on": None},
    "name_representatives": {"people": 12},
}


def test_every_form_is_tried() -> None:
    assert set(WAYS) == set(FORMS)


@pytest.mark.parametrize("verb", sorted(WAYS))
def test_the_step_is_taken_through_its_page(world: World, verb: str) -> None:
    arrive, name, typing = WAYS[verb]
    scene = Scene(world, **FACTS.get(verb, {}))
    world.who(Role.MEDIATOR, world.town)
    arrive(scene)
    actor: Acting = getattr(scene, name)
    address = f"/cases/{scene.case.code}/do/{verb}/"
    html = page(actor, address)
    assert 'name="expects"' in html
    before = scene.fresh().version
    answer = step(actor, scene.case, verb, **typing(scene))
    assert answer.status_code == 302, re.sub(r"\s+", " ", answer.content.decode())[:6000]
    assert scene.fresh().version == before + 1


@pytest.mark.parametrize("verb", sorted(WAYS))
def test_an_empty_form_is_refused_in_our_own_words_or_needs_nothing(world: World, verb: str) -> None:
    arrive, name, _typing = WAYS[verb]
    scene = Scene(world, **FACTS.get(verb, {}))
    arrive(scene)
    answer = step(getattr(scene, name), scene.case, verb)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        html = answer.content.decode()
        assert "还差一点" in html
        assert "This field" not in html


def texts_of(verb: str) -> list[str]:
    """The texts a form asks for."""
    found = [name for name, field in FORMS[verb].base_fields.items() if isinstance(field, Story | Line)]
    return ["what_0"] if verb == "agree" else found


@pytest.mark.parametrize("verb", sorted(verb for verb in WAYS if texts_of(verb)))
def test_a_text_of_a_hundred_thousand_characters_is_refused_and_kept(world: World, verb: str) -> None:
    arrive, name, typing = WAYS[verb]
    scene = Scene(world, **FACTS.get(verb, {}))
    arrive(scene)
    given = typing(scene) | {texts_of(verb)[0]: "长𠮷" * 50_000}
    answer = step(getattr(scene, name), scene.case, verb, **given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "太长" in html
    assert "长𠮷长𠮷" in html


def test_the_second_of_two_people_sees_what_changed_and_may_go_on_after_reading(world: World) -> None:
    scene = Scene(world).to("mediating")
    seen = scene.fresh().version
    scene.do("message", scene.worker, body="我在等")
    answer = step(scene.mediator, scene.case, "record_session", expects=seen, note="谈了一上午")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "发送消息" in html
    assert "谈了一上午" in html
    assert f'name="expects" value="{scene.fresh().version}"' in html
    again = step(scene.mediator, scene.case, "record_session", note="谈了一上午")
    assert again.status_code == 302


def test_the_second_press_of_a_button_takes_no_second_step(world: World) -> None:
    scene = Scene(world).contact()
    seen = scene.fresh().version
    first = step(scene.mediator, scene.case, "accept", expects=seen, category="unpaid_wages")
    second = step(scene.mediator, scene.case, "accept", expects=seen, category="unpaid_wages")
    assert (first.status_code, second.status_code) == (302, 409)
    assert "受理" in second.content.decode()
    assert scene.fresh().version == seen + 1


@pytest.mark.parametrize("expects", ["", "-1", "x", "9" * 40, "0"])
def test_a_form_without_a_true_version_changes_nothing(world: World, expects: str) -> None:
    scene = Scene(world).contact()
    before = scene.fresh().version
    answer = step(scene.mediator, scene.case, "accept", expects=expects, category="unpaid_wages")
    assert answer.status_code == 409
    assert scene.fresh().version == before


def test_a_step_the_state_does_not_know_says_so(world: World) -> None:
    scene = Scene(world)
    html = page(scene.mediator, f"/cases/{scene.case.code}/do/agree/", 409)
    assert "案件现在是“待受理”，不能“达成协议”" in html


def test_a_step_whose_guard_does_not_hold_gives_its_reason(world: World) -> None:
    scene = Scene(world)
    html = page(scene.mediator, f"/cases/{scene.case.code}/do/accept/", 409)
    assert "还没有首次联系职工" in html


def test_a_step_that_is_anothers_is_refused(world: World) -> None:
    scene = Scene(world).accept()
    page(scene.mediator, f"/cases/{scene.case.code}/do/assign/", 403)
    before = scene.fresh().version
    assert (
        step(scene.mediator, scene.case, "assign", mediator=person_of(scene.mediator).username).status_code
        == 403
    )
    assert scene.fresh().version == before


def test_steps_of_the_clock_and_of_approvals_have_no_page(world: World) -> None:
    scene = Scene(world)
    for verb in ("breach", "lapse", "approve", "close", "birth", "_call", "draft"):
        assert signed_in(scene.mediator).get(f"/cases/{scene.case.code}/do/{verb}/").status_code == 404


@pytest.mark.parametrize(
    ("verb", "state", "field"),
    [("record_consent", "verifying", "consented_on"), ("ask_other_side", "verifying", "asked_on"),
     ("perform_term", "performing", "performed_on"), ("interrupt_limitation", "reported", "happened_on")],
)  # fmt: skip
def test_a_date_in_the_future_is_refused_beside_its_field(
    world: World, verb: str, state: str, field: str
) -> None:
    scene = Scene(world).to(state)
    if verb == "ask_other_side":
        scene.apply()
    given = WAYS[verb][2](scene) | {field: "2027-01-01"}
    answer = step(scene.mediator, scene.case, verb, **given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert "不能晚于今天" in answer.content.decode()


def test_a_term_performed_before_there_was_a_case_is_told_as_a_slip(world: World) -> None:
    scene = Scene(world).to("performing")
    given = WAYS["perform_term"][2](scene)
    early = day_of(scene.case.reported_at) - DAY
    answer = step(scene.mediator, scene.case, "perform_term", **given | {"performed_on": early.isoformat()})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "日期不能早于案件上报的那天" in html
    assert f'value="{early.isoformat()}"' in html


def test_what_happened_earlier_is_recorded_as_earlier_and_never_before_the_report(
    world: World, at_time: AtTime
) -> None:
    scene = Scene(world)
    at_time(MONDAY + DAY)
    late = step(scene.mediator, scene.case, "contact", note="昨天的电话", happened_at="2026-03-02T10:30")
    assert late.status_code == 302
    assert scene.fresh().dispute.contacted_at == MONDAY + datetime.timedelta(hours=1.5)
    other = Scene(world)
    answer = step(other.mediator, other.case, "contact", happened_at="2026-03-01T10:30")
    assert answer.status_code == 422
    assert "发生时间不能早于上报时间" in answer.content.decode()
    answer = step(other.mediator, other.case, "contact", happened_at="2026-03-09T10:30")
    assert "发生时间不能晚于现在" in answer.content.decode()


FAR = [
    ("end_employment", "reported", {"ended_on": "1999-05-01"}),
    ("end_employment", "reported", {"ended_on": "0001-01-01"}),
    ("suspend", "verifying", {"ground": "both_asked", "review_on": "9999-12-31", "reason": "等"}),
    ("agree", "mediating", {"agreement": "oral_agreement", "signed_on": TODAY, "what_0": "付钱", "due_on_0": "9999-12-31"}),
    ("receive_application", "verifying", {"form": "oral", "received_on": "1999-01-01", "body_kind": "town"}),
    ("contact", "reported", {"happened_at": "0001-01-01T00:00"}),
    ("contact", "reported", {"happened_at": "9999-12-31T23:59"}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "state", "given"), FAR)
def test_a_day_nobody_can_count_to_is_refused_in_a_sentence(
    world: World, verb: str, state: str, given: dict[str, str]
) -> None:
    scene = Scene(world, **FACTS.get(verb, {})).to(state)
    before = scene.fresh().version
    actor = scene.chair if verb == "suspend" else scene.mediator
    answer = step(actor, scene.case, verb, **given)
    assert answer.status_code == 422
    assert re.search("工作日历只能推算|请核对年份|发生时间不能|还差一点", answer.content.decode())
    assert scene.fresh().version == before


def test_a_disguised_or_empty_file_is_refused_and_nothing_is_kept(world: World) -> None:
    scene = Scene(world)
    for name, content in (("照片.jpg", b"<script>alert(1)</script>"), ("空.pdf", b"")):
        answer = step(
            scene.mediator,
            scene.case,
            "add_evidence",
            kind="evidence",
            file=SimpleUploadedFile(name, content),
        )
        assert answer.status_code == 422
    assert not Evidence.objects.exists()


def test_rows_of_an_agreement_are_added_without_a_script_and_keep_what_was_typed(world: World) -> None:
    scene = Scene(world).to("mediating")
    before = scene.fresh().version
    answer = step(
        scene.mediator, scene.case, "agree", rows="2", what_0="付清七月工资𠮷", amount_0="14000", due_on_0="2026-03-20",
        agreement="written_agreement", signed_on=TODAY, note="双方都签了", add_row="1",
    )  # fmt: skip
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="what_2"' in html
    assert "付清七月工资𠮷" in html
    assert "双方都签了" in html
    assert 'name="rows" value="3"' in html
    assert scene.fresh().version == before


def test_an_agreement_has_as_many_terms_as_were_written(world: World) -> None:
    scene = Scene(world).to("mediating")
    answer = step(
        scene.mediator, scene.case, "agree", rows="4", what_0="付清七月工资", amount_0="1.4万", due_on_0="2026-03-20",
        what_2="开具离职证明", due_on_2="2026-03-10", agreement="written_agreement", signed_on=TODAY,
    )  # fmt: skip
    assert answer.status_code == 302
    terms = list(Term.objects.filter(case=scene.case))
    assert [(term.amount, term.is_money) for term in terms] == [(Decimal(14000), True), (Decimal(0), False)]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"what_0": "付钱"}, "请写明哪天前做完"), ({"amount_0": "100", "due_on_0": "2026-03-20"}, "请写明做什么"),
     ({}, "协议至少要有一项条款"), ({"what_0": "付钱", "due_on_0": "2026-02-01"}, "早于协议日期"),
     ({"what_0": "付钱", "amount_0": "约三万", "due_on_0": "2026-03-20"}, "不是一个确定的金额")],
)  # fmt: skip
def test_a_term_that_was_begun_must_be_finished(world: World, given: dict[str, str], said: str) -> None:
    scene = Scene(world).to("mediating")
    answer = step(
        scene.mediator, scene.case, "agree", rows="2", agreement="written_agreement", signed_on=TODAY, **given
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_mediators_are_offered_with_the_freest_first(world: World) -> None:
    busy = Scene(world).to("verifying")
    free = world.who(Role.MEDIATOR, world.town, 2)
    scene = Scene(world).accept()
    html = page(scene.chair, f"/cases/{scene.case.code}/do/assign/")
    assert html.index(person_of(free).name) < html.index(person_of(busy.mediator).name)
    assert "在办 1 件" in html
    assert html.index(person_of(busy.mediator).name) < html.index(
        person_of(scene.chair).name, html.index("id_mediator")
    )
    stranger = world.who(Role.MEDIATOR, world.other_town)
    assert person_of(stranger).name not in html


def test_a_choice_that_was_not_offered_is_refused(world: World) -> None:
    scene = Scene(world).accept()
    stranger = world.who(Role.MEDIATOR, world.other_town)
    answer = step(scene.chair, scene.case, "assign", mediator=person_of(stranger).username)
    assert answer.status_code == 422


def test_papers_that_name_the_applicant_are_offered_only_with_the_workers_consent(world: World) -> None:
    scene = Scene(world).to("verifying")
    address = f"/cases/{scene.case.code}/do/notify_employer/"
    assert 'value="mediation"' not in page(scene.mediator, address)
    scene.do("change_disclosure", scene.mediator, disclosure="open")
    assert 'value="mediation"' in page(scene.mediator, address)


def test_merging_into_a_number_that_is_not_there_is_refused(world: World) -> None:
    scene = Scene(world)
    answer = step(scene.mediator, scene.case, "merge", other="〔2026〕9999")
    assert answer.status_code == 422
    assert "没有找到这个编号的案件" in answer.content.decode()


def test_a_merge_never_reaches_a_case_that_is_not_visible(world: World) -> None:
    scene, beside = (
        Scene(world),
        Scene(world, place=world.other_town, employer=None, employer_name="店口某厂"),
    )
    answer = step(scene.mediator, scene.case, "merge", other=beside.case.number)
    assert answer.status_code == 422


def test_after_a_sign_in_that_had_expired_the_form_comes_back(world: World) -> None:
    scene = Scene(world)
    client = signed_in(scene.mediator)
    client.logout()
    answer = client.post(f"/cases/{scene.case.code}/do/contact/", {"expects": "1", "note": "已联系"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/accounts/login/?next=/cases/{scene.case.code}/do/contact/")
    html = page(scene.mediator, f"/cases/{scene.case.code}/do/contact/")
    assert f'data-keep="{scene.case.code}-contact"' in html


def test_a_step_that_was_taken_forgets_its_draft(world: World) -> None:
    scene = Scene(world)
    answer = step(scene.mediator, scene.case, "contact", note="已联系")
    html = page(scene.mediator, answer.headers["Location"])
    assert f'data-draft-done="{scene.case.code}-contact"' in html


def test_a_case_that_leaves_ones_sight_leads_home(world: World) -> None:
    scene = Scene(world, place=world.hamlet, employer=None, employer_name="村里的小厂")
    chair = scene.chair
    # The worker asked that their own union not go on reading: nothing is kept of the way up.
    DisputeDetail.objects.filter(case=scene.case).update(avoids_own_union=True)
    answer = step(chair, scene.case, "hand_up", reason="办不了")
    assert answer.headers["Location"] == "/today/"
    page(chair, f"/cases/{scene.case.code}/", 404)


def test_a_message_reaches_the_worker_as_it_was_typed(world: World) -> None:
    scene = Scene(world)
    body = "请带好工资条😀\n明天上午九点"
    assert step(scene.mediator, scene.case, "message", body=body).status_code == 302
    kept = personal.read(Message.objects.get(case=scene.case).body_key)
    assert kept["body"].splitlines() == body.splitlines()


def test_a_deputy_reads_for_whom_the_step_is_taken(world: World) -> None:
    from organizations import actions
    from organizations.acting import SYSTEM

    scene = Scene(world).accept()
    chair, deputy = scene.chair, world.made.person("代理的人")
    actions.name_deputy(
        acting=SYSTEM,
        post=person_of(chair).posts.get(),
        person=deputy,
        starts_on=today(),
        ends_on=today() + DAY,
    )
    html = page(Acting(deputy, Role.CHAIR), f"/cases/{scene.case.code}/do/assign/")
    assert f"您代 {person_of(chair).name} 办理" in html


def test_dangerous_steps_say_what_will_follow(world: World) -> None:
    scene = Scene(world).to("verifying")
    for verb in ("withdraw", "notify_employer", "merge"):
        assert "data-confirm=" in page(scene.mediator, f"/cases/{scene.case.code}/do/{verb}/")
