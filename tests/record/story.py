"""A county with a row in every table the record vouches for."""

from __future__ import annotations

from typing import Any

from django.db import models

from cases.surveys import answer_round, send_round
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Deputy, Post
from organizations.roles import Role
from record import checkpoints
from record.models import Chain
from record.sealer import seal_all
from record.timekeeping import today
from record.tracked import tracked_models
from tests.builders import DAY, Scene, World, paper, person_of
from tests.mediations import Table
from tests.secondments import Form
from tests.visits import Going, photo, record_of, relation_of
from tests.wages import Arrears
from tests.workflows import checking
from workflows.dispute.states import S
from workflows.secondment_changes import set_secondments


def tell(world: World) -> Scene:
    """One case with everything on it, an open one beside it; sealed and witnessed."""
    scene = Scene(world, place=world.hamlet).to(S.VERIFYING)
    scene.do("hand_up", scene.mediator, reason="村里调不动")
    scene.assign().do("notify_employer", scene.chair, kind="verify")
    scene.do("employer_reply", world.employer_rep(world.mill), notice=_notice(scene), body="正在自查")
    scene.do("message", scene.mediator, body="同意这个方案吗？", asks_confirmation=True)
    message = scene.case.messages.get()
    scene.do("confirm", scene.worker, message=message.code, answer="yes")
    checking.ask(scene, checking.LABOUR)
    checking.answer(scene, checking.LABOUR, file=paper("台账.pdf"))
    checking.sum_up(scene)
    scene.apply().both_agree().do("start_mediation", scene.mediator).agree().pay().prove()
    scene.do("ask_close", scene.mediator, reason="已付清").answer(note="同意结案")
    Scene(world).contact()
    world.partner()
    _owed(world)
    _at_a_table(world)
    _visited(world)
    _seconded(world)
    if not Deputy.objects.exists():
        post = Post.objects.get(role=Role.MEDIATOR, unit=world.town)
        actions.name_deputy(
            acting=SYSTEM,
            post=post,
            person=person_of(scene.chair),
            starts_on=today(),
            ends_on=today() + 5 * DAY,
        )
    witnessed()
    return scene


def _owed(world: World) -> None:
    """Wages on the way to being repaid, by the employer and the contractor above it."""
    one = Arrears(world).to("demanded")
    one.do("add_payer", one.mediator, role="sub", name="示例建设公司", ground="direct")
    one.plan().pay(1_000).claim(periods=("2025-10",))


def _at_a_table(world: World) -> None:
    """An agenda with minutes and a paper, and a dispute's table whose sides were asked for more time."""
    agenda = Table(world).to("consenting")
    agenda.do("add_evidence", file=paper("议程.pdf"), kind="other", session=agenda.session.code)
    scene = Scene(world).to(S.MEDIATING)
    table = Table(world, scene).to("in_session")
    until, evidence = today() + 30 * DAY, table.file("other")
    side: dict[str, Any] = {
        "seat": table.seat("employer").code,
        "until": until,
        "evidence": evidence,
        "given_on": today(),
    }
    table.do("record_extension_consent", **side)


def _visited(world: World) -> None:
    """A visit that served a contact point, with a list and a joint paper; a round of questions that was answered."""
    who = Going.visitor_of(world)
    relation = relation_of(world, who, actions.Point(employer=world.mill), liaison="小周")
    Going(
        world, employer=None, relation=relation, record=record_of(photos=[photo()], spot=(29.7, 120.3))
    ).issue()
    officer = world.who(Role.INFO_OFFICER, world.village)
    row = send_round(
        acting=world.who(Role.CHAIR, world.town), unit=world.town, month="2026-03", due_on=today()
    )
    form = row.answers.get(person=officer.person)
    calm = dict.fromkeys(("arrears", "contracts", "safety", "layoffs", "crowd"), False)
    answer_round(
        form, acting=officer, answers={**calm, "arrears_people": 0, "mood": "平稳", "note": "没有异常"}
    )


def _seconded(world: World) -> None:
    """A form in public notice with an objection, and one without notice that was served and assessed with opinions."""
    open_to = Form(world).to("notice")
    open_to.do("receive_objection", open_to.county, text="不了解情况", received_on=today())
    actor = world.who(Role.SYSTEM_ADMIN, world.county)
    set_secondments(acting=actor, county=world.county, notice_days=0)
    form = Form(world, direction="to_county")
    form.past = True
    form.to("county_review").answer(who=form.county_chair).take_up().publish().promise()
    form.do("begin_service", form.host)
    last = form.fresh().secondment.until
    form.do("report", form.host, kind="report", text="走了三家企业", on=last)
    form.do("finish", form.county, on=last)
    for code in form.codes_for(count=5):
        form.say(code)
    form.do("close_opinions", form.county).mark().grade()


def _notice(scene: Scene) -> str:
    from protection.models import EmployerNotice

    return EmployerNotice.objects.get(case_code=scene.case.code).number


def witnessed() -> None:
    """Seal everything and have every head countersigned."""
    seal_all()
    for key in Chain.objects.values_list("key", flat=True):
        checkpoints.make(key)


def tracked() -> list[Any]:
    """Every tracked model, by table."""
    return [model for _table, model in sorted(tracked_models().items())]


def other_value(field: models.Field[Any, Any], value: Any) -> Any:
    """Something else the column could hold."""
    import datetime
    import uuid
    from decimal import Decimal

    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField):
        return ["tampered"]
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=(value.int if value else 0) ^ 1)
    if isinstance(field, models.BinaryField):
        return bytes(value or b"") + b"x"
    if isinstance(field, models.DateTimeField):
        return (value or datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)) + datetime.timedelta(
            microseconds=1
        )
    if isinstance(field, models.DateField):
        return (value or datetime.date(2026, 3, 1)) + datetime.timedelta(days=1)
    if isinstance(field, models.DecimalField):
        return (value or Decimal(0)) + Decimal("0.01")
    if isinstance(field, models.IntegerField | models.ForeignKey):
        return (value or 0) + 1
    return "x" if value in ("", None) else value[:-1] + ("y" if value[-1] != "y" else "z")
