"""A second time: steps that would keep their yes can be asked anew, and the request says what changed meanwhile."""

from __future__ import annotations

import pytest

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from tests.builders import Scene, World, paper
from tests.pages.test_approvals import address, signed_in, text
from tests.workflows.approvals.chain import COUNTY, TOWN, chain, name, said, two_steps, waiting, yes
from workflows.models import Approval

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


def returned(world: World) -> Scene:
    """A closing that the county sent back to who asked, after the town had said yes."""
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    return said(scene, "send_back", scene.above, note="缺凭证").prove()


def ask_page(scene: Scene) -> str:
    """The form by which the closing is asked for again."""
    return f"/cases/{scene.case.code}/do/ask_close/"


def sent(scene: Scene, **more: str) -> dict[str, str]:
    """What that form sends."""
    asked = {"expects": str(scene.fresh().version), "conclusion": "written_agreement", "reason": "已补凭证"}
    return asked | more


def test_who_asks_again_is_told_which_steps_keep_their_yes_and_may_have_all_asked(world: World) -> None:
    two_steps()
    scene = returned(world)
    client = signed_in(scene.mediator)
    page = text(client, ask_page(scene))
    assert "要求全部重审" in page
    assert "“镇总工会审批”上次已经同意" in page
    assert client.post(ask_page(scene), sent(scene, ask_again="on")).status_code == 302
    assert waiting(scene) == [name(scene.chair)]


def test_without_it_the_yes_is_carried_over_and_said_as_such(world: World) -> None:
    two_steps()
    scene = returned(world)
    assert signed_in(scene.mediator).post(ask_page(scene), sent(scene)).status_code == 302
    assert waiting(scene) == [name(scene.above)]
    page = text(signed_in(scene.above), address(scene))
    assert "内容没有变，沿用以前的意见" in page
    assert "申请的内容和上次一样" in page


@pytest.mark.parametrize("case", ["first", "one step", "refused"])
def test_where_nothing_would_be_kept_nothing_is_offered(world: World, case: str) -> None:
    if case != "one step":
        two_steps()
    scene = Scene(world).to("performing").pay().prove()
    if case != "first":
        scene.do("ask_close", scene.mediator, reason="已付清")
        if case == "refused":
            said(yes(scene, scene.chair), "refuse", scene.above, note="不行")
        else:
            said(scene, "send_back", scene.chair, note="缺凭证")
    assert "要求全部重审" not in text(signed_in(scene.mediator), ask_page(scene))


def test_the_request_says_what_of_it_changed_and_who_is_asked_anew_because_of_it(world: World) -> None:
    chain(TOWN | {"looks_at": ["conclusion"]}, COUNTY)
    scene = returned(world)
    scene.do("ask_close", scene.mediator, reason="改为口头协议", conclusion="oral_agreement")
    page = text(signed_in(scene.chair), address(scene))
    assert "和上次相比" in page
    assert "结案的结果：达成书面协议 → 达成口头协议" in page
    assert "提交证据" in page.split("此后")[1]


def test_after_a_return_to_a_step_the_request_says_what_was_done_since(world: World) -> None:
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    said(scene, "send_back", scene.above, note="请核对金额", to=1)
    page = text(signed_in(scene.chair), address(scene))
    assert "第 2 轮" in page
    assert "退回以后案件没有新的办理" in page
    scene.do("add_evidence", scene.mediator, file=paper(), kind="proof")
    page = text(signed_in(scene.chair), address(scene))
    assert "退回以后：提交证据" in page


def test_a_referral_to_another_body_names_both(world: World) -> None:
    first = world.partner()
    other = actions.add_partner(acting=SYSTEM, beside=world.town, kind="justice_office", name="枫桥司法所")
    scene = Scene(world).accept()
    scene.do("ask_refer", scene.chair, partner=first, reason="归人社所")
    asked = Approval.objects.get(case=scene.case)
    scene.do("send_back", scene.above, approval=asked.code, round=1, note="不归他们")
    scene.do("ask_refer", scene.chair, partner=other, reason="归司法所")
    assert "移送给谁：枫桥人社所 → 枫桥司法所" in text(signed_in(scene.above), address(scene))


def test_what_a_delegate_signed_says_so_also_where_it_was_carried_over(world: World) -> None:
    two_steps()
    scene, to = Scene(world).to("closing"), world.made.person("受托人")
    yes(scene, Acting(to, Role.CHAIR, world.town, on_behalf_of=scene.chair.person, only_approvals=True))
    said(scene, "send_back", scene.above, note="缺凭证").prove().do(
        "ask_close", scene.mediator, reason="已补"
    )
    assert "内容没有变，沿用以前的意见；由 受托人 代签" in text(signed_in(scene.above), address(scene))
