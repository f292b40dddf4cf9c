"""Behind the thirty forms: the county they stand in, and through the door what nobody needs to press thirty times.

Run inside the county's own process: ``fengqiao shell -c "from tests.e2e.thirty_door import …"``.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator

from django.db import transaction

from cases.models import Case, CaseKind, SecondmentDetail
from cases.models import Direction as To
from config.demo import county as making
from config.demo import sending, serving
from config.demo.chains import CHAIR, VICE_CHAIR
from config.demo.sending import Sent, Stage
from config.demo.timeline import Tale
from organizations import calendar as calendars
from organizations.acting import actings_of
from organizations.models import Employer, Person, Unit
from protection import personal
from record import sealer
from record.timekeeping import now, today
from workflows.chain_changes import add_chain
from workflows.models import ApprovalKind
from workflows.secondment.states import S

SENDERS = {"枫源村": "枫源村联合工会", "枫晚衬衫工会": "诸暨枫晚衬衫有限公司工会", "枫桥镇": "枫桥镇总工会"}
HOSTS = {To.TO_COUNTY: "诸暨市", To.TO_TOWN: "枫桥镇", To.TO_ENTERPRISE: "枫晚衬衫"}


def _standing(tale: Tale, sent: Sent) -> Iterator[float]:
    """现任职务, which the annex (三) does not ask; everything else stays as it was imported."""
    yield 0
    detail = tale.case.secondment
    if sent.direction != To.TO_ENTERPRISE:
        return
    tale.do(
        "chuangkou", "correct", standing="town_vice_chair", wish_text=detail.wish_text, wish_from=detail.wish_from,
        wish_until=detail.wish_until, host_employer=detail.host_employer,
    )  # fmt: skip


#: The routine way, state by state.
STAGES: dict[str, tuple[Stage, ...]] = {
    S.DRAFT: (_standing, sending.submits,), S.SENDER_REVIEW: (sending.all_sign,), S.CONSENT: (sending.consented,),
    S.SELECTING: (sending.filed,), S.MATCHING: (sending.host_says, sending.person_says, sending.to_county),
    S.COUNTY_REVIEW: (sending.all_sign,), S.NOTICE: (serving.does("xianban", "end_notice"),),
    S.APPROVED: (sending.arrives,), S.IN_POST: (sending.begins,), S.SERVING: (serving.finishes,),
    S.ASSESSING: (serving.marked("competent"), serving.graded("competent")),
}  # fmt: skip
ORDER = tuple(STAGES)


def prepare() -> None:
    """诸暨市 with its people and without a case; its approvals of posts, and of more time, take two steps."""
    moment = now()
    since = moment - datetime.timedelta(days=40)
    with transaction.atomic(), calendars.holding():
        place = making.build(since, today())
        for kind in (ApprovalKind.SECOND_COUNTY, ApprovalKind.SECOND_EXTEND):
            add_chain(
                acting=place.actings["xitong"], code=f"two-{kind}", name=str(kind.label), kind=kind,
                unit=place.units["诸暨市"], steps=[VICE_CHAIR, CHAIR], at=since,
            )  # fmt: skip
    sealer.seal_all()


def bring(to: str, skip: Collection[str] = ()) -> None:
    """Every form but those of ``skip`` into the state ``to``, by the routine steps."""
    details = (
        SecondmentDetail.objects.exclude(case__state=S.CLOSED).select_related("case").order_by("case_id")
    )
    names = personal.read_many(row.person_key for row in details)
    place = _county()
    with calendars.holding():
        for detail in details:
            name = str(names[detail.person_key]["name"])
            if name not in skip:
                _bring(place, detail, name, to)
    sealer.seal_all()


def _bring(place: making.County, detail: SecondmentDetail, name: str, to: str) -> None:
    tale = Tale(place, name, now())
    tale.case = detail.case
    sender = next(key for key, unit in place.units.items() if unit.pk == detail.sender_id)
    sent = Sent(name, To(detail.direction), sender, HOSTS[To(detail.direction)])
    stop = ORDER.index(S(to)) if to != S.CLOSED else len(ORDER)
    for state in ORDER[ORDER.index(S(tale.case.state)) : stop]:
        for stage in STAGES[state]:
            _through(stage(tale, sent))
            tale.case = Case.objects.get(pk=tale.case.pk)


def _through(story: Iterable[float]) -> None:
    """To its end, without its pauses."""
    for _pause in story:
        pass


def _county() -> making.County:
    """The places and people of it, as they are in the database."""
    place = making.County(today())
    place.units = {key: Unit.objects.get(name=name) for key, name in SENDERS.items()}
    place.units["诸暨市"] = Unit.objects.get(division_code=making.COUNTY)
    place.employers["枫晚衬衫"] = Employer.objects.get(name="诸暨枫晚衬衫有限公司")
    for person in Person.objects.filter(is_active=True):
        ways = actings_of(person, today())
        if ways:
            place.people[person.username], place.actings[person.username] = person, ways[0]
    return place


def states() -> dict[str, str]:
    """State by name, of every form."""
    details = SecondmentDetail.objects.select_related("case").filter(case__kind=CaseKind.SECONDMENT)
    names = personal.read_many(row.person_key for row in details)
    return {str(names[row.person_key]["name"]): row.case.state for row in details}


def said() -> str:
    """``states`` for whoever reads what a command printed."""
    return json.dumps(states(), ensure_ascii=False)
