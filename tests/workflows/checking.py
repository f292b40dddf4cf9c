"""A joint check in the making: bodies beside the town, their officers, and one step each."""

from __future__ import annotations

from typing import Any

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import PartnerBody, PartnerKind, Post
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, Scene, World
from tests.wages import Arrears
from workflows.models import CheckAnswer, JointCheck

#: Whatever a check may be asked on.
Handled = Scene | Arrears
LABOUR, JUSTICE, SAFETY = (
    PartnerKind.LABOUR_OFFICE,
    PartnerKind.JUSTICE_OFFICE,
    PartnerKind.SAFETY_OFFICE,
)
NOTE = "已查工资支付台账，三月起未发"


def body(world: World, kind: PartnerKind, name: str = "") -> PartnerBody:
    """The town's body of a kind; made when first asked for."""
    name = name or f"枫桥{kind.label}"
    found = PartnerBody.objects.filter(beside=world.town, name=name).select_related("beside").first()
    return found or actions.add_partner(acting=SYSTEM, beside=world.town, kind=kind, name=name)


def officer(world: World, kind: PartnerKind, nth: int = 1) -> Acting:
    """Somebody who answers for the body of a kind."""
    place = body(world, kind)
    person = world.made.person(f"{place.name[:6]}人员{nth}")
    if not Post.objects.filter(person=person).exists():
        starts_on = today() - DAY
        actions.give_post(
            acting=SYSTEM, person=person, role=Role.PARTNER_OFFICER, place=place, starts_on=starts_on
        )
    return Acting(person, Role.PARTNER_OFFICER, partner=place)


def ask(scene: Handled, *kinds: PartnerKind, **more: Any) -> JointCheck:
    """发起联调, of the handler."""
    bodies = [{"partner": body(scene.world, kind), "question": ""} for kind in kinds or (LABOUR, JUSTICE)]
    scene.do("ask_bodies", scene.mediator, bodies=bodies, **more)
    return JointCheck.objects.get(case=scene.case, state="running")


def row(scene: Handled, kind: PartnerKind) -> CheckAnswer:
    """The latest question to a body of a kind."""
    return CheckAnswer.objects.filter(joint_check__case=scene.case, kind=kind).latest("id")


def answer(scene: Handled, kind: PartnerKind, said: str = "true", **more: Any) -> CheckAnswer:
    """答复, of the body's officer."""
    data = {"body": row(scene, kind).code, "answer": said, "note": NOTE} | more
    scene.do("answer_check", officer(scene.world, kind), **data)
    return row(scene, kind)


def excuse(scene: Handled, kind: PartnerKind) -> CheckAnswer:
    """不再等待, of the handler."""
    scene.do("excuse_check", scene.mediator, body=row(scene, kind).code, reason="三次催办没有回音")
    return row(scene, kind)


def sum_up(scene: Handled, conclusion: str = "confirmed") -> JointCheck:
    """汇总, of the handler."""
    scene.do("sum_up", scene.mediator, conclusion=conclusion, note="各单位核查一致，转入调解")
    return JointCheck.objects.filter(case=scene.case).latest("id")
