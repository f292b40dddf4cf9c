"""排查 rounds: a form to every 信息员 of a town, their answers, and what a quarter's answers come to.

A round is no case: it changes by one function a verb, each of which appends to the record. An 信息员 answers and sees only
their own form; the town sees all, and who has not answered.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cases import codes
from cases.models import SurveyAnswer, SurveyRound
from organizations.acting import Acting
from organizations.checklists import check_answers, in_use
from organizations.errors import Duplicate, NoAuthority, WrongPlace, WrongValue
from organizations.models import Checklist, ChecklistUse, ItemType, Level, Post, Unit
from organizations.paths import under
from organizations.recording import append, save
from organizations.roles import DECIDING_ROLES, HANDLING_ROLES, Role
from protection import personal
from record.names import EventName
from record.timekeeping import day_of, now

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def may_see_rounds(acting: Acting | None, unit: Unit) -> bool:
    """Who handles matters of the union or of one above it, and nobody who manages for an employer."""
    if acting is None or acting.unit is None or acting.manages_for_employer or acting.only_approvals:
        return False
    return (
        acting.role in HANDLING_ROLES and acting.unit.level <= Level.COUNTY and acting.unit.holds(unit.path)
    )


def _need_chair(acting: Acting | None, unit: Unit) -> Acting:
    """Who acts, if they may; NoAuthority otherwise."""
    if acting is None or acting.role not in DECIDING_ROLES or not may_see_rounds(acting, unit):
        raise NoAuthority(_("只有本级或上级工会的主席可以发起和结束排查。"))
    return acting


@transaction.atomic
def send_round(
    *,
    acting: Acting | None,
    unit: Unit,
    month: str,
    due_on: datetime.date,
    checklist: str = "monthly_check",
    at: datetime.datetime | None = None,
) -> SurveyRound:
    """发起排查 for ``month`` (``2026-03``): one form to every 信息员 who holds a post in ``unit`` or below on that day."""
    acting = _need_chair(acting, unit)
    moment = at or now()
    form = _form(checklist)
    _need_round(unit, month, due_on, moment)
    posts = Post.objects.on(day_of(moment)).filter(under(unit.path, "unit__path"), role=Role.INFO_OFFICER)
    asked = {(post.person_id, post.unit_id) for post in posts if post.unit_id is not None}
    if not asked:
        raise WrongPlace(_("“%(unit)s”还没有信息员，先登记信息员再发起排查。") % {"unit": unit.name}, "unit")
    if SurveyRound.objects.filter(unit=unit, checklist__code=checklist, month=month).exists():
        raise Duplicate(_("这个月已经发起过这项排查。"), "month")
    row = SurveyRound(
        code=codes.fresh(),
        unit=unit,
        checklist=form,
        month=month,
        sent_at=moment,
        sent_by=acting.person,
        due_on=due_on,
    )
    save(row)
    forms = SurveyAnswer.objects.bulk_create(
        [SurveyAnswer(round=row, person_id=person, unit_id=place) for person, place in asked], batch_size=500
    )
    append(
        EventName.ROUND_SENT, row.subject, chain=unit.chain, acting=acting, at=moment, rows=[row, *forms],
        data={"unit": unit.code, "month": month, "checklist": form.key, "forms": len(forms), "due_on": due_on},
    )  # fmt: skip
    return row


def _form(code: str) -> Checklist:
    form = in_use(code)
    if form.use != ChecklistUse.SURVEY:
        raise WrongValue(_("请选择排查用的清单。"), "checklist")
    return form


def _need_round(unit: Unit, month: str, due_on: datetime.date, at: datetime.datetime) -> None:
    if unit.level not in (Level.TOWN, Level.COUNTY):
        raise WrongPlace(_("排查由乡镇（街道）或县级工会发起。"), "unit")
    if not _MONTH.fullmatch(month):
        raise WrongValue(_("月份应写成2026-03这样。"), "month")
    if due_on < day_of(at):
        raise WrongValue(_("填报截止日不能早于今天。"), "due_on")


@transaction.atomic
def answer_round(
    form: SurveyAnswer,
    *,
    acting: Acting | None,
    answers: Mapping[str, Any],
    at: datetime.datetime | None = None,
) -> SurveyAnswer:
    """填报: by the 信息员 asked, or their deputy, until the round is closed. A second answer replaces the first, on record."""
    if (
        acting is None
        or acting.role != Role.INFO_OFFICER
        or acting.signs_as != form.person_id
        or acting.only_approvals
    ):
        raise NoAuthority(_("只能填报发给您本人的排查表。"))
    form = (
        SurveyAnswer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round__unit__county", "round__checklist")
        .get(pk=form.pk)
    )
    if form.round.closed_at is not None:
        raise WrongValue(_("这次排查已经结束。"), "round")
    coded, texts = check_answers(form.round.checklist, answers, needs_all=True)
    kept: list[models.Model] = []
    form.said_key = None
    if texts:
        row, _digest = personal.wrap({"texts": texts})
        row.save(force_insert=True)
        form.said_key = row.key
        kept.append(row)
    again = form.answered_at is not None
    form.answers, form.answered_at = coded, at or now()
    save(form, ["answers", "said_key", "answered_at"])
    append(
        EventName.ROUND_ANSWERED, form.round.subject, chain=form.round.unit.chain, acting=acting, at=form.answered_at,
        rows=[form, *kept], data={"form": form.pk, "again": again},
    )  # fmt: skip
    return form


@transaction.atomic
def close_round(
    row: SurveyRound, *, acting: Acting | None, at: datetime.datetime | None = None
) -> SurveyRound:
    """结束排查: nothing is answered any more; who did not answer stays on record."""
    row = (
        SurveyRound.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit__county")
        .get(pk=row.pk)
    )
    acting = _need_chair(acting, row.unit)
    if row.closed_at is not None:
        raise WrongValue(_("这次排查已经结束。"), "round")
    row.closed_at = at or now()
    save(row, ["closed_at"])
    missing = row.answers.filter(answered_at__isnull=True).count()
    append(
        EventName.ROUND_CLOSED, row.subject, chain=row.unit.chain, acting=acting, at=row.closed_at, rows=[row],
        data={"missing": missing},
    )  # fmt: skip
    return row


@transaction.atomic
def urge_round(
    row: SurveyRound, *, acting: Acting | None, at: datetime.datetime | None = None
) -> SurveyRound:
    """催办: whoever has not answered reads it on their page; once a day."""
    row = (
        SurveyRound.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit__county")
        .get(pk=row.pk)
    )
    acting = _need_chair(acting, row.unit)
    moment = at or now()
    missing = row.answers.filter(answered_at__isnull=True).count()
    if row.closed_at is not None:
        raise WrongValue(_("这次排查已经结束。"), "round")
    if not missing:
        raise WrongValue(_("都填报了，不用催办。"), "round")
    if row.urged_at is not None and day_of(row.urged_at) == day_of(moment):
        raise WrongValue(_("今天已经催办过，明天再催。"), "round")
    row.urged_at = moment
    save(row, ["urged_at"])
    append(
        EventName.ROUND_URGED, row.subject, chain=row.unit.chain, acting=acting, at=moment, rows=[row],
        data={"missing": missing},
    )  # fmt: skip
    return row


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────


def rounds_of(unit: Unit) -> QuerySet[Any]:
    """Rounds of ``unit`` and below, newest first, each with ``asked`` and ``missing``: how many forms, how many unanswered."""
    rounds = SurveyRound.objects.filter(under(unit.path, "unit__path")).select_related("unit", "checklist")
    counted = rounds.annotate(
        asked=Count("answers"), missing=Count("answers", filter=Q(answers__answered_at__isnull=True))
    )
    # Counting drops the order of the table.
    return counted.order_by("-month", "-pk")


def forms_of(row: SurveyRound, acting: Acting | None) -> QuerySet[SurveyAnswer]:
    """The forms of a round that ``acting`` may see: all for who handles the town's matters, their own for an 信息员."""
    forms = SurveyAnswer.objects.filter(round=row).select_related("person", "unit")
    if may_see_rounds(acting, row.unit):
        return forms
    if acting is not None and acting.role == Role.INFO_OFFICER and acting.signs_as is not None:
        return forms.filter(person=acting.signs_as)
    return forms.none()


def own_forms(person_id: int) -> QuerySet[SurveyAnswer]:
    """The forms that wait for this person, the soonest first. One query."""
    waiting = SurveyAnswer.objects.filter(
        person=person_id, answered_at__isnull=True, round__closed_at__isnull=True
    )
    return waiting.select_related("round__checklist", "round__unit", "unit").order_by("round__due_on", "pk")


def filed_forms(person_id: int) -> QuerySet[SurveyAnswer]:
    """What this person filed in rounds that still run, the soonest first. One query."""
    filed = SurveyAnswer.objects.filter(
        person=person_id, answered_at__isnull=False, round__closed_at__isnull=True
    )
    return filed.select_related("round__checklist", "round__unit", "unit").order_by("round__due_on", "pk")


@dataclass(slots=True)
class ItemSum:
    """What one item's answers come to: ``yes`` of ``answered``, or ``total``, or how often each option."""

    key: str
    name: str
    type: str
    answered: int = 0
    yes: int = 0
    total: int = 0
    options: Counter[str] = field(default_factory=Counter)

    @property
    def said(self) -> list[tuple[str, int]]:
        """How often each option, the most frequent first."""
        return self.options.most_common()


@dataclass(frozen=True, slots=True)
class Quarter:
    """季分析: three months' rounds of a union and below. ``asked`` and ``answered`` are forms; items by checklist's code."""

    rounds: int
    asked: int
    answered: int
    items: Mapping[str, Sequence[ItemSum]]


def quarter(unit: Unit, year: int, number: int, checklist: str = "monthly_check") -> Quarter:
    """季分析 of the ``number``-th quarter. Versions of a list are added up by item; written answers are not read. One query."""
    months = [f"{year}-{month:02d}" for month in range(number * 3 - 2, number * 3 + 1)]
    forms = SurveyAnswer.objects.filter(
        under(unit.path, "round__unit__path"), round__month__in=months, round__checklist__code=checklist
    ).select_related("round__checklist")
    sums: dict[str, dict[str, ItemSum]] = defaultdict(dict)
    rounds: set[int] = set()
    asked = answered = 0
    for form in forms:
        rounds.add(form.round_id)
        asked += 1
        answered += form.answered_at is not None
        for item in form.round.checklist.items:
            if item["type"] != ItemType.TEXT:
                one = sums[checklist].setdefault(
                    item["key"], ItemSum(item["key"], item["name"], item["type"])
                )
                _add(one, item, form.answers.get(item["key"]))
    return Quarter(len(rounds), asked, answered, {code: list(items.values()) for code, items in sums.items()})


def _add(one: ItemSum, item: Mapping[str, Any], value: Any) -> None:
    if value is None:
        return
    one.answered += 1
    if item["type"] == ItemType.YES_NO:
        one.yes += bool(value)
    elif item["type"] == ItemType.NUMBER:
        one.total += int(value)
    else:
        one.options[item["options"][value]] += 1
