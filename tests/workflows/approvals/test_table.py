"""Verb × step × actor × mode, driven through the door: each cell is allowed, or refused with the reason that stands here.

What is expected is written down from the domain, cell by cell, not read from the code.
"""

from __future__ import annotations

from typing import Any

import pytest

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import Scene, World, person_of, undone
from workflows.engine import NotPermitted, NotPossible, Refused, perform
from workflows.models import Mode, Signature

from .chain import chairs, last, said, two_steps, yes

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]

MODES = (Mode.ANY, Mode.ALL, Mode.SHARE, Mode.IN_TURN, Mode.ADVISORY)
POSITIONS = (1, 2)
ANSWERS = ("approve", "refuse", "send_back", "send_back_to_first", "transfer")
VERBS = (*ANSWERS, "add_signer", "remove_signer", "withdraw_request", "urge_approval")

#: Reasons, by a word of their sentence.
OK, PERMISSION, NOT_SENT, OWN, TWICE = "", "的权限", "没有送给您", "自己提请", "已经签过一次"
TURN, ADVICE, NO_STEP, ADDER = "还没有轮到您", "只征求意见", "已经审批过的步骤", "谁加的签由谁减"
ASKER_ONLY, URGERS, DELEGATE, NOBODY = (
    "只有提请的人可以撤回",
    "只有提请的人和承办人",
    "受委托的只是审批",
    "没有说明是谁",
)


class Table:
    """An approval of two steps with three signers each, and everybody who may try something on it."""

    def __init__(self, world: World, mode: str, position: int) -> None:
        self.world, self.mode, self.position = world, mode, position
        two_steps(mode)
        town, county = chairs(world)
        self.scene = Scene(world).to("closing")
        if position == 2:
            enough = {Mode.ANY: 1, Mode.SHARE: 2}.get(Mode(mode), 3)
            yes(self.scene, *town[:enough])
        self.asked, self.other = (town, county) if position == 1 else (county, town)
        self.added = world.who(Role.VICE_CHAIR, world.county, 7)

    def stands_in(self, principal: Acting, person: Acting | None = None, **more: Any) -> Acting:
        """Somebody acting in a signer's post."""
        who = person.person if person else self.world.made.person("代理人")
        return Acting(who, principal.role, principal.unit, on_behalf_of=principal.person, **more)

    def actors(self) -> dict[str, Acting | None]:
        """Each kind of actor, by name."""
        first, second, third = self.asked
        return {
            "first": first, "second": second, "deputy of first": self.stands_in(first),
            "delegate of third": self.stands_in(third, only_approvals=True),
            "signer of the other step": self.other[0], "asker": self.scene.mediator,
            "asker as deputy of first": self.stands_in(first, self.scene.mediator),
            "not asked": self.world.who(Role.VICE_CHAIR, self.world.town), "mediator": self.world.who(Role.MEDIATOR, self.world.town, 2),
            "elsewhere": self.world.who(Role.CHAIR, self.world.other_town), "worker": self.scene.worker,
            "employer": self.world.employer_rep(self.world.mill), "system": SYSTEM, "nobody": None,
        }  # fmt: skip

    def data(self, verb: str) -> dict[str, Any]:
        """What the verb is told."""
        asked = last(self.scene)
        both = {"approval": asked.code, "round": asked.round}
        row = Signature.objects.filter(step__approval=asked).exclude(added_how="").order_by("-id").first()
        told: dict[str, dict[str, Any]] = {
            "approve": both,
            "refuse": both | {"note": "不行"},
            "send_back": both | {"note": "请补"},
            "send_back_to_first": both | {"note": "请补", "to": 1},
            "transfer": both | {"to": self.added.person, "reason": "外出"},
            "add_signer": both | {"person": self.added.person, "how": "beside", "reason": "请把关"},
            "remove_signer": both | {"signature": row.code if row else "NONE", "reason": "不需要"},
            "withdraw_request": {"approval": asked.code},
            "urge_approval": {"approval": asked.code},
        }
        return told[verb]

    def tried(self, verb: str, acting: Acting | None) -> str:
        """The sentence of the refusal; empty when it passed. Whatever happened is taken back."""
        with undone():
            if verb == "remove_signer":
                more = {"person": self.added.person, "how": "beside", "reason": "请把关"}
                said(self.scene, "add_signer", self.asked[0], **more)
            try:
                perform(
                    self.scene.case,
                    "send_back" if verb == "send_back_to_first" else verb,
                    actor=acting,
                    **self.data(verb),
                )
            except (NotPermitted, NotPossible) as refused:
                return refused.sentence
        return ""


def expected(verb: str, who: str, table: Table) -> str:
    """The word of the domain for one cell."""
    if who == "nobody":
        return NOBODY
    if who in ("elsewhere", "worker", "employer", "system"):
        return PERMISSION
    if verb == "withdraw_request":
        return _of_asker(who, table, ASKER_ONLY)
    if verb == "urge_approval":
        return _of_asker(who, table, URGERS)
    if verb == "remove_signer":
        # Whose signature it is counts, also for who stands in for them; who asked stands in for nobody here but may tidy.
        return OK if who in ("first", "deputy of first", "asker as deputy of first") else ADDER
    return _of_signer(verb, who, table)


def _of_asker(who: str, table: Table, otherwise: str) -> str:
    """What only who asked may do; of the others, those at the county have no say in the case's own steps."""
    at_town = table.position == 1
    if who == "asker" or (who == "asker as deputy of first" and at_town):
        return OK
    if who == "delegate of third" and at_town:
        return DELEGATE
    in_office = {
        "first": at_town, "second": at_town, "deputy of first": at_town, "signer of the other step": not at_town,
        "not asked": True, "mediator": True,
    }  # fmt: skip
    return otherwise if in_office.get(who) else PERMISSION


def _of_signer(verb: str, who: str, table: Table) -> str:
    """What only whoever is asked may do."""
    if who in ("asker", "asker as deputy of first"):
        return OWN
    if who in ("not asked", "mediator"):
        return NOT_SENT
    if who == "signer of the other step":
        return TWICE if table.position == 2 else NOT_SENT
    waits = table.mode == Mode.IN_TURN and who in ("second", "delegate of third")
    if waits and verb != "add_signer":
        return TURN
    if verb == "send_back_to_first" and table.position == 1:
        return NO_STEP
    return ADVICE if table.mode == Mode.ADVISORY and verb.startswith("send_back") else OK


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("position", POSITIONS)
def test_each_cell_is_allowed_or_refused_with_its_reason(world: World, mode: str, position: int) -> None:
    table = Table(world, mode, position)
    wrong, cells, passed = [], 0, 0
    for who, acting in table.actors().items():
        for verb in VERBS:
            sentence, word = table.tried(verb, acting), expected(verb, who, table)
            cells += 1
            passed += not sentence
            if bool(sentence) != bool(word) or word not in sentence:
                wrong.append(f"{verb} by {who}: {sentence or 'passed'} (expected {word or 'passed'})")
    assert wrong == []
    assert cells == 14 * len(VERBS)
    assert passed


#: Who has answered, or stands in for who did, in the modes where the step goes on after one yes.
AFTER_ONE = {
    "first": TWICE, "deputy of first": NOT_SENT, "second": OK, "delegate of third": OK, "asker": OWN,
    "not asked": NOT_SENT,
}  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.SHARE, Mode.IN_TURN, Mode.ADVISORY])
@pytest.mark.parametrize("position", POSITIONS)
def test_after_the_first_yes_nobody_says_it_again_in_any_name(world: World, mode: str, position: int) -> None:
    table = Table(world, mode, position)
    yes(table.scene, table.asked[0])
    actors = table.actors()
    for who, word in AFTER_ONE.items():
        if who == "delegate of third" and mode == Mode.IN_TURN:
            word = TURN
        sentence = table.tried("approve", actors[who])
        assert bool(sentence) == bool(word), (who, sentence)
        assert word in sentence, (who, sentence)


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.SHARE, Mode.ADVISORY])
def test_a_deputy_who_signed_for_one_signs_for_no_other(world: World, mode: str) -> None:
    table = Table(world, mode, 1)
    first, second, _third = table.asked
    yes(table.scene, table.stands_in(first))
    assert TWICE in table.tried("approve", table.stands_in(second))
    yes(table.scene, second)
    assert TWICE in table.tried("approve", table.stands_in(table.asked[2], second))


@pytest.mark.parametrize("position", POSITIONS)
def test_whom_the_office_named_deputy_acts_as_the_table_says(world: World, position: int) -> None:
    """The deputies above are made by hand; one from the office is the same, for all of the post or for signatures only."""
    from organizations.acting import actings_of

    table = Table(world, Mode.ALL, position)
    for number, (principal, only) in enumerate(((table.asked[0], False), (table.asked[1], True))):
        post = Post.objects.get(person=principal.person, role=Role.CHAIR)
        person = world.made.person(f"代理{number}")
        actions.name_deputy(
            acting=SYSTEM, post=post, person=person, starts_on=today(), ends_on=today(), only_approvals=only
        )
        (acting,) = actings_of(person, today())
        assert acting.only_approvals is only
        assert acting.on_behalf_of == person_of(principal)
        yes(table.scene, acting)
    signed = Signature.objects.filter(
        step__approval=last(table.scene), step__order=position, answer="approve"
    )
    assert [row.signer for row in signed] == [table.asked[0].person, table.asked[1].person]
    assert all(row.signed_by_id != row.signer_id for row in signed)


def test_a_refusal_writes_nothing(world: World) -> None:
    table = Table(world, Mode.ALL, 1)
    version = table.scene.fresh().version
    for verb in VERBS:
        with pytest.raises(Refused):
            perform(
                table.scene.case, "send_back" if verb == "send_back_to_first" else verb,
                actor=table.actors()["elsewhere"], **table.data(verb),
            )  # fmt: skip
    assert table.scene.fresh().version == version
