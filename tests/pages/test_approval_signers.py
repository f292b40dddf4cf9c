"""审批 with several steps and signers on the page: where it stands, back to a step, 转办, 加签, 减签, 催办, 委托."""

from __future__ import annotations

import pytest
from django.test import Client

from organizations.acting import Acting, actings_of
from organizations.models import Deputy, Post
from organizations.roles import Role
from pages.speech import spoken_day
from record.timekeeping import today
from tests.builders import DAY, Scene, World, person_of
from tests.pages.counting import cost
from tests.pages.test_approvals import address, given, signed_in, text
from tests.workflows.approvals.chain import (
    COUNTY,
    TOWN,
    chain,
    chairs,
    last,
    name,
    rows,
    said,
    two_steps,
    waiting,
    yes,
)
from workflows.models import Added, Answer, ChainTemplate, Mode

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


@pytest.fixture
def scene(world: World) -> Scene:
    """A closing that goes from the town to the county."""
    two_steps()
    return Scene(world).to("closing")


def vice(world: World) -> Acting:
    """The county's vice-chair, whom no chain asks."""
    return world.who(Role.VICE_CHAIR, world.county)


def page_of(client: Client, scene: Scene, verb: str = "") -> str:
    """A request's page, or the form of a verb."""
    return text(client, address(scene) + (f"{verb}/" if verb else ""))


def test_a_request_says_which_step_it_has_come_to_and_what_a_yes_does_next(scene: Scene) -> None:
    page = page_of(signed_in(scene.chair), scene)
    assert "镇总工会审批" in page
    assert "正在审批" in page
    assert "还没有到" in page
    assert "先送“县总工会复核”这一步审批" in page
    yes(scene, scene.chair)
    page = page_of(signed_in(scene.above), scene)
    assert "先送" not in page
    assert name(scene.chair) in page
    assert "没有等您签的审批" in text(signed_in(scene.chair))


def test_a_request_of_one_step_looks_as_it_did(world: World) -> None:
    scene = Scene(world).to("closing")
    page = page_of(signed_in(scene.chair), scene)
    assert "审批到了哪一步" not in page
    assert "退回到哪一步" not in page


def test_it_is_returned_to_a_named_step_and_the_page_says_so(scene: Scene) -> None:
    yes(scene, scene.chair)
    client = signed_in(scene.above)
    assert "1. 镇总工会审批" in page_of(client, scene)
    answer = client.post(address(scene), given(scene, "return", note="请核对金额", to="1"), follow=True)
    assert answer.status_code == 200
    assert waiting(scene) == [name(scene.chair)]
    page = page_of(signed_in(scene.chair), scene)
    assert "第 2 轮" in page
    assert "退回到“镇总工会审批”" in page
    assert "请核对金额" in page


def test_only_requests_at_their_last_step_are_signed_together(scene: Scene, world: World) -> None:
    both = [scene, Scene(world).to("closing")]
    assert 'form="together"' not in text(signed_in(scene.chair))
    for one in both:
        yes(one, scene.chair)
    assert text(signed_in(scene.above)).count('form="together"') == 2


def test_a_request_is_transferred_to_somebody_from_the_list(scene: Scene, world: World) -> None:
    client, to = signed_in(scene.chair), person_of(vice(world))
    assert "转办给他人" in page_of(client, scene)
    assert to.name in page_of(client, scene, "transfer")
    assert client.post(address(scene) + "transfer/", {"to": to.pk, "reason": ""}).status_code == 422
    answer = client.post(address(scene) + "transfer/", {"to": to.pk, "reason": "外出"}, follow=True)
    assert "已办理：转办给他人" in answer.content.decode()
    assert waiting(scene) == [to.name]
    assert "转来的" in page_of(signed_in(vice(world)), scene)


def test_a_signer_is_added_and_taken_off_by_who_added(scene: Scene, world: World) -> None:
    client, person = signed_in(scene.chair), person_of(vice(world))
    asked = {"person": person.pk, "how": Added.BEFORE, "reason": "请核对金额"}
    answer = client.post(address(scene) + "add_signer/", asked, follow=True)
    page = answer.content.decode()
    assert f"{name(scene.chair)} 加签" in page
    assert f"要先由{person.name}签" in page
    code = next(row.code for row in rows(scene) if row.added_how)
    assert person.name in page_of(client, scene, "remove_signer")
    client.post(address(scene) + "remove_signer/", {"signature": code, "reason": "不需要了"})
    assert waiting(scene) == [name(scene.chair)]
    assert client.get(address(scene) + "remove_signer/").status_code == 403


def test_a_yes_that_waits_for_an_added_signer_says_only_that_it_goes_on_to_them(world: World) -> None:
    scene = Scene(world).to("closing")
    client, person = signed_in(scene.chair), person_of(vice(world))
    said(scene, "add_signer", scene.chair, person=person, how=Added.AFTER, reason="请把关")
    page = page_of(client, scene)
    assert f"这一步还要等{person.name}签" in page
    assert "案件以“" not in page, "nothing is closed by this yes"
    assert str(Mode.ANY.label) not in page, "both are needed"
    yes(scene, scene.chair)
    assert "案件以“" in page_of(signed_in(vice(world)), scene)


def test_where_nobody_else_could_sign_handing_on_is_shown_as_not_possible_now(world: World) -> None:
    scene = Scene(world).to("closing")
    client = signed_in(scene.chair)
    Post.objects.exclude(person=scene.chair.person).exclude(role=Role.MEDIATOR).delete()
    Post.objects.filter(role=Role.MEDIATOR).exclude(person=scene.mediator.person).delete()
    page = page_of(client, scene)
    for verb, why in (("transfer", "现在没有可以转给的人"), ("add_signer", "现在没有可以请来加签的人")):
        assert why in page
        assert f"{address(scene)}{verb}/" not in page
        assert why in client.get(address(scene) + f"{verb}/").content.decode()


def test_who_asked_urges_once_a_day(scene: Scene) -> None:
    client = signed_in(scene.mediator)
    assert "催办" in page_of(client, scene)
    assert (
        "已办理：催办"
        in client.post(address(scene) + "urge_approval/", {"note": ""}, follow=True).content.decode()
    )
    again = client.post(address(scene) + "urge_approval/", {"note": ""})
    assert again.status_code == 422
    assert "一天只催一次" in again.content.decode()


def test_a_chair_gives_their_signatures_to_another_for_some_days(scene: Scene, world: World) -> None:
    client = signed_in(scene.chair)
    post = Post.objects.get(person=scene.chair.person, role=Role.CHAIR)
    place = f"/office/posts/{post.pk}/deputy/"
    page = page_of(client, scene)
    assert "委托他人代我审批" in page
    link = page.split('?only_approvals=1"')[0].rsplit('href="', 1)[1]
    assert "checked" in text(client, f"{link}?only_approvals=1"), place
    to = world.made.person("受托人", world.town)
    told = {"person": to.pk, "starts_on": today(), "ends_on": today(), "only_approvals": "on"}
    assert client.post(link, told).status_code == 302
    (acting,) = actings_of(to, today())
    assert acting.only_approvals
    delegate = signed_in(to)
    assert f"您代 {name(scene.chair)} 审批" in text(delegate)
    delegate.post(address(scene), given(scene))
    assert waiting(scene) == [name(scene.above)]


def test_a_chair_sees_to_whom_signatures_were_given_and_takes_them_back(scene: Scene, world: World) -> None:
    client, to = signed_in(scene.chair), world.made.person("受托人", world.town)
    assert "外出或休假时" in text(client)
    post = Post.objects.get(person=scene.chair.person, role=Role.CHAIR)
    assert "委托审批" in text(client, f"/office/posts/{post.pk}/deputy/?only_approvals=1")
    told = {
        "person": to.pk, "starts_on": today() - DAY, "ends_on": today() + 3 * DAY, "only_approvals": "on",
    }  # fmt: skip
    assert client.post(f"/office/posts/{post.pk}/deputy/?only_approvals=1", told).status_code == 302
    page = text(client)
    assert f"审批委托给了{to.name}，{spoken_day(today() - DAY)} 至 {spoken_day(today() + 3 * DAY)}" in page
    link = f"/office/deputies/{Deputy.objects.get().pk}/end/"
    assert link in page
    assert client.get(link).status_code == 200
    client.post(link, {"ends_on": today() - DAY})
    assert actings_of(to, today()) == ()
    assert "审批委托给了" not in text(client)
    delegate = signed_in(world.who(Role.VICE_CHAIR, world.town))
    assert link not in text(delegate)


def test_whose_turn_has_not_come_finds_nothing_to_sign_and_reads_why(world: World) -> None:
    chain(TOWN | {"mode": Mode.IN_TURN})
    first, second = chairs(world, 2)[0]
    scene = Scene(world).to("closing")
    assert "没有等您签的审批" in text(signed_in(second))
    assert f"要先由{name(first)}签" in page_of(signed_in(second), scene)
    assert signed_in(second).post(address(scene), given(scene)).status_code == 403
    yes(scene, first)
    assert name(scene.mediator) in text(signed_in(second))


def test_a_mediator_who_is_asked_at_a_step_has_a_list_of_their_own(world: World) -> None:
    chain({"name": "初审", "signs": "role", "role": "mediator"}, COUNTY)
    second = world.who(Role.MEDIATOR, world.town, 2)
    client = signed_in(second)
    assert client.get("/approvals/").status_code == 302
    scene = Scene(world).to("closing")
    assert scene.case.number in text(client)
    client.post(address(scene), given(scene))
    assert waiting(scene) == [name(scene.above)]


def test_a_step_that_keeps_its_answer_says_so(scene: Scene) -> None:
    yes(scene, scene.chair)
    said(scene, "send_back", scene.above, note="缺凭证")
    scene.prove().do("ask_close", scene.mediator, reason="已补凭证")
    page = page_of(signed_in(scene.above), scene)
    assert "内容没有变，沿用以前的意见" in page
    assert "缺凭证" in page


@pytest.mark.parametrize("verb", ["transfer", "add_signer", "remove_signer", "urge_approval"])
def test_nobody_else_gets_a_form_and_no_other_verb_has_one(scene: Scene, world: World, verb: str) -> None:
    stranger = signed_in(world.who(Role.VICE_CHAIR, world.town))
    assert stranger.get(address(scene) + f"{verb}/").status_code == 403
    assert signed_in(scene.chair).get(address(scene) + "readdress/").status_code == 404
    elsewhere = signed_in(world.who(Role.CHAIR, world.other_town))
    assert elsewhere.get(address(scene) + f"{verb}/").status_code == 404
    yes(scene, scene.chair, scene.above)
    assert signed_in(scene.chair).get(address(scene) + f"{verb}/").status_code == 302
    assert last(scene).verdict == Answer.APPROVE + "d"


def test_in_turn_the_list_says_whose_turn_it_is_and_a_yes_says_who_comes_after(world: World) -> None:
    chain(TOWN | {"mode": Mode.IN_TURN})
    first, second, third = chairs(world)[0]
    scene = Scene(world).to("closing")
    mine = text(signed_in(scene.mediator), "/approvals/mine/")
    assert f"{name(first)} 审批" in mine
    assert name(second) not in mine
    assert f"这一步还要等{name(second)}、{name(third)}签" in text(signed_in(first))
    yes(scene, first, second)
    assert f"{name(third)} 审批" in text(signed_in(scene.mediator), "/approvals/mine/")
    assert "这一步还要等" not in text(signed_in(third))


def test_where_others_must_sign_too_nothing_is_signed_together(world: World) -> None:
    chain(TOWN | {"mode": Mode.ALL})
    first, second = chairs(world, 2)[0]
    both = [Scene(world).to("closing"), Scene(world).to("closing")]
    assert 'form="together"' not in text(signed_in(first))
    for one in both:
        yes(one, first)
    assert text(signed_in(second)).count('form="together"') == 2


def test_what_is_signed_together_tells_of_each_whether_it_is_done(world: World) -> None:
    first = world.who(Role.CHAIR, world.town)
    scene = Scene(world).to("closing")
    client = signed_in(first)
    said(scene, "add_signer", first, person=vice(world).person, how=Added.AFTER, reason="请看")
    item = f"{last(scene).code}:1:{scene.fresh().version}"
    page = client.post("/approvals/together/", {"item": [item]}, follow=True).content.decode()
    assert "已同意，还要等其他人签" in page
    assert scene.fresh().state == "closing"


def test_a_list_and_a_page_cost_the_same_however_long_the_chain(world: World) -> None:
    def six(code: str, count: int) -> None:
        chain(*({"name": f"第{n}步", "place": "own"} for n in range(count)), code=code, unit=world.town)

    chair = world.who(Role.CHAIR, world.town)
    costs = []
    for count in (2, 6):
        ChainTemplate.objects.exclude(code="general").update(is_active=False)
        six(f"c{count}", count)
        scenes = [Scene(world).to("closing") for _ in range(count // 2)]
        client = signed_in(chair)
        costs.append((cost(client, "/approvals/"), cost(client, address(scenes[0]))))
    assert costs[0] == costs[1]
