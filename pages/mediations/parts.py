"""The sections of a table's case file. The first one reads the whole table; the others show what it read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Matter, MediationDetail
from organizations.models import CodeList
from pages.casefile import parts, sections
from pages.kinds import Desk, Pairs, Part, page_of, state_words
from pages.labels import label
from pages.mediations import after, answers, meetings, seats
from pages.mediations.reading import TableFile, read_table
from pages.speech import spoken_date, spoken_people
from pages.table.holding import way_for
from workflows.engine import start_draft
from workflows.mediation import Mediation
from workflows.mediation.base import conflicts, expired, posts_of
from workflows.mediation.states import S
from workflows.models import ApprovalKind

LONGEST_SEARCH = 40


def table(desk: Desk) -> dict[str, Any]:
    """协商概况, and all that the other sections show. About seventeen queries, however many sit there."""
    found = read_table(desk.case, full=desk.reader.handles)
    flow = _flow(desk, found)
    sought = desk.asked.get("who", "").strip()[:LONGEST_SEARCH]
    mediator = {desk.case.handler_id} if desk.case.handler_id else set()
    posts = posts_of(mediator, flow)
    last_sign = found.last(ApprovalKind.SIGN)
    rounds = answers.rounds(found, sought)
    return {
        "table": found, "sought": sought, "table_facts": facts(found), "served": _served(found),
        "conflict": conflicts(mediator, posts, found.active, desk.case),
        "certificate_over": expired(mediator, posts, flow),
        "mediation_clocks": sections.mediation_clocks(desk.found, desk.at),
        "clocks": sections.other_clocks(desk.found, desk.at), "seating": seats.seating(found, sought),
        "sessions": meetings.sessions(found), "topics": meetings.topics(found),
        "topic_counts": meetings.topic_counts(found), "versions": answers.versions(found), "rounds": rounds,
        "signing": next((one for one in rounds if last_sign and one.code == last_sign.code), None),
        "extensions": after.extensions(found), "seal": after.seal(found),
        "unscaled": after.unscaled(found, rounds),
        "sits_here": _sits_here(desk, found), "roads": after.roads(flow.open_roads()) if desk.case.state in (S.IN_FORCE, S.CLOSED) else [],
        "fail_ground": label(CodeList.FAIL_GROUND, desk.case.mediation.fail_ground),
    }  # fmt: skip


def _sits_here(desk: Desk, found: TableFile) -> bool:
    """Whether the reader may answer for a seat here, and so has a page of it to go back to."""
    for seat in found.active:
        seat.case = desk.case
    return any(way_for(seat, desk.reader.ways) is not None for seat in found.active)


def _flow(desk: Desk, found: TableFile) -> Mediation:
    """The workflow as it looks at this case, knowing already what was read."""
    flow = Mediation(desk.case, start_draft(desk.case, desk.reader.ways[0], desk.at))
    flow._facts |= {"seats": found.active, "served": found.served}
    return flow


def facts(found: TableFile) -> Pairs:
    """What is at the table, for whom, in which form."""
    case, detail = found.case, found.case.mediation
    pairs: Pairs = [
        (_("事项"), detail.get_matter_display()),
        (_("协商形式"), detail.get_form_display()),
        (_("用人单位"), case.employer_name),
        (_("人数"), spoken_people(case.people) if found.served else ""),
        (_("收到调解申请"), spoken_date(detail.applied_on, with_year=True) if detail.applied_on else ""),
        (_("怎样算通过"), _passing(found, detail)),
        (_("已回避的调解员"), detail.stepped_aside.name if detail.stepped_aside else ""),
        (_("结果"), label(CodeList.RESULT, case.conclusion) if case.conclusion else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def _passing(found: TableFile, detail: MediationDetail) -> str:
    if detail.matter != Matter.AGENDA:
        if found.case.is_group:
            return _("单位同意，每名职工各自决定；不同意的不受约束，另外接着办")
        return _("双方当事人都同意并签字，席位提意见")
    if detail.share == 100:
        return _("每个席位都同意并签字")
    return _("%(n)d%% 以上的席位同意") % {"n": detail.share}


def _served(found: TableFile) -> dict[str, Any]:
    """The case it is held for, and the way there."""
    case = found.served
    if case is None:
        return {}
    return {
        "number": case.number, "kind": case.get_kind_display(), "url": reverse("case", args=[case.code]),
        "state": state_words(case.kind, case.state), "title": page_of(case.kind).title(case, {}),
    }  # fmt: skip


def shown(desk: Desk) -> dict[str, Any]:
    """Nothing more: the first section read it."""
    return {}


PARTS: Sequence[Part] = (
    Part("table", gettext_lazy("概况"), "mediations/part_table.html", table),
    Part("seats", gettext_lazy("席位"), "mediations/part_seats.html", shown),
    Part("sessions", gettext_lazy("会议"), "mediations/part_sessions.html", shown),
    Part("proposals", gettext_lazy("方案"), "mediations/part_proposals.html", shown),
    Part("consents", gettext_lazy("表态"), "mediations/part_consents.html", shown),
    Part("signing", gettext_lazy("签字与生效"), "mediations/part_signing.html", shown),
    Part("agreement", gettext_lazy("协议与履行"), "mediations/part_terms.html", parts.agreement),
    parts.EVIDENCE,
    parts.PAPERS,
)
