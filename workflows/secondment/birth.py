"""A 呈报表 is begun: one person, one round, one direction."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from cases import codes
from cases.models import (
    ADVISERS,
    Case,
    CaseKind,
    Direction,
    SecondmentDetail,
    SecondmentEnd,
    SecondmentRound,
    Standing,
)
from cases.numbers import next_number
from organizations.acting import Acting
from organizations.models import Employer, Level, Person, Post, Unit
from organizations.paths import ancestors
from protection import personal
from record.names import EventName
from record.timekeeping import day_of
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.errors import BadInput, NotPermitted, NotPossible
from workflows.machine import check_texts
from workflows.shared.base import plain_choice

from .states import S
from .who import OFFICERS

LONGEST_NAME, LONGEST_WISH, LONGEST_NOTE = 60, 120, 500
#: Ends after which the same person may be proposed again in the same round.
AGAIN = (
    SecondmentEnd.WITHDRAWN, SecondmentEnd.REFUSED, SecondmentEnd.NOT_CONSENTED, SecondmentEnd.NOT_SELECTED,
    SecondmentEnd.NOT_MATCHED, SecondmentEnd.COUNTY_REFUSED, SecondmentEnd.OBJECTION_UPHELD,
)  # fmt: skip
#: Levels of the unions that may send, by direction; to an enterprise also those directly below the county.
SENDING = {
    Direction.TO_COUNTY: (Level.TOWN,),
    Direction.TO_TOWN: (Level.ENTERPRISE, Level.VILLAGE),
    Direction.TO_ENTERPRISE: (Level.TOWN, Level.COUNTY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a form is begun with: ``person`` with an account, or a ``name``. The rest may be filled in later.

    ``typed`` are cells of an annex as they were typed, which come out again so.
    """

    round: SecondmentRound
    direction: str
    sender: Unit
    person: Person | None = None
    name: str = ""
    standing: str = ""
    wish_text: str = ""
    wish_from: datetime.date | None = None
    wish_until: datetime.date | None = None
    note: str = ""
    host_unit: Unit | None = None
    host_employer: Employer | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


def birth(actor: Acting, at: datetime.datetime, given: dict[str, Any]) -> Draft:
    """The draft of a new form; ``given`` are the fields of ``Filing``. Raises BadInput with the field at fault."""
    from . import Secondment

    filing = _filing(given)
    may_file(actor, filing.sender)
    round_ = SecondmentRound.objects.select_for_update(no_key=True).get(pk=filing.round.pk)
    check_filing(filing, round_)
    person = filing.person or account_of(filing.name, filing.sender, day_of(at))
    name = (person.name if person else filing.name).strip()
    index = index_of(name, filing.sender)
    if proposed_already(round_, index):
        raise NotPossible(_("这位同志在本轮已有呈报表，请在原表上办理。"))
    case = _case(filing, actor, at)
    detail = SecondmentDetail(
        round=round_, direction=filing.direction, sender=filing.sender, person=person, person_index=index,
        standing=filing.standing, wish_text=filing.wish_text.strip(), wish_from=filing.wish_from,
        wish_until=filing.wish_until, host_unit=filing.host_unit, host_employer=filing.host_employer,
    )  # fmt: skip
    draft = Draft(case, detail, actor, at, ClockBook(case, {}, at), {}, {}, is_birth=True)
    detail.person_key = draft.keep({"name": name} | ({"typed": dict(filing.typed)} if filing.typed else {}))
    detail.note_key = draft.keep({"note": filing.note.strip()}) if filing.note.strip() else None
    draft.say(
        EventName.SECOND_DRAFTED, round=round_.code, direction=filing.direction, sender=filing.sender.code,
        person=person.pk if person else None,
    )  # fmt: skip
    Secondment(case, draft).settle_clocks("")
    return draft


def _filing(given: dict[str, Any]) -> Filing:
    check_texts(given)
    known = {one.name for one in fields(Filing)}
    if not set(given) <= known or not {"round", "direction", "sender"} <= set(given):
        raise BadInput(_("提交的内容里有这一步不认识的项目。"))
    return Filing(**given)


def may_file(actor: Acting, sender: Unit) -> None:
    """An officer of the sending unit, or of a union above it up to the county: raises NotPermitted."""
    unit = actor.unit
    if actor.role.value == "system":
        return
    whole = not actor.manages_for_employer and not actor.only_approvals
    allowed = whole and actor.role in OFFICERS and unit is not None
    if not allowed or unit is None or unit.level > Level.COUNTY or not sender.path.startswith(unit.path):
        raise NotPermitted(_("只有选送单位或其上级工会的经办人和主席可以填写呈报表。"))


def check_filing(filing: Filing, round_: SecondmentRound) -> None:
    """What can be known to be wrong before anything is written: raises BadInput."""
    if round_.closed_on is not None:
        raise NotPossible(_("这一轮挂职已经结束，不再收呈报表。"))
    direction = plain_choice(filing.direction, Direction, "direction")
    county = filing.sender.county or filing.sender
    lengths: tuple[tuple[bool, str, str], ...] = (
        (direction in round_.directions, "direction", _("这一轮没有这个方向的挂职。")),
        (county.pk == round_.county_id, "sender", _("选送单位不在这一轮的县（市、区）。")),
        (bool(filing.person or filing.name.strip()), "name", _("没有写挂职对象。")),
        (len(filing.name) <= LONGEST_NAME, "name", _("姓名太长，请核对。")),
        (len(filing.wish_text) <= LONGEST_WISH, "wish_text", _("挂职意愿时间太长，请控制在120字以内。")),
        (len(filing.note) <= LONGEST_NOTE, "note", _("备注太长，请控制在500字以内。")),
        (filing.standing in ("", *Standing.values), "standing", _("请从列表中选择一项。")),
        (sends(direction, filing.sender), "sender", _("这个方向不由这一级工会选送，请核对选送单位。")),
    )
    for holds, name, sentence in lengths:
        if not holds:
            raise BadInput(sentence, name)
    check_host(direction, filing.sender, filing.host_unit, filing.host_employer)
    check_wish(filing.wish_from, filing.wish_until)
    check_standing(direction, filing.standing)


def sends(direction: str, sender: Unit) -> bool:
    """Whether a unit sends people in this direction. Unions of county offices stand directly below the county."""
    if direction == Direction.TO_ENTERPRISE and sender.town_id is None and sender.level < Level.TOWN:
        return True
    return sender.level in SENDING[Direction(direction)]


def check_standing(direction: str, standing: str) -> None:
    """To an enterprise go chairs, vice-chairs, leaders and middle cadres: raises BadInput."""
    if direction == Direction.TO_ENTERPRISE and standing and standing not in ADVISERS:
        raise BadInput(_("工会工作指导员由乡镇正副主席、县总领导和中层、县直单位工会主席担任。"), "standing")


def check_wish(wish_from: datetime.date | None, wish_until: datetime.date | None) -> None:
    """A wish begins before it ends: raises BadInput."""
    if wish_from is not None and wish_until is not None and wish_until < wish_from:
        raise BadInput(_("挂职意愿的结束日早于开始日。"), "wish_until")


def check_host(direction: str, sender: Unit, host: Unit | None, employer: Employer | None) -> None:
    """Where the direction leads, in the same county: raises BadInput."""
    county = sender.county or sender
    if host is not None and direction == Direction.TO_ENTERPRISE:
        raise BadInput(_("工会工作指导员派到企业，请选择企业。"), "host_employer")
    if employer is not None and direction != Direction.TO_ENTERPRISE:
        raise BadInput(_("这个方向到工会挂职，请选择接收工会。"), "host_unit")
    wanted = {Direction.TO_COUNTY: Level.COUNTY, Direction.TO_TOWN: Level.TOWN}.get(Direction(direction))
    if host is not None and (host.level != wanted or not host.path.startswith(county.path)):
        raise BadInput(_("接收工会的层级和挂职方向不符，或不在本县。"), "host_unit")
    if employer is not None and not employer.unit.path.startswith(county.path):
        raise BadInput(_("这家企业不在本县。"), "host_employer")


def plain_name(name: str) -> str:
    """A name as it is compared: full-width made ordinary, without spaces, unseen characters and what stands in brackets."""
    narrow = re.sub(r"[(\[【〔].*", "", unicodedata.normalize("NFKC", name))
    kept = "".join(
        letter for letter in narrow if not letter.isspace() and unicodedata.category(letter) != "Cf"
    )
    return kept or "".join(name.split())


def index_of(name: str, sender: Unit) -> str:
    """Finds the same person of the same sending unit again without telling who it is."""
    return personal.blind_index("secondment", f"{sender.code}|{plain_name(name)}")


def namesakes(name: str, sender: Unit) -> set[int]:
    """Keys of everybody with an account in the line from the county to the sending unit who bears the name. One query."""
    wanted = plain_name(name)
    people = Person.objects.filter(posts__unit__path__in=ancestors(sender.path)).values_list("pk", "name")
    return {pk for pk, known in people.distinct() if plain_name(known) == wanted}


def proposed_already(round_: SecondmentRound, index: str) -> bool:
    """Whether the person has a form in the round that did not come to nothing. One query."""
    same = SecondmentDetail.objects.filter(round=round_, person_index=index)
    return same.exclude(case__conclusion__in=AGAIN).exists()


def account_of(name: str, sender: Unit, on: datetime.date) -> Person | None:
    """The one account of that name that holds a post at the sending unit: their own approvals must not reach them."""
    wanted = plain_name(name)
    posts = Post.objects.on(on).filter(unit=sender).select_related("person")
    found = {post.person_id: post.person for post in posts if plain_name(post.person.name) == wanted}
    return next(iter(found.values())) if len(found) == 1 else None


def _case(filing: Filing, actor: Acting, at: datetime.datetime) -> Case:
    unit = filing.sender
    return Case(
        code=codes.fresh(), kind=CaseKind.SECONDMENT, number=next_number(unit, day_of(at)),
        county=unit.county or unit, town=unit.town, unit=unit, unit_path=unit.path, origin_unit=unit,
        level=unit.level, state=S.DRAFT, category="", source="", employer_name="", people=1, person_times=1,
        reported_at=at, reported_by=actor.person,
    )  # fmt: skip
