"""The parts of a case file's page: header, facts, parties, papers. Shapes for the template; no queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Clock, ClockState, Consent, Party, Term, TermState
from cases.selectors import Dossier, leading
from organizations.code_values import Result
from organizations.models import CodeList
from organizations.roles import Role
from pages.casefile.access import Reader
from pages.clocks import clock_view
from pages.kinds import Owner, Pairs, line_of, owners_of, page_of, state_words
from pages.labels import FINDINGS, START_REASONS, label
from pages.parts import ChartState, ClockView
from pages.speech import listed, spoken_date, spoken_moment, spoken_money, spoken_people
from pages.terms import term_text
from protection import masking
from record.names import EventName
from workflows.shared.limits import GROUP_SIZE

MEDIATION = ("mediation_close", "mediation_close_accepted", "people_mediation_close")


def chart(found: Dossier) -> tuple[list[ChartState], set[str]]:
    """The main line, with the states beside it where this case met them; and the states it has been in."""
    case = found.case
    visited = {event.to_state for event in found.events if event.to_state}
    owner = {case.state: str(owners_of(case.kind).get(case.state, ""))}
    line = line_of(case, visited)
    return [ChartState(one, state_words(case.kind, one), owner.get(one, "")) for one in line], visited


def handled_by(case: Case) -> str:
    """「李调解 · 枫桥镇总工会 · 乡镇(街道)级」."""
    place = f"{case.unit.name} · " + _("%(level)s级") % {"level": case.get_level_display()}
    if case.handler is None and Owner.HANDLER not in page_of(case.kind).turns:
        return place  # nobody handles a form that goes from office to office
    who = case.handler.name if case.handler else _("还没有指派调解员")
    return f"{who} · {place}"


def mediation_clocks(found: Dossier, at: datetime.datetime) -> list[ClockView]:
    """Both mediation clocks, the earlier first: that is the one warned of."""
    return views([clock for clock in found.clocks if clock.rule_id in MEDIATION], found.case, at)


def other_clocks(found: Dossier, at: datetime.datetime) -> list[ClockView]:
    """Clocks that have no part of the page to themselves."""
    elsewhere = {*MEDIATION, "arb_limitation", "check_reply", "check_sum_up"}
    return views([clock for clock in found.clocks if clock.rule_id not in elsewhere], found.case, at)


def views(clocks: Sequence[Clock], case: Case, at: datetime.datetime) -> list[ClockView]:
    """Open clocks, soonest first."""
    running = [clock for clock in clocks if clock.state != ClockState.STOPPED]
    return [clock_view(clock, case, at) for clock in sorted(running, key=lambda clock: clock.due_at)]


def limitation(found: Dossier, at: datetime.datetime) -> tuple[ClockView | None, list[tuple[str, str]]]:
    """仲裁时效 and what happened to it."""
    clocks = views([clock for clock in found.clocks if clock.rule_id == "arb_limitation"], found.case, at)
    wanted = {
        EventName.LIMITATION_INTERRUPTED, EventName.LIMITATION_SUSPENDED, EventName.LIMITATION_RESUMED,
        EventName.EMPLOYMENT_ENDED,
    }  # fmt: skip
    events = [
        (str(EventName(event.name).label), spoken_date(_day(event.data.get("happened_on") or event.data.get("ended_on"))
                                                       or event.occurred_at.date(), with_year=True))
        for event in found.events
        if event.name in wanted
    ]  # fmt: skip
    return (clocks[0] if clocks else None), events


def _day(text: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(str(text)) if text else None


def facts(found: Dossier, reader: Reader) -> Pairs:
    """What happened, where, to how many, in a case that a worker reported."""
    case, detail = found.case, found.case.detail
    reported_by = found.people.get(case.reported_by_id or 0, "") if reader.full else ""
    pairs: Pairs = [
        (_("类别"), label(CodeList.CATEGORY, case.category)),
        (_("用人单位"), case.employer_name),
        (_("人数"), spoken_people(case.people)),
        (_("人次"), _("%(n)d 人次") % {"n": case.person_times} if case.person_times != case.people else ""),
        (_("涉及金额"), spoken_money(case.amount_involved) if case.amount_involved is not None else ""),
        (_("追回金额"), spoken_money(case.amount_recovered) if case.amount_recovered else ""),
        (_("来源"), label(CodeList.SOURCE, case.source)),
        (_("上报时间"), spoken_moment(case.reported_at)),
        (_("登记人"), reported_by),
        (_("知道权利受损之日"), _spoken(detail.wrong_known_on)),
        (_("劳动关系终止之日"), _spoken(detail.employment_ended_on)),
        (_("核实结论"), str(FINDINGS.get(detail.finding, ""))),
        (_("台账编号"), case.ledger_number),
        (_("结果"), label(CodeList.RESULT, case.conclusion) if _may_know(case, reader) else ""),
        (_("办结时间"), spoken_moment(case.closed_at) if case.closed_at else ""),
        (_("并入"), case.merged_into.number if case.merged_into and reader.full else ""),
        (_("职工评价"), _("%(n)d 星") % {"n": detail.rating} if detail.rating and reader.full else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def _may_know(case: Case, reader: Reader) -> bool:
    """Who only reported is not told of 并案: it would say that somebody else reported too."""
    return reader.full or case.conclusion != Result.MERGED


def _spoken(day: datetime.date | None) -> str:
    return spoken_date(day, with_year=True) if day else ""


def flags(found: Dossier) -> list[str]:
    """What makes any case grave."""
    detail = found.case.detail
    asked = {
        _("群体案件"): found.case.is_group,
        _("群体性事件风险"): detail.mass_risk,
        _("承办方有利害关系"): detail.conflict_of_interest,
        _("历史导入"): found.case.is_imported,
    }
    return [words for words, holds in asked.items() if holds]


def start_reasons(found: Dossier) -> str:
    """Why it started where it did."""
    detail, unit = found.case.detail, found.case.origin_unit
    reasons = listed(START_REASONS.get(code, code) for code in detail.start_reasons)
    if reasons:
        return _("由 %(unit)s 受理，因为：%(reasons)s。") % {"unit": unit.name, "reasons": reasons}
    return _("从 %(unit)s 起步：小事在最近的工会解决。") % {"unit": unit.name}


def first_times(found: Dossier) -> Pairs:
    """三个第一时间: known, first contact, first step."""
    detail = found.case.detail
    return [
        (_("第一时间知晓"), spoken_moment(detail.known_at) if detail.known_at else _("未登记")),
        (_("第一时间联系"), spoken_moment(detail.contacted_at) if detail.contacted_at else _("还没有联系")),
        (_("第一时间处置"), spoken_moment(detail.first_step_at) if detail.first_step_at else _("还没有处置")),
    ]


def worker_choices(found: Dossier) -> Pairs:
    """What the worker decided about who may know."""
    detail = found.case.detail
    return [
        (_("保密选择"), detail.get_disclosure_display()),
        (_("由谁来办"), _("请不要让本企业工会办理") if detail.avoids_own_union else _("没有特别要求")),
        (_("向对方公开姓名"), _("已同意") if detail.names_applicant else _("没有同意")),
        (_("身份"), _("匿名线索，本人还没有表明身份") if detail.is_lead else ""),
    ]


@dataclass(frozen=True)
class PartyView:
    """One worker, masked; ``reveal_url`` shows it to who handles the case."""

    name: str
    phone: str
    reveal_url: str
    consent: str
    role: str
    is_bound: bool


def parties(found: Dossier, reader: Reader) -> list[PartyView]:
    """Representatives first."""
    return [_party(found, reader, party) for party in leading(found.parties)]


def _party(found: Dossier, reader: Reader, party: Party) -> PartyView:
    kept = found.of(party.personal_key)
    role = _("代表") if party.is_representative else ""
    if party.represented_by:
        name = str(found.of(party.represented_by.personal_key).get("name", ""))
        role = _("由 %(who)s 代表") % {"who": masking.name(name)}
    return PartyView(
        name=masking.name(str(kept.get("name", ""))) or _("未留姓名"),
        phone=masking.phone(str(kept.get("phone", ""))),
        reveal_url=reverse("case_reveal", args=[found.case.code, party.code]) if reader.handles else "",
        consent=str(party.get_consent_display()) if found.case.is_group else "",
        role=role,
        is_bound=party.is_bound,
    )


def group_counts(found: Dossier) -> Pairs:
    """Who is bound and who is not, counted apart."""
    if not found.case.is_group and found.case.people < GROUP_SIZE:
        return []
    rows = found.parties
    return [
        (_("案件人数"), found.case.people),
        (_("名单上"), len(rows)),
        (_("代表"), sum(row.is_representative for row in rows)),
        (_("受协议约束(本人同意或特别授权)"), sum(row.is_bound for row in rows)),
        (_("不同意，不受约束"), sum(row.consent == Consent.DECLINED for row in rows)),
        (_("尚未表态"), sum(row.consent == Consent.UNASKED for row in rows)),
    ]


@dataclass(frozen=True)
class TermView:
    """A term of the agreement and how far it is performed."""

    order: int
    what: str
    amount: str
    paid: str
    due: str
    state: str
    tone: str
    share: int


def terms(found: Dossier) -> list[TermView]:
    """In the agreement's order."""
    return [_term(found, row) for row in found.terms]


def _term(found: Dossier, row: Term) -> TermView:
    tones = {TermState.PERFORMED: "good", TermState.BREACHED: "late"}
    share = int(row.paid * 100 / row.amount) if row.is_money and row.amount else 0
    return TermView(
        order=row.order,
        what=term_text(found.of(row.what_key)),
        amount=spoken_money(row.amount) if row.is_money else _("不涉及金钱"),
        paid=spoken_money(row.paid) if row.is_money else "",
        due=spoken_date(row.due_on),
        state=str(row.get_state_display()),
        tone=tones.get(TermState(row.state), "info"),
        share=share,
    )


def evidence(found: Dossier) -> list[dict[str, Any]]:
    """Files with their hash; each downloads."""
    return [
        {
            "name": found.of(row.name_key).get("name", _("文件")),
            "kind": row.get_kind_display(),
            "size": row.size,
            "sha256": row.sha256,
            "at": row.added_at,
            "who": _("职工提交") if row.from_worker else _("工会提交"),
            "url": reverse("case_evidence", args=[found.case.code, row.code]),
        }
        for row in found.evidence
    ]


def talk(found: Dossier) -> list[dict[str, Any]]:
    """Messages, ours on the right."""
    senders = {row.sent_by_id: found.people.get(row.sent_by_id or 0, "") for row in found.messages}
    answers = {"yes": _("职工答复：同意"), "no": _("职工答复：不同意")}
    return [
        {
            "at": row.sent_at,
            "who": _("职工") if row.from_worker else senders.get(row.sent_by_id) or str(Role.MEDIATOR.label),
            "text": "\n".join(
                part
                for part in (str(found.of(row.body_key).get("body", "")), answers.get(row.answer, ""),
                             _("(请职工确认)") if row.asks_confirmation and not row.answer else "")
                if part
            ),
            "mine": not row.from_worker,
        }
        for row in found.messages
    ]  # fmt: skip


def notices(found: Dossier) -> list[dict[str, Any]]:
    """Papers to the employer, and its replies."""
    return [
        {
            "kind": row.get_kind_display(),
            "number": row.number,
            "issued_on": row.issued_on,
            "reply_by": row.reply_by,
            "replied_on": row.replied_on,
            "reply": found.of(row.reply_key).get("body", ""),
            "named": row.applicant_key is not None,
        }
        for row in found.notices
    ]
