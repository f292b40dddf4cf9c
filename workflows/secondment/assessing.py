"""考核: anonymous opinions, the host's mark, the county's decision within the shares; then the form is closed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import (
    Case,
    Grade,
    Opinion,
    OpinionCode,
    OpinionGroup,
    OpinionTally,
    SecondmentEnd,
    SecondmentRound,
)
from cases.secondments import opinions
from cases.secondments.figures import share_of
from protection import receipts
from record.names import EventName
from workflows.errors import BadInput, NotPossible, StaleCase
from workflows.machine import step
from workflows.models import ApprovalKind
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .serving import Serving
from .states import S, state

#: At most so many codes at a time; a code opens an answer under this purpose.
MOST_CODES, PURPOSE = 500, "opinion"


def issue_codes(count: int) -> list[str]:
    """Fresh codes to print and hand out, written as receipt codes are so that they can be typed from paper. The database
    will hold their fingerprints only.
    """
    return [receipts.issue() for _number in range(count)]


def fingerprint(code: str) -> str:
    """What the database knows of a code; empty for what cannot be one."""
    return receipts.fingerprint(code, PURPOSE)


class Assessing(Serving):
    """The last part."""

    @step(
        state, S.ASSESSING, may=who.county, label=pgettext_lazy("step", "发放测评码"), weight=15,
        when=[g.opinions_not_closed, g.nothing_awaits_approval],
    )  # fmt: skip
    def hand_out_codes(self, *, fingerprints: Sequence[str], group: str) -> None:
        """发放测评码: how many to which group, never to whom. ``fingerprints`` are those of ``issue_codes``."""
        plain_choice(group, OpinionGroup, "group")
        if not 0 < len(set(fingerprints)) == len(fingerprints) <= MOST_CODES or not all(fingerprints):
            raise BadInput(_("一次发放1个到%(n)s个测评码。") % {"n": MOST_CODES}, "fingerprints")
        self.draft.born += [
            OpinionCode(digest=one, case=self.case, group=group) for one in sorted(fingerprints)
        ]
        self.detail.codes_handed += len(fingerprints)
        self.detail.opinions_open = True
        self.say(EventName.OPINION_CODES_HANDED, codes=len(fingerprints), group=group)

    @step(
        state, S.ASSESSING, may=who.invited, label=pgettext_lazy("step", "提交群众意见"), by_hand=False,
        when=[g.opinions_are_open],
    )  # fmt: skip
    def give_opinion(self, *, grade: str) -> None:
        """群众意见 with a code that opens once. Nothing on record says which code it was, or what was answered."""
        plain_choice(grade, Grade, "grade")
        digest = fingerprint(self.actor.link)
        code = OpinionCode.objects.filter(case=self.case, digest=digest).first()
        if code is None:
            raise NotPossible(_("这个测评码已经用过，或者不是这次测评的。"))
        self.draft.born.append(Opinion(key=uuid.uuid4(), case=self.case, group=code.group, grade=grade))
        self.draft.nodes.append(partial(_spend, digest))
        self.say(EventName.OPINION_GIVEN)

    @step(
        state, S.ASSESSING, may=who.county, label=pgettext_lazy("step", "结束群众意见收集"), weight=16,
        when=[g.opinions_are_open],
    )  # fmt: skip
    def close_opinions(self) -> None:
        """收集结束: only now is anything counted, and only what may be shown is kept; codes left open nothing any more."""
        answers = list(Opinion.objects.filter(case=self.case).values_list("group", "grade"))
        for group, counts in opinions.shown(answers).items():
            self.draft.born += [
                OpinionTally(case=self.case, group=group, grade=grade, count=count)
                for grade, count in counts.items()
            ]
        self.detail.opinions_open, self.detail.answers_given = False, len(answers)
        self.draft.nodes.append(partial(_empty_box, self.case))
        self.say(EventName.OPINIONS_CLOSED, answers=len(answers), codes=self.detail.codes_handed)

    @step(
        state, S.ASSESSING, may=who.host, label=pgettext_lazy("step", "接收单位评价"), weight=11
    )  # fmt: skip
    def mark_by_host(self, *, mark: str, note: str) -> None:
        """接收单位评价: a grade and why; the county decides."""
        kept = self.need(note, "note", _("请写明评价的依据。"))
        self.detail.host_mark = plain_choice(mark, Grade, "mark")
        self.detail.host_mark_key = self.draft.keep({"note": kept})
        self.say(EventName.HOST_MARKED, mark=mark)

    @step(
        state, S.ASSESSING, may=who.county, label=pgettext_lazy("step", "记录接收单位书面评价"), weight=40
    )  # fmt: skip
    def record_host_mark(self, *, mark: str, paper: str) -> None:
        """接收单位评价 from its paper, for a host without an account."""
        self.paper(paper)
        self.detail.host_mark, self.detail.host_mark_key = plain_choice(mark, Grade, "mark"), None
        self.say(EventName.HOST_MARKED, mark=mark, paper=paper)

    # ── The county's decision ───────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.ASSESSING, may=who.county, label=pgettext_lazy("step", "拟定考核等次"), weight=10,
        when=[g.opinions_are_counted, g.host_has_marked, g.nothing_awaits_approval],
    )  # fmt: skip
    def propose_grade(self, *, grade: str, reason: str, ask_again: bool = False) -> None:
        """拟定等次: within the shares; the county's chair decides."""
        self._within_share(plain_choice(grade, Grade, "grade"))
        self.put_to_chair(ApprovalKind.SECOND_GRADE, reason, ask_again=ask_again, grade=grade)

    def _within_share(self, grade: str) -> None:
        """Refuse one too many. The round's row is held, so that two at once are counted one after the other."""
        round_ = SecondmentRound.objects.select_for_update(no_key=True).get(pk=self.detail.round_id)
        share = share_of(round_, self.case.county, grade)
        if share is None or not share.is_full:
            return
        words = {
            "people": share.people, "grade": str(Grade(grade).label), "most": share.most, "share": share.per_cent,
            "given": share.given,
        }  # fmt: skip
        sentence = _("本轮%(people)s人参加考核，“%(grade)s”不超过%(share)s%%即%(most)s人，已有%(given)s人。")
        raise BadInput(sentence % words, "grade")

    @step(
        state, S.ASSESSING, target=S.CLOSED, may=who.approved, label=gettext_lazy("评定考核等次"), by_hand=False
    )  # fmt: skip
    def decide_grade(self, *, grade: str) -> None:
        """评定等次, approved: counted once more, then the form is closed."""
        if self.detail.opinions_open:
            raise NotPossible(_("群众意见还在收集，收集结束后再评定。"))
        self._within_share(grade)
        self.detail.grade, self.detail.graded_on = grade, self.today
        self.say(EventName.SECOND_GRADED, grade=grade)
        self.finish_as(SecondmentEnd.COMPLETED, grade=grade)


def _spend(digest: str) -> None:
    """Take the code away; whoever comes second finds none."""
    deleted, _rows = OpinionCode.objects.filter(digest=digest).delete()
    if deleted != 1:
        raise StaleCase(_("这个测评码刚刚用过。"))


def _empty_box(case: Case) -> None:
    """The answers were counted, or must not be: nothing of them is left."""
    Opinion.objects.filter(case=case).delete()
    OpinionCode.objects.filter(case=case).delete()
