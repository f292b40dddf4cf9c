"""考核 of a round: everybody who came into post with the figures, and how many of each grade may still be given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.models import CaseKind, Grade, SecondmentDetail, SecondmentEnd
from cases.secondments.figures import Service, Share, services_of, share_of
from cases.secondments.opinions import ALL, FEWEST, satisfied
from cases.visibility import visible_to
from pages.acting import actings, works_here
from pages.kinds import state_words
from pages.parts import Column
from pages.secondments.desk import round_of
from protection import personal


@works_here
@require_GET
def assessment(request: HttpRequest, code: str) -> HttpResponse:
    """The table of a round, and its shares. As many queries for thirty people as for one."""
    round_, _way = round_of(request, code)
    seen = visible_to(actings(request)).filter(kind=CaseKind.SECONDMENT).values("pk")
    rows = SecondmentDetail.objects.filter(round=round_, case__in=seen, took_up_on__isnull=False)
    details = list(rows.select_related("case", "sender", "host_unit", "host_employer").order_by("case_id"))
    names = personal.read_many(row.person_key for row in details)
    done = services_of(details)
    shares = [share_of(round_, round_.county, grade) for grade in Grade.values]
    context = {
        "round": round_, "shares": [share_words(share) for share in shares if share is not None], "columns": _columns(),
        "rows": [_row(one, str(names.get(one.person_key, {}).get("name", "")), done[one.pk]) for one in details],
    }  # fmt: skip
    return render(request, "secondments/assessment.html", context)


def share_words(share: Share) -> str:
    """「优秀不超过20%：5人参加考核，最多1人，已有0人。」"""
    return _("“%(grade)s”不超过%(share)s%%：本轮%(people)s人参加考核，最多%(most)s人，已有%(given)s人。") % {
        "grade": Grade(share.grade).label, "share": share.per_cent, "people": share.people, "most": share.most,
        "given": share.given,
    }  # fmt: skip


def opinion_words(detail: SecondmentDetail, done: Service) -> str:
    """What may be said of the opinions: a share, that they are too few, or that they are still asked for."""
    counts = done.opinions.get(ALL)
    if detail.opinions_open:
        return _("收集中")
    if counts:
        return _("%(n)s份，满意率%(share)s%%") % {"n": sum(counts.values()), "share": satisfied(counts)}
    if detail.answers_given is None:
        return _("没有收集") if detail.ended_on else "—"
    return _("%(n)s份，不足%(fewest)s份不显示") % {"n": detail.answers_given, "fewest": FEWEST}


def _row(row: SecondmentDetail, name: str, done: Service) -> dict[str, Any]:
    return {
        "url": reverse("case", args=[row.case.code]), "name": name or _("姓名已删除"), "host": row.host_name,
        "days": _("出勤%(served)s，请假%(leave)s，缺勤%(absent)s") % {
            "served": done.days_served, "leave": done.days_on_leave, "absent": done.days_absent,
        },
        "papers": _("调研信息%(reports)s，重要事项%(matters)s") % {"reports": done.reports, "matters": done.matters},
        "visits": done.visits, "opinions": opinion_words(row, done),
        "mark": row.get_host_mark_display() if row.host_mark else "—",
        "grade": _outcome(row),
    }  # fmt: skip


def _outcome(row: SecondmentDetail) -> str:
    """The grade; without one how it ended, or where it is."""
    if row.grade:
        return str(row.get_grade_display())
    if row.case.conclusion:
        return str(SecondmentEnd(row.case.conclusion).label)
    return state_words(CaseKind.SECONDMENT, row.case.state)


def _columns() -> list[Column]:
    return [
        Column("name", _("挂职对象"), main=True), Column("host", _("接收单位")), Column("days", _("考勤（天）")),
        Column("papers", _("报告（篇）")), Column("visits", _("走访次数"), numeric=True), Column("opinions", _("群众意见")),
        Column("mark", _("接收单位评价")), Column("grade", _("考核等次")),
    ]  # fmt: skip
