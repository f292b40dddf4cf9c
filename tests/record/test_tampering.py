"""Whatever is changed, removed or slipped in behind the door is found, and the table and the row are named."""

from __future__ import annotations

import copy
import datetime
import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models

from cases.models import Case, Claim, Clock, Evidence, Seat
from organizations.acting import SYSTEM
from organizations.roles import Role
from protection.models import PersonalData
from record import checkpoints, verify
from record.models import GENESIS, Chain, Checkpoint, Event
from record.sealer import seal_all
from record.tracked import key_of, tracked_columns
from tests.builders import Scene, World, undone
from tests.tampering import append_only_lifted, tamper

from .story import other_value, tell, tracked, witnessed

#: Columns the record does not vouch for, each with its reason.
NOT_VOUCHED = {
    "cases_clock": {"next_at"},  # an index of the escalation rows, laid anew when those are edited
    "organizations_person": {"password", "last_login", "language"},  # secrets and conveniences, no facts
    "organizations_unit": {"children_made"},  # a counter of paths given, held by the unique path
    "organizations_workingday": {"notice_id"},  # which notice named the day follows from the notice's digest
    "workflows_rule": {"digest"},  # follows from the other columns
    "protection_personaldata": {"salt", "ciphertext"},  # by their fingerprint
}


@pytest.fixture
def told(world: World) -> Scene:
    """The county with a row in every table."""
    return tell(world)


def first() -> str:
    """The first finding as it is printed; empty when everything fits."""
    finding = verify.verify()
    return str(finding) if finding else ""


def command() -> tuple[int, str]:
    """Exit code and text of ``verify-log``."""
    out = io.StringIO()
    try:
        call_command("verify-log", stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_healthy_record_fits_and_the_command_says_so(told: Scene) -> None:
    code, text = command()
    assert (code, first()) == (0, "")
    assert "全部相符" in text
    assert "尚未封存：0 条" in text


def test_the_command_prints_the_unsealed_tail_and_seals_nothing(told: Scene) -> None:
    told.do("return_call", told.mediator, note="已回访")
    waiting = verify.unsealed()
    code, text = command()
    assert (code, verify.unsealed()) == (0, waiting)
    assert f"尚未封存：{waiting} 条" in text
    assert waiting > 0


def test_every_column_of_a_vouched_table_is_vouched_for_or_named_here_with_its_reason() -> None:
    for model in tracked():
        columns = {field.attname for field in model._meta.concrete_fields if field.attname not in ("id",)}
        place = (
            {"case_id", "rule_id", "key", "code"}
            if model._meta.db_table == "cases_clock"
            else {model.TRACKED_KEY, "code", "list"}
        )
        left = columns - set(tracked_columns(model)) - place
        assert left == NOT_VOUCHED.get(model._meta.db_table, set()), model._meta.db_table


def test_a_change_of_any_vouched_column_is_found_and_named(
    told: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in tracked():
        # Only this table is looked through, which is what makes two hundred changes affordable.
        monkeypatch.setattr(verify, "tracked_models", lambda model=model: {model._meta.db_table: model})
        _change_each_column(model)


def _change_each_column(model: Any) -> None:
    row = model._default_manager.order_by("-pk")[0]
    table, where = model._meta.db_table, f"{model.TRACKED_KEY}={key_of(row)}"
    for field in model._meta.concrete_fields:
        if field.attname not in tracked_columns(model) or field.primary_key:
            continue
        with undone():
            changed = other_value(field, getattr(row, field.attname))
            sql = f"UPDATE {table} SET {connection.ops.quote_name(field.column)} = %s WHERE {model._meta.pk.column} = %s"  # noqa: S608
            try:
                touched = tamper(
                    sql,
                    [
                        field.get_db_prep_save(changed, connection),
                        model._meta.pk.get_db_prep_save(row.pk, connection),
                    ],
                )
            except IntegrityError:
                continue  # the database itself refuses it
            assert touched == 1
            named = [finding for finding in verify.tracked_rows() if finding.table == table]
            assert named, field.attname
            assert any(where in str(finding) for finding in named) or field.attname in where or model.TRACKED_KEY not in (
                "pk", "code", "number",
            ), (field.attname, [str(finding) for finding in named])  # fmt: skip


def test_a_removed_row_is_missed_by_name(told: Scene) -> None:
    for model in tracked():
        _remove_one(model)


def _remove_one(model: Any) -> None:
    row = model._default_manager.order_by("-pk")[0]
    key = key_of(row)
    with undone():
        sql = f"DELETE FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s"  # noqa: S608
        assert tamper(sql, [model._meta.pk.get_db_prep_save(row.pk, connection)]) == 1
        missed = [str(finding) for finding in verify.tracked_rows()]
        assert any(text.startswith(f"{model._meta.db_table} key={key}") for text in missed), missed


def test_a_row_slipped_in_is_found_and_named(told: Scene) -> None:
    for model in tracked():
        with undone():
            model._default_manager.bulk_create([_twin(model)])
            found = [str(finding) for finding in verify.tracked_rows()]
            assert any(text.startswith(model._meta.db_table) for text in found), found


def _twin(model: Any) -> Any:
    """A copy of a row that no constraint refuses."""
    row = copy.copy(model._default_manager.order_by("-pk")[0])
    if model is PersonalData:
        row.key = uuid.uuid4()
        return row
    if model._meta.db_table.endswith("detail"):
        case = copy.copy(row.case)
        case.pk, case.code, case.number, case.receipt_hash = None, "TWIN00000001", "〔2026〕9999", None
        Case.objects.bulk_create([case])
        row.case_id = Case.objects.get(code="TWIN00000001").pk
    else:
        row.pk = None
    names = {field.attname: field for field in model._meta.concrete_fields}
    for name, value in {
        "code": "TWIN00000000", "number": "TWIN00000000", "key": "TWIN", "receipt_hash": None, "username": "twin",
        "path": "0" * 40, "name": "某某", "uscc": None, "union_id": None, "division_code": None, "order": 77, "signer_id": told_person(),
        "signed_by_id": None, "answer": "", "version": 99, "year": 1999, "seat_id": None, "period": "1999-01",
        "jurisdiction": "TWIN",
    }.items():  # fmt: skip
        if name in names and (value is not None or names[name].null):
            setattr(row, name, 99 if isinstance(names[name], models.IntegerField) else value)
    if hasattr(row, "date"):
        row.date = datetime.date(1999, 1, 1)
    for name, value in ELSEWHERE.get(model._meta.db_table, lambda _row: {})(row).items():
        setattr(row, name, value)
    return row


def _free(model: Any, taken: Any) -> int:
    """A row of ``model`` that is not among those ``taken``."""
    found: int = model._default_manager.exclude(pk__in=list(taken)).order_by("-pk")[0].pk
    return found


#: Where a copy must differ for the database to take it: what may stand once beside another row.
ELSEWHERE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "workflows_approval": lambda _row: {"verdict": "open", "closed_at": None, "kind": "extend"},
    "workflows_chaintemplate": lambda _row: {"kind": "twin"},
    "workflows_checkanswer": lambda _row: {"kind": "police", "answered_at": None},
    "cases_allocation": lambda row: {"claim_id": _free(Claim, [row.claim_id])},
    "cases_plancover": lambda row: {"claim_id": _free(Claim, row.plan.covers.values_list("claim", flat=True))},
    "cases_attendance": lambda row: {"seat_id": _free(Seat, row.session.attendance.values_list("seat", flat=True))},
    "cases_sessionpaper": lambda row: {"evidence_id": _free(Evidence, [row.evidence_id])},
    "cases_opiniontally": lambda _row: {"grade": "twin"},
    "cases_secondmentround": lambda _row: {"title": "另一轮"},
    "cases_secondmentsetting": lambda _row: {"place": "TWIN", "county_id": None},
    "cases_surveyround": lambda _row: {"month": "1999-01"},
    "organizations_contactcycle": lambda _row: {"starts_on": datetime.date(1999, 1, 1)},
    "cases_surveyanswer": lambda _row: {"person_id": told_person()},
    "cases_extensionconsent": lambda _row: {"until": datetime.date(2099, 1, 1)},
}  # fmt: skip


def told_person() -> int:
    """Some person who has not signed."""
    from organizations.models import Person

    return Person.objects.order_by("pk")[0].pk


# ── The record itself ───────────────────────────────────────────────────────────────────────────────────────────


def _middle(chain: str = "330681") -> Event:
    return (
        Event.objects.filter(chain=chain, line=0, subject__startswith="case:")
        .exclude(rows=[])
        .order_by("position")[2]
    )


def test_a_change_of_any_column_of_an_event_is_found_and_named(told: Scene) -> None:
    for name in Event.SEALED:
        if name not in ("chain", "position"):
            _change_an_event(name)


def _change_an_event(name: str) -> None:
    event, field = _middle(), Event._meta.get_field(name)
    assert isinstance(field, models.Field)
    assert field.column
    changed = 50 if name in ("version", "line") else other_value(field, getattr(event, name))
    column = connection.ops.quote_name(field.column)
    with undone():
        tamper(
            f"UPDATE record_event SET {column} = %s WHERE id = %s",  # noqa: S608
            [field.get_db_prep_save(changed, connection), event.pk],
        )
        assert first().startswith(f"record_event id={event.pk} ")


def test_an_event_removed_from_the_middle_leaves_a_gap_that_is_named(told: Scene) -> None:
    event = _middle()
    with undone():
        tamper("DELETE FROM record_event WHERE id = %s", [event.pk])
        assert first().startswith(f"record_event chain=330681 position={event.position}")


def test_a_tail_cut_off_does_not_fit_the_head(told: Scene) -> None:
    head = Chain.objects.get(key="330681")
    with undone():
        tamper("DELETE FROM record_event WHERE chain = %s AND position = %s", [head.key, head.position])
        assert first().startswith(f"record_event chain=330681 position={head.position}")


def test_a_tail_cut_off_with_its_head_is_found_by_the_witness(told: Scene) -> None:
    head = Chain.objects.get(key="330681")
    before = Event.objects.get(chain=head.key, position=head.position - 1)
    with undone():
        tamper("DELETE FROM record_event WHERE chain = %s AND position = %s", [head.key, head.position])
        tamper(
            "UPDATE record_chain SET position = %s, digest = %s WHERE key = %s",
            [before.position, before.digest, head.key],
        )
        assert list(verify.chains()) == [], "the chain alone cannot see it"
        assert any("record_checkpoint chain=330681" in str(finding) for finding in verify.witnesses())
        tamper("DELETE FROM record_checkpoint WHERE chain = %s", [head.key])
        assert any("上级见证过" in str(finding) for finding in verify.witnesses()), (
            "the witness remembers by itself"
        )


def test_history_written_and_signed_anew_is_found_by_the_witness(told: Scene) -> None:
    event = _middle()
    with undone():
        tamper("UPDATE record_event SET actor_role = 'chair' WHERE id = %s", [event.pk])
        head = _reseal("330681")
        tamper("UPDATE record_chain SET digest = %s WHERE key = %s", [head, "330681"])
        assert list(verify.chains()) == [], "every hash follows again"
        tamper("DELETE FROM record_checkpoint WHERE chain = '330681'")
        assert checkpoints.make("330681") is None, (
            "the witness countersigns nothing that lost what it remembers"
        )
        assert first().startswith("record_checkpoint chain=330681")


def _reseal(chain: str) -> str:
    """What an intruder with all the county's keys would do: hash everything again."""
    digest = GENESIS
    with append_only_lifted():
        for event in Event.objects.filter(chain=chain).order_by("position"):
            digest = event.seal_digest(digest)
            with connection.cursor() as cursor:
                cursor.execute("UPDATE record_event SET digest = %s WHERE id = %s", [digest, event.pk])
    return digest


def test_a_head_that_is_gone_is_missed(told: Scene) -> None:
    with undone():
        tamper("DELETE FROM record_chain WHERE key = '330681'")
        assert first().startswith("record_chain key=330681")


def test_a_removed_or_forged_checkpoint_is_found(told: Scene) -> None:
    point = Checkpoint.objects.get(chain="330681")
    with undone():
        tamper("DELETE FROM record_checkpoint WHERE id = %s", [point.pk])
        assert first().startswith(f"record_checkpoint chain=330681 position={point.position}")
    with undone():
        tamper("UPDATE record_checkpoint SET signature = countersignature WHERE id = %s", [point.pk])
        assert first().startswith(f"record_checkpoint chain=330681 position={point.position}")


def test_an_event_slipped_in_has_no_place(told: Scene) -> None:
    with undone():
        Event.objects.create(
            chain="330681", subject=told.case.subject, version=told.case.version + 7, name="urged",
            actor_role="chair", occurred_at=told.case.reported_at,
        )  # fmt: skip
        assert first().startswith("record_event")


def test_an_unsealed_event_that_is_removed_leaves_a_gap_too(told: Scene) -> None:
    told.do("return_call", told.mediator, note="已回访")
    with undone():
        tamper(
            "DELETE FROM record_event WHERE subject = %s AND version = %s",
            [told.case.subject, told.case.version],
        )
        assert first() != ""


def test_a_moved_deadline_is_found_and_named(told: Scene) -> None:
    clock = Clock.objects.filter(state="running").order_by("id")[0]
    with undone():
        tamper("UPDATE cases_clock SET due_at = %s WHERE id = %s", ["2027-01-01 00:00:00+00:00", clock.pk])
        code, text = command()
        assert code == 1
        assert f"cases_clock index_key={clock.index_key}" in text


def test_a_deadline_moved_with_its_own_digest_still_does_not_follow_from_its_events(told: Scene) -> None:
    """Even where the row's digest is forged too, the deadline is computed from its clock events."""
    from workflows.checks import cases_follow_from_events

    clock = Clock.objects.filter(state="running").order_by("id")[0]
    with undone():
        tamper("UPDATE cases_clock SET due_at = %s WHERE id = %s", ["2027-01-01 00:00:00+00:00", clock.pk])
        assert any(f"id={clock.pk}" in str(finding) for finding in cases_follow_from_events())


def test_a_state_set_behind_the_door_is_found_and_named(told: Scene) -> None:
    case = Case.objects.exclude(pk=told.case.pk).order_by("pk")[0]
    with undone():
        tamper("UPDATE cases_case SET state = 'verifying' WHERE id = %s", [case.pk])
        code, text = command()
        assert (code, f"cases_case code={case.code}" in text) == (1, True)


# ── Private texts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_private_text_changed_or_removed_is_found(told: Scene) -> None:
    key = told.case.story_key
    column = PersonalData._meta.pk.get_db_prep_save(key, connection)
    with undone():
        tamper("UPDATE protection_personaldata SET ciphertext = salt WHERE key = %s", [column])
        assert first().startswith(f"protection_personaldata key={key}")
    with undone():
        tamper("DELETE FROM protection_personaldata WHERE key = %s", [column])
        assert any(
            str(finding).startswith(f"protection_personaldata key={key}") for finding in verify.findings()
        )


def test_a_text_erased_behind_the_door_is_no_lawful_erasure(told: Scene) -> None:
    key = told.case.story_key
    column = PersonalData._meta.pk.get_db_prep_save(key, connection)
    with undone():
        tamper(
            "UPDATE protection_personaldata SET ciphertext = %s, salt = %s, erased_at = %s WHERE key = %s",
            [b"", b"", "2026-03-02 00:00:00+00:00", column],
        )
        assert first().startswith(f"protection_personaldata key={key}")


def test_what_is_erased_by_law_still_verifies_and_is_gone(told: Scene, world: World) -> None:
    from protection import personal

    told.do("erase_personal", world.who(Role.SECURITY_ADMIN, world.county), reason="王小𠮷本人依法申请")
    seal_all()
    assert first() == ""
    assert personal.read(told.case.story_key) == {}
    approval = told.case.approvals.get()
    assert personal.read(approval.reason_key) == {}
    assert personal.read(approval.steps.get().signatures.get(answer="approve").note_key) == {}
    assert not any("王小" in str(event.data) for event in Event.objects.filter(subject=told.case.subject))


def test_a_witness_takes_only_what_follows_from_what_it_saw(told: Scene) -> None:
    assert checkpoints.make("330681") is None, "nothing new"
    Scene(told.world).do("remind", SYSTEM, clock="", rule="first_contact")
    witnessed()
    heads = checkpoints.remembered("330681")
    assert len(heads) == 2
    assert heads[-1] == tuple(Chain.objects.values_list("position", "digest").get(key="330681"))
