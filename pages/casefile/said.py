"""What a step at a table or about wages decided, in words: whose seat, which version, how many came, how much was paid."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Colour, OpinionOutcome, PayerRole, RoadOutcome, SeatKind, SignalKind, TopicState
from pages.speech import spoken_date, spoken_moment, spoken_money
from pages.templatetags.wages import month
from record.models import Event
from record.names import EventName as E

Data = Mapping[str, Any]
Saying = Callable[[Data], Iterator[object]]


def words_of(event: Event) -> list[object]:
    """The words for one event; none for steps whose name says it all."""
    tell = SAYINGS.get(E(event.name))
    return list(tell(event.data)) if tell else []


def _seat(data: Data) -> Iterator[object]:
    if data.get("kind") in SeatKind.values:
        yield SeatKind(data["kind"]).label
    if data.get("added"):
        yield _("%(n)s 人") % {"n": data["added"]}


def _meeting(data: Data) -> Iterator[object]:
    yield _("第 %(n)s 次") % {"n": data["number"]}
    if data.get("starts_at"):
        yield spoken_moment(datetime.datetime.fromisoformat(data["starts_at"]))
    if "came" in data:
        yield _("到会 %(n)s / %(all)s") % {"n": data["came"], "all": data["of"]}


def _version(data: Data) -> Iterator[object]:
    yield _("第 %(n)s 版方案") % {"n": data["version"]}


def _topic(data: Data) -> Iterator[object]:
    if data.get("outcome") in TopicState.values:
        yield TopicState(data["outcome"]).label


def _silent(data: Data) -> Iterator[object]:
    yield _("没有表态的 %(n)s 个") % {"n": data["silent"]}


def _claim(data: Data) -> Iterator[object]:
    yield month(data["period"])
    yield spoken_money(data["owed"])


def _imported(data: Data) -> Iterator[object]:
    yield _("%(n)s 行") % {"n": data["rows"]}


def _paid(data: Data) -> Iterator[object]:
    yield spoken_money(data["amount"])
    if data.get("paid_on"):
        yield spoken_date(datetime.date.fromisoformat(data["paid_on"]))


def _plan(data: Data) -> Iterator[object]:
    yield _("分 %(n)s 期") % {"n": len(data["instalments"])}
    yield spoken_money(data["amount"])


def _missed(data: Data) -> Iterator[object]:
    yield _("第 %(n)s 期") % {"n": data["order"]}
    yield _("少付 %(sum)s") % {"sum": spoken_money(data["lacking"])}


def _payer(data: Data) -> Iterator[object]:
    if data.get("role") in PayerRole.values:
        yield PayerRole(data["role"]).label
    yield data.get("unit_name", "")


def _road_result(data: Data) -> Iterator[object]:
    if data.get("outcome") in RoadOutcome.values:
        yield RoadOutcome(data["outcome"]).label


def _opinion(data: Data) -> Iterator[object]:
    if data.get("outcome") in OpinionOutcome.values:
        yield OpinionOutcome(data["outcome"]).label


def _signal(data: Data) -> Iterator[object]:
    if data.get("kind") in SignalKind.values:
        yield SignalKind(data["kind"]).label


def _level(data: Data) -> Iterator[object]:
    yield f"{data['frm']} → {data['to']}"


def _warned(data: Data) -> Iterator[object]:
    if data.get("warn_level"):
        yield _("%(n)s 级预警") % {"n": data["warn_level"]}
    if data.get("colour") in Colour.values:
        yield Colour(data["colour"]).label


SAYINGS: Mapping[E, Saying] = {
    E.SEAT_ADDED: _seat,
    E.SEAT_REMOVED: _seat,
    E.SESSION_NOTIFIED: _meeting,
    E.SESSION_MOVED: _meeting,
    E.SESSION_ADJOURNED: _meeting,
    E.SESSION_OPENED: _meeting,
    E.PROPOSAL_MADE: _version,
    E.CONSENTS_ASKED: _version,
    E.NOT_CONSENTED: _version,
    E.ALL_CONSENTED: _version,
    E.TOPIC_MARKED: _topic,
    E.COLLECTION_ENDED: _silent,
    E.CLAIM_ADDED: _claim,
    E.CLAIMS_IMPORTED: _imported,
    E.PAYMENT_RECORDED: _paid,
    E.PAYMENT_REVERSED: _paid,
    E.PLAN_AGREED: _plan,
    E.AGREEMENT_ADOPTED: _plan,
    E.INSTALMENT_MISSED: _missed,
    E.PAYER_ADDED: _payer,
    E.ROAD_RESULT: _road_result,
    E.OPINION_OUTCOME: _opinion,
    E.SIGNAL_ADDED: _signal,
    E.WARN_LEVEL_SET: _level,
    E.WAGES_WARNED: _warned,
}
