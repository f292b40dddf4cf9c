"""The sections of a secondment's file: the form, the post, what was done, opinions and grade."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Grade, SecondmentDetail, SecondmentEnd
from cases.secondments.figures import service_of
from cases.secondments.opinions import ALL, satisfied
from pages.casefile import parts, sections
from pages.kinds import Desk, Pairs, Part
from pages.speech import spoken_date
from protection import personal
from workflows.models import Choice, Match


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


def service(desk: Desk) -> dict[str, Any]:
    """履职 and 考核: figures, opinions where they may be shown, grade. Two queries."""
    detail: SecondmentDetail = desk.case.secondment
    done = service_of(desk.case)
    counts = done.opinions.get(ALL)
    answers = detail.answers_given
    return {
        "post_facts": [
            (_("到岗日"), _day(detail.took_up_on)), (_("约定期满日"), _day(detail.until)),
            (_("三公开"), _day(detail.published_on)), (_("二承诺"), _day(detail.promised_on)),
            (_("中期检查"), _day(detail.midterm_on)), (_("实际结束日"), _day(detail.ended_on)),
            (_("出勤天数"), done.days_served or ""), (_("请假天数"), done.days_on_leave or ""),
            (_("缺勤天数"), done.days_absent or ""), (_("调研信息"), done.reports or ""),
            (_("重要事项报告"), done.matters or ""), (_("巡视督查"), done.inspections or ""),
            (_("走访次数"), done.visits or ""),
            (_("接收单位评价"), Grade(detail.host_mark).label if detail.host_mark else ""),
            (_("考核等次"), Grade(detail.grade).label if detail.grade else ""),
        ],
        "opinion_facts": [(Grade(grade).label, count) for grade, count in counts.items()] if counts else [],
        "satisfied": satisfied(counts) if counts else None,
        "too_few": answers if answers is not None and not counts else None,
    }  # fmt: skip


FORM = Part("form", gettext_lazy("呈报表"), "secondments/part_form.html", form)
SERVICE = Part("service", gettext_lazy("履职与考核"), "secondments/part_service.html", service)
PARTS = (FORM, SERVICE, parts.EVIDENCE, parts.PAPERS)
