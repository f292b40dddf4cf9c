"""联调: the town asks the bodies beside it at the same time; each answers for itself, the centre sums up, the case goes on.

It changes no state of the case. A body asked reads its question and what that page shows of the case, never the case
file: who reported stays with the union. Fixed branches are in ``workflows.procedures``; here are the steps, their rows,
their clocks and what is said of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import Evidence, EvidenceKind
from organizations.acting import Acting
from organizations.models import Level, PartnerBody, PartnerKind
from organizations.roles import Role
from record.names import EventName
from workflows import procedures
from workflows.errors import BadInput, NotPossible
from workflows.machine import common
from workflows.models import OWN_ANSWERS, BodyAnswer, CheckAnswer, CheckConclusion, CheckState, JointCheck

from . import guards as g
from . import who
from .base import CLOSED, SUSPENDED, Base, plain_choice

LONGEST_QUESTION = 1_000
#: A check that waits longer is no check any more.
MOST_DAYS = 60
REPLY, SUM_UP = "check_reply", "check_sum_up"
CENTRE = who.any_of(who.handler, who.chair)
#: What each kind of body is asked where nothing else was typed. No worker is named in any of them.
QUESTIONS = {
    PartnerKind.LABOUR_OFFICE: gettext_lazy(
        "请核查该单位近十二个月的工资支付、劳动合同、社会保险和以往投诉情况，有无拖欠或拒付。"
    ),
    PartnerKind.JUSTICE_OFFICE: gettext_lazy(
        "请就反映的事项提出法律意见：适用什么规定，证据还缺什么，宜走哪条途径。"
    ),
    PartnerKind.LEGAL_OFFICE: gettext_lazy("请就处理方案是否合法、由哪个部门依哪条规定处理提出意见。"),
    PartnerKind.SAFETY_OFFICE: gettext_lazy(
        "请到现场核查作业条件、安全设施和事故隐患，说明是否属实、要不要停工整改。"
    ),
    PartnerKind.RESIDENTS_OFFICE: gettext_lazy("请核对该单位外来务工人员的登记情况、居住情况和人数。"),
    PartnerKind.TOWN_AREA: gettext_lazy(
        "请就近了解该单位目前的生产经营、人员稳定情况，有无转移财产或关停迹象。"
    ),
    PartnerKind.GOVERNANCE_OFFICE: gettext_lazy("请研判有无群体性事件风险，近期有无相关警情、信访和舆情。"),
    PartnerKind.VILLAGE_COMMITTEE: gettext_lazy("请就村里掌握的情况作说明，能否协助双方当面协商。"),
}


def asked_body(flow: Base, acting: Acting) -> bool:
    """An officer of a body that was asked on this case. One query."""
    partner = acting.partner
    return (
        acting.role == Role.PARTNER_OFFICER
        and partner is not None
        and CheckAnswer.objects.filter(joint_check__case=flow.case, partner=partner).exists()
    )


class JointChecking(Base):
    """The steps of a joint check, for every kind of case that a worker reports."""

    @property
    def has_running_check(self) -> bool:
        """Whether a check is going on; read with the case."""
        return bool(getattr(self.case, "has_running_check", False))

    @property
    def open_nodes(self) -> frozenset[str]:
        """Whose turn it is: kinds of bodies, or the centre's. No query where no check runs, else one a step."""
        if not self.has_running_check:
            return frozenset()
        found: frozenset[str] = self.fact("open_nodes", lambda: procedures.open_nodes(self.case.pk))
        return found

    @property
    def awaits_bodies(self) -> bool:
        """Whether it is some body's turn."""
        return bool(self.open_nodes - {procedures.SUM_UP})

    @property
    def awaits_summing_up(self) -> bool:
        """Whether it is the centre's turn."""
        return procedures.SUM_UP in self.open_nodes

    def _running(self) -> JointCheck:
        return JointCheck.objects.get(case=self.case, state=CheckState.RUNNING)

    @common(
        "checkable", may=CENTRE, label=pgettext_lazy("step", "发起联调"), weight=46, when=[g.town_asks, g.no_check_runs],
    )  # fmt: skip
    def ask_bodies(
        self, *, bodies: Sequence[Mapping[str, Any]], until: datetime.date | None = None, note: str = ""
    ) -> None:
        """发起联调. Each of ``bodies``: ``partner`` (PartnerBody) and ``question`` (blank: the usual one of its kind).

        ``until`` is the last day to answer; without it our own target. One body of a kind, of the town or above.
        """
        self._check_bodies([given["partner"] for given in bodies], until)
        check = JointCheck(
            code=codes.fresh(), case=self.case, epoch=self.case.epoch, unit=self.case.unit, asked_by=self.actor.person,
            asked_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(check)
        for given in bodies:
            self._ask(check, given["partner"], str(given.get("question") or ""), until)
        self.draft.nodes.append(partial(procedures.start, check))
        self.say(
            EventName.CHECK_ASKED, {"note": note}, check=check.code, until=until,
            bodies=[given["partner"].pk for given in bodies],
        )  # fmt: skip

    def _check_bodies(self, partners: Sequence[PartnerBody], until: datetime.date | None) -> None:
        if not partners:
            raise BadInput(_("请至少选择一个联调单位。"), "bodies")
        kinds = [partner.kind for partner in partners]
        if len(set(kinds)) != len(kinds):
            raise BadInput(_("同一类单位只能选一个。"), "bodies")
        for partner in partners:
            if partner.kind not in procedures.ASKABLE:
                raise BadInput(_("“%(name)s”不在联调单位之列。") % {"name": partner.name}, "bodies")
            if not partner.is_active or not self._stands_beside(partner):
                raise BadInput(
                    _("“%(name)s”不在本案承办工会的协作单位里。") % {"name": partner.name}, "bodies"
                )
        if until is not None and not 0 < (until - self.today).days <= MOST_DAYS:
            raise BadInput(_("答复期限应在今天之后，最长%(n)s天。") % {"n": MOST_DAYS}, "until")

    def _stands_beside(self, partner: PartnerBody) -> bool:
        """Beside the handling union or one above it, within the county."""
        beside = partner.beside
        return beside.level <= Level.COUNTY and self.case.unit_path.startswith(beside.path)

    def _ask(
        self, check: JointCheck, partner: PartnerBody, question: str, until: datetime.date | None
    ) -> None:
        question = question.strip() or str(QUESTIONS[PartnerKind(partner.kind)])
        if len(question) > LONGEST_QUESTION:
            raise BadInput(_("给一个单位的问题最多%(n)s字。") % {"n": LONGEST_QUESTION}, "bodies")
        row = CheckAnswer(
            code=codes.fresh(), joint_check=check, partner=partner, kind=partner.kind,
            question_key=self.draft.keep({"question": question}),
        )  # fmt: skip
        self.draft.born.append(row)
        self.draft.clocks.start(REPLY, row.code, until=until)

    @common(
        "checking",
        may=asked_body,
        label=pgettext_lazy("step", "答复联调"),
        by_hand=False,
        when=[g.bodies_are_waited_for],
    )
    def answer_check(self, *, body: str, answer: str, note: str, file: StoredFile | None = None) -> None:
        """答复, by an officer of the body asked. ``body`` is the answer's code, ``answer`` one of ``OWN_ANSWERS``."""
        row = self._waiting(body)
        if self.actor.partner is None or row.partner_id != self.actor.partner.pk:
            raise BadInput(_("这个问题不是问贵单位的。"), "body")
        if answer not in OWN_ANSWERS:
            raise BadInput(_("请从列表中选择一项。"), "answer")
        if not note.strip():
            raise BadInput(_("请写明核查的情况和依据。"), "note")
        row.evidence = self._file(file) if file is not None else None
        self._settle(row, answer, note)
        self.say(
            EventName.CHECK_ANSWERED, {"note": note}, body=row.code, partner=row.partner_id, said=answer,
            evidence=row.evidence.code if row.evidence else None,
        )  # fmt: skip

    def _file(self, file: StoredFile) -> Evidence:
        evidence = Evidence(
            code=codes.fresh(), case=self.case, kind=EvidenceKind.OTHER, name_key=self.draft.keep({"name": file.name}),
            media_type=file.media_type, size=file.size, sha256=file.sha256, from_worker=False,
            added_by=self.actor.person, added_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(evidence)
        return evidence

    def _waiting(self, code: str) -> CheckAnswer:
        """The row of a body whose turn it still is."""
        rows = CheckAnswer.objects.filter(joint_check__case=self.case, code=code)
        row = rows.select_related("joint_check", "partner").first()
        if row is None:
            raise BadInput(_("请选择一个还没有答复的单位。"), "body")
        if row.answer != BodyAnswer.OPEN or row.kind not in self.open_nodes:
            words = {"name": row.partner.name, "answer": row.get_answer_display()}
            raise NotPossible(_("“%(name)s”这一项已经有了结果：%(answer)s。") % words)
        return row

    def _settle(self, row: CheckAnswer, answer: str, note: str) -> None:
        """The row, its clock, its task; and the centre's own clock once nobody is waited for."""
        row.answer, row.answered_at, row.answered_by = answer, self.draft.at, self.actor.person
        row.answer_key = self.draft.keep({"note": note.strip()})
        self.draft.changed.append(row)
        book = self.draft.clocks
        book.stop(REPLY, row.code, because=str(answer))
        self.draft.nodes.append(partial(procedures.pass_node, row.joint_check, row.kind))
        if self.open_nodes == {row.kind}:
            book.start(SUM_UP)
            if self.case.state == SUSPENDED:
                book.pause(SUM_UP, because="suspended")

    @common(
        "checking", may=who.any_of(CENTRE, who.supervisor, who.chair_above), label=pgettext_lazy("step", "催办联调单位"),
        weight=47, when=[g.bodies_are_waited_for],
    )  # fmt: skip
    def urge_check(self, *, body: str = "", note: str = "") -> None:
        """催办, one body by its answer's code or all that have not answered; a word on record and on their page."""
        rows = [self._waiting(body)] if body else self._all_waiting()
        for row in rows:
            row.urged_at = self.draft.at
            self.draft.changed.append(row)
        self.say(EventName.CHECK_URGED, {"note": note}, bodies=[row.code for row in rows])

    def _all_waiting(self) -> list[CheckAnswer]:
        running = CheckAnswer.objects.filter(
            joint_check__case=self.case, joint_check__state=CheckState.RUNNING
        )
        return list(running.filter(answer=BodyAnswer.OPEN))

    @common(
        "checking", may=CENTRE, label=pgettext_lazy("step", "不再等待某单位"), weight=49, when=[g.bodies_are_waited_for],
    )  # fmt: skip
    def excuse_check(self, *, body: str, reason: str) -> None:
        """不再等待 a body that does not answer: the others' answers are not held up by it."""
        if not reason.strip():
            raise BadInput(_("请写明为什么不再等待。"), "reason")
        row = self._waiting(body)
        self._settle(row, BodyAnswer.EXCUSED, reason)
        self.say(EventName.CHECK_EXCUSED, {"reason": reason}, body=row.code, partner=row.partner_id)

    @common(
        "checking", may=CENTRE, label=pgettext_lazy("step", "汇总联调意见"), weight=31, when=[g.all_bodies_answered],
    )  # fmt: skip
    def sum_up(self, *, conclusion: str, note: str) -> None:
        """汇总, when every body has answered or is not waited for any more; ``conclusion`` of ``CheckConclusion``."""
        if not note.strip():
            raise BadInput(_("请写明联调的结论和下一步。"), "note")
        check = self._running()
        check.conclusion = plain_choice(conclusion, CheckConclusion, "conclusion")
        check.conclusion_key = self.draft.keep({"note": note.strip()})
        self._end(check, CheckState.DONE)
        self.draft.clocks.stop(SUM_UP)
        self.draft.nodes.append(partial(procedures.pass_node, check, procedures.SUM_UP))
        self.say(EventName.CHECK_SUMMED_UP, {"note": note}, check=check.code, conclusion_code=conclusion)

    def _end(self, check: JointCheck, state: CheckState) -> None:
        check.state, check.ended_at, check.ended_by = state, self.draft.at, self.actor.person
        self.draft.changed.append(check)

    def settle_clocks(self, before: str) -> None:
        """As everywhere; and a case that is over waits for no body any more."""
        if self.case.state == CLOSED and before != CLOSED and self.has_running_check:
            self._cancel()
        super().settle_clocks(before)

    def _cancel(self) -> None:
        """终止: rows void, tasks cancelled; the clocks stop with the case's."""
        check = self._running()
        for row in self._all_waiting():
            row.answer, row.answered_at = BodyAnswer.VOID, self.draft.at
            self.draft.changed.append(row)
        self._end(check, CheckState.CANCELLED)
        self.draft.nodes.append(partial(procedures.cancel, check))
        self.say(EventName.CHECK_CANCELLED, check=check.code)

    def more_personal_keys(self) -> set[Any]:
        """Questions, answers and conclusions: free text may name people."""
        found = super().more_personal_keys()
        for keys in CheckAnswer.objects.filter(joint_check__case=self.case).values_list(
            "question_key", "answer_key"
        ):
            found |= set(keys)
        ends = JointCheck.objects.filter(case=self.case, conclusion_key__isnull=False)
        return found | set(ends.values_list("conclusion_key", flat=True))
