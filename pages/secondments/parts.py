"""The sections of a secondment's file: the form, the post, what was done, opinions and grade."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    EntryKind,
    Grade,
    Objection,
    OpinionGroup,
    SecondmentDetail,
    SecondmentEnd,
    ServiceEntry,
)
from cases.secondments.figures import service_of, share_of
from cases.secondments.opinions import ALL, satisfied
from pages.casefile import parts, sections
from pages.kinds import Desk, Pairs, Part
from pages.secondments.assessment import opinion_words, share_words
from pages.secondments.own_forms import THREE, TWO
from pages.speech import spoken_date
from protection import personal
from workflows.models import ApprovalKind, Choice, Match, Verdict


def _day(value: Any) -> str:
    return spoken_date(value, with_year=True) if value else ""


def form(desk: Desk) -> dict[str, Any]:
    """呈报表, 双向选择 and the clocks. Three queries."""
    detail: SecondmentDetail = desk.case.secondment
    texts = personal.read_many([detail.person_key, detail.note_key, detail.late_key])
    return {
        "form_facts": facts(detail, texts), "clocks": sections.other_clocks(desk.found, desk.at),
        "choices": [_match(row) for row in Match.objects.filter(case=desk.case).select_related("host_unit", "host_employer")],
        "conclusion": SecondmentEnd(desk.case.conclusion).label if desk.case.conclusion else "",
    }  # fmt: skip


def facts(detail: SecondmentDetail, texts: dict[Any, Any]) -> Pairs:
    """Who, where to, when."""

    def of(key: Any, name: str) -> str:
        return str(texts.get(key, {}).get(name, ""))

    return [
        (_("挂职对象"), of(detail.person_key, "name")),
        (_("现任职务"), detail.get_standing_display() if detail.standing else ""),
        (_("选送单位"), detail.sender.name),
        (_("轮次"), detail.round.title),
        (_("接收单位"), detail.host_name),
        (_("挂职意愿时间"), detail.wish_text),
        (_("意愿起止"), f"{_day(detail.wish_from)} — {_day(detail.wish_until)}" if detail.wish_from else ""),
        (_("备注"), of(detail.note_key, "note")),
        (_("书面意见"), _day(detail.consented_on)),
        (_("工资由谁发"), detail.get_wages_by_display() if detail.wages_by else ""),
        (_("工伤保险由谁缴"), detail.get_insurance_by_display() if detail.insurance_by else ""),
        (_("报送日"), _day(detail.filed_on)),
        (_("逾期报送的原因"), of(detail.late_key, "reason")),
        (_("公示截止日"), _day(detail.notice_until)),
    ]


def _match(row: Match) -> Pairs:
    place = row.host_unit or row.host_employer
    return [
        (_("接收单位"), place.name if place else ""),
        (_("接收单位的选择"), Choice(row.host_choice).label),
        (_("本人的选择"), Choice(row.person_choice).label),
        (_("结果"), row.get_state_display()),
    ]


def notice(desk: Desk) -> dict[str, Any]:
    """公示 and its objections. Two queries, none before it was posted."""
    detail: SecondmentDetail = desk.case.secondment
    if detail.notice_until is None:
        return {"objections": []}
    rows = list(Objection.objects.filter(case=desk.case))
    texts = personal.read_many([key for row in rows for key in (row.text_key, row.answer_key)])
    return {
        "notice_until": detail.notice_until,
        "objections": [
            {
                "row": row, "text": str(texts.get(row.text_key, {}).get("text", "")),
                "answer": str(texts.get(row.answer_key, {}).get("answer", "")) if row.answer_key else "",
            }
            for row in rows
        ],
    }  # fmt: skip


def service(desk: Desk) -> dict[str, Any]:
    """到岗, 三公开, 二承诺 and what was written down while serving. Six queries; one before somebody took up the post."""
    detail: SecondmentDetail = desk.case.secondment
    if detail.took_up_on is None:
        return {"post_facts": [], "service_entries": []}
    done = desk.once("service", lambda: service_of(desk.case))
    rows = list(
        ServiceEntry.objects.filter(case=desk.case).exclude(kind=EntryKind.ATTENDANCE).select_related("by_unit")
        .order_by("-on", "-pk")
    )  # fmt: skip
    keys = [row.text_key for row in rows] + [detail.publicity_key, detail.promises_key]
    texts = personal.read_many(keys)
    return {
        "post_facts": [
            (_("到岗日"), _day(detail.took_up_on)), (_("约定期满日"), _day(detail.until)),
            (_("三公开"), _day(detail.published_on)), (_("二承诺"), _day(detail.promised_on)),
            (_("中期检查"), _day(detail.midterm_on)), (_("实际结束日"), _day(detail.ended_on)),
            (_("提前结束原因"), detail.get_early_ground_display() if detail.early_ground else ""),
            (_("出勤天数"), done.days_served or ""), (_("请假天数"), done.days_on_leave or ""),
            (_("缺勤天数"), done.days_absent or ""), (_("走访次数"), done.visits or ""),
        ],
        "public": _named(texts, detail.publicity_key, THREE),
        "promises": _named(texts, detail.promises_key, TWO),
        "service_entries": [
            {"row": row, "text": str(texts.get(row.text_key, {}).get("text", "")) if row.text_key else ""} for row in rows
        ],
    }  # fmt: skip


def _named(texts: Any, key: uuid.UUID | None, names: Any) -> Pairs:
    text = texts.get(key, {}) if key else {}
    return [(label, text.get(name, "")) for name, label in names.items()]


def grading(desk: Desk) -> dict[str, Any]:
    """群众意见 where they may be shown, the host's mark, the grade, what the share still allows. Few queries, once serving ended."""
    detail: SecondmentDetail = desk.case.secondment
    if detail.ended_on is None:
        return {"graded": False}
    done = desk.once("service", lambda: service_of(desk.case))
    counts = done.opinions.get(ALL)
    note = personal.read(detail.host_mark_key).get("note", "") if detail.host_mark_key else ""
    shares = (
        [share_of(detail.round, desk.case.county, grade) for grade in Grade.values]
        if not detail.grade
        else []
    )
    return {
        "graded": True,
        "grade_facts": [
            (_("拟定等次"), _proposed(desk)),
            (_("接收单位评价"), detail.get_host_mark_display() if detail.host_mark else ""), (_("评价的依据"), note),
            (_("发出的测评码"), detail.codes_handed or ""),
            (_("群众意见"), opinion_words(detail, done) if detail.codes_handed else ""),
            (_("考核等次"), detail.get_grade_display() if detail.grade else ""), (_("评定日"), _day(detail.graded_on)),
        ],
        "opinion_groups": [
            (OpinionGroup(group).label if group else _("合计"), [(Grade(grade).label, n) for grade, n in found.items()])
            for group, found in done.opinions.items()
        ],
        "satisfied": satisfied(counts) if counts else None,
        "too_few": detail.answers_given if detail.answers_given is not None and not counts else None,
        "shares": [share_words(share) for share in shares if share is not None],
    }  # fmt: skip


def _proposed(desk: Desk) -> str:
    """The grade that waits for the chair's yes; the person it is about learns it when it is given."""
    if desk.case.secondment.person_id in {way.person.pk for way in desk.reader.ways if way.person}:
        return ""
    open_ = (one["row"] for one in desk.approvals if one["row"].verdict == Verdict.OPEN)
    row = next((row for row in open_ if row.kind == ApprovalKind.SECOND_GRADE), None)
    grade = row.payload.get("grade", "") if row else ""
    return _("%(grade)s（等待审批）") % {"grade": Grade(grade).label} if grade else ""


def asked(desk: Desk) -> dict[str, Any]:
    """What was put to chairs, and every answer."""
    return {"approvals": desk.approvals}


FORM = Part("form", gettext_lazy("呈报表"), "secondments/part_form.html", form)
NOTICE = Part("notice", gettext_lazy("公示"), "secondments/part_notice.html", notice)
SERVICE = Part("service", gettext_lazy("履职"), "secondments/part_service.html", service)
GRADING = Part("grading", gettext_lazy("考核"), "secondments/part_grading.html", grading)
ASKED = Part("approvals", gettext_lazy("审批记录"), "secondments/part_approvals.html", asked)
PARTS = (FORM, NOTICE, SERVICE, GRADING, parts.EVIDENCE, ASKED)
