"""Names, telephone numbers, stories, messages and notes stand nowhere in clear: the whole database is searched."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from cases.models import ProposalTerm
from organizations.roles import Role
from protection import personal
from protection.models import EmployerNotice, PersonalData
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, Scene, World, paper
from tests.mediations import for_dispute
from workflows.dispute.states import S

pytestmark = pytest.mark.django_db
#: Words that occur nowhere else, one for each text a person may write.
SECRETS = {
    "name": "欧阳铁柱", "phone": "13955557777", "story": "机密叙述甲", "contact": "机密联系乙", "message": "机密消息丙",
    "file": "机密文件丁", "finding": "机密核实戊", "note": "机密备注己", "reply": "机密答复庚", "what": "机密条款辛",
    "reason": "机密理由壬", "approval": "机密批示癸", "rating": "机密评语子", "second": "机密当事人丑", "order": "机密督办寅",
    "suspend": "机密中止卯", "colour": "机密定级辰", "correct": "机密更正巳",
}  # fmt: skip


def whole_life(world: World) -> Scene:
    """A case in which every text field was filled in."""
    scene = Scene(world, name=SECRETS["name"], phone=SECRETS["phone"], story=SECRETS["story"])
    m = scene.mediator
    scene.do("contact", m, note=SECRETS["contact"]).do("message", scene.worker, body=SECRETS["message"])
    scene.do("add_party", m, name=SECRETS["second"], phone="13966668888")
    scene.do("add_evidence", scene.worker, file=paper(SECRETS["file"] + ".pdf")).do("accept", m).assign()
    scene.do("record_finding", m, finding="confirmed", note=SECRETS["finding"])
    scene.do("order", scene.above, note=SECRETS["order"]).do("answer_order", m, note=SECRETS["note"])
    scene.do("set_colour", m, colour="orange", reason=SECRETS["colour"])
    scene.do("correct", m, reason=SECRETS["correct"], amount="31000")
    scene.do("notify_employer", m, kind="verify")
    notice = EmployerNotice.objects.get(case_code=scene.case.code)
    scene.do("employer_reply", world.employer_rep(world.mill), notice=notice.number, body=SECRETS["reply"])
    scene.do("suspend", m, ground="both_asked", review_on=today() + 5 * DAY, reason=SECRETS["suspend"])
    scene.do("resume", m, reason=SECRETS["suspend"]).apply().both_agree().do(
        "start_mediation", m, note=SECRETS["note"]
    )
    terms = [{"what": SECRETS["what"], "amount": 5, "due_on": today() + DAY}]
    scene.do("agree", m, agreement="oral_agreement", terms=terms, signed_on=today(), note=SECRETS["note"])
    scene.do("notify_employer", m, kind="agreement").pay(5).prove()
    scene.do("ask_close", m, reason=SECRETS["reason"]).answer(note=SECRETS["approval"])
    scene.do("rate", scene.worker, stars=2, note=SECRETS["rating"])
    scene.do("worker_asks_reopen", scene.worker, reason=SECRETS["reason"]).answer(
        "refuse", note=SECRETS["approval"]
    )
    return scene


def dump() -> dict[str, str]:
    """Every row of every table as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = "\n".join(repr([_text(value) for value in row]) for row in cursor.fetchall())
    return found


def _text(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return value


def test_no_text_of_a_person_stands_anywhere_in_clear(world: World) -> None:
    whole_life(world)
    tables = dump()
    assert "cases_case" in tables
    assert "record_event" in tables
    leaks = [(table, word) for table, text in tables.items() for word in SECRETS.values() if word in text]
    escaped = [
        (table, word)
        for table, text in tables.items()
        for word in SECRETS.values()
        if word.encode("unicode_escape").decode() in text
    ]
    assert leaks == escaped == []
    everything = [personal.unwrap(row) for row in PersonalData.objects.all()]
    kept = repr(everything)
    assert [word for word in SECRETS.values() if word not in kept] == [], "each was kept, apart and encrypted"


def test_blind_indexes_find_equal_values_and_tell_nothing(world: World) -> None:
    first = personal.blind_index("phone", "13955557777")
    assert first == personal.blind_index("phone", "13955557777")
    assert first != personal.blind_index("name", "13955557777")
    assert re.fullmatch(r"[0-9a-f]{32}", first)


def test_the_same_text_kept_twice_looks_different_twice(world: World) -> None:
    (one, first), (two, second) = personal.wrap({"story": "同样的话"}), personal.wrap({"story": "同样的话"})
    assert first != second
    assert bytes(one.ciphertext) != bytes(two.ciphertext)
    assert personal.unwrap(one) == personal.unwrap(two)


def test_a_ciphertext_moved_to_another_row_opens_for_nobody(world: World) -> None:
    one, _digest = personal.wrap({"story": "甲的话"})
    two, digest = personal.wrap({"story": "乙的话"})
    two.ciphertext = one.ciphertext
    assert not personal.digest_holds(two, digest)


@pytest.mark.promise
def test_what_the_employer_reads_is_the_same_whoever_reported(world: World) -> None:
    """Two cases that differ only in the reporter give the same rows in the employer's own table."""
    rows = []
    for name, phone, disclosure in (("欧阳铁柱", "13955557777", "confidential"), ("", "", "anonymous")):
        scene = Scene(world, name=name, phone=phone, disclosure=disclosure, people=1, story=f"我是{name}").to(
            S.VERIFYING
        )
        for kind in ("verify", "tip", "opinion"):
            scene.do("notify_employer", scene.mediator, kind=kind)
        rows.append(
            [
                (
                    n.employer_code,
                    n.kind,
                    n.issued_on,
                    n.issuer,
                    n.subject,
                    n.asks,
                    n.reply_by,
                    n.applicant_key,
                )
                for n in EmployerNotice.objects.filter(case_code=scene.case.code).order_by("pk")
            ]
        )
    assert rows[0] == rows[1]
    assert len(rows[0]) == 3


@pytest.mark.promise
def test_no_paper_that_names_the_applicant_goes_out_without_their_word(world: World) -> None:
    from workflows.engine import BadInput

    scene = Scene(world, disclosure="confidential").to(S.VERIFYING)
    for kind in ("mediation", "agreement"):
        with pytest.raises(BadInput):
            scene.do("notify_employer", scene.mediator, kind=kind)
    scene.apply(names_applicant=True).do("notify_employer", scene.mediator, kind="mediation")
    assert EmployerNotice.objects.get(case_code=scene.case.code).applicant_key is not None


def test_personal_data_goes_by_law_only_from_closed_cases_and_by_the_security_officer(world: World) -> None:
    from workflows.engine import Refused

    scene = Scene(world)
    officer = world.who(Role.SECURITY_ADMIN, world.county)
    with pytest.raises(Refused):
        scene.do("erase_personal", officer, reason="本人申请")
    scene.to(S.CLOSED)
    with pytest.raises(Refused):
        scene.do("erase_personal", scene.chair, reason="本人申请")
    scene.do("erase_personal", officer, reason="本人申请")
    assert personal.read(scene.case.story_key) == {}
    party = scene.case.parties.get()
    assert (personal.read(party.personal_key), party.name_index, party.phone_index) == ({}, "", "")


def test_no_index_is_left_by_which_an_erased_term_could_be_guessed(world: World) -> None:
    table = for_dispute(world).to("proposed")
    table.do("fail", ground="other_side_refused", note="单位不再参加").do("inform_parties", note="已书面告知")
    table.do("close_table")
    terms = ProposalTerm.objects.filter(proposal__case=table.case)
    assert [term for term in terms if term.what_digest]
    table.do("erase_personal", world.who(Role.SECURITY_ADMIN, world.county), reason="本人申请")
    assert {term.what_digest for term in terms.all()} == {""}
    seal_all()
    assert list(findings()) == []
