"""Which clock starts when, of a secondment."""

from __future__ import annotations

from .states import S

#: Clocks that run while the form is in a state; leaving it stops them. A question put to a chair has its own besides.
STATE_CLOCKS: dict[str, tuple[str, ...]] = {
    S.DRAFT: ("second_draft",),
    S.SENDER_REVIEW: ("second_decide",),
    S.CONSENT: ("second_consent",),
    S.SELECTING: ("second_select",),
    S.MATCHING: ("second_match",),
    S.COUNTY_REVIEW: ("second_decide",),
    S.APPROVED: ("second_arrive",),
    S.IN_POST: ("second_papers",),
    S.ASSESSING: ("second_assess",),
}
#: The normal least and most, where a county has such rules (苍总工〔2015〕44号); from 到岗 on.
LEAST, MOST = "second_min", "second_max"
NOTICE, END, MIDTERM = "second_notice", "second_end", "second_midterm"
#: They run while the post is held.
OF_POST = (LEAST, MOST, END, MIDTERM)
EVENT_CLOCKS = (LEAST, MOST, NOTICE, END, MIDTERM, "approval_decide", "supervision_reply")
#: Terms of the county's own rule are not ours to restart.
STATUTORY = frozenset({LEAST, MOST})
STARTED_RULES = frozenset({rule for rules in STATE_CLOCKS.values() for rule in rules} | set(EVENT_CLOCKS))
