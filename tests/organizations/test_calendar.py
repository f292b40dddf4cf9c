"""The calendar's tables: seeded once, replaced only by who may, seen by every process, vouched for by the record."""

import datetime
import time
from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries

from organizations import calendar as calendars
from organizations.acting import SYSTEM, Acting
from organizations.calendar import NotPublishable, Published
from organizations.errors import NoAuthority
from organizations.models import CalendarYear, WorkingDay
from organizations.roles import Role
from organizations.workdays import SpecialDay
from record import verify
from record.models import Event
from record.names import EventName
from workflows.deadlines import Unit, due

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime.date(2027, 1, 1)
#: An invented notice: its dates are nobody's, the shape is a real one's.
DAYS = {
    datetime.date(2026, 12, 26): SpecialDay(True, "元旦"),
    NEW_YEAR: SpecialDay(False, "元旦"),
    datetime.date(2027, 1, 2): SpecialDay(False, "元旦"),
    datetime.date(2027, 1, 4): SpecialDay(False, "元旦"),
}


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    calendars.seed_calendar()
    calendars.forget()
    yield
    calendars.forget()


def publish(days: calendars.Days = DAYS, year: int = 2027, acting: Acting | None = SYSTEM) -> Published:
    return calendars.publish_year(year, days, source="测试通知", acting=acting)


def test_the_calendar_is_seeded_from_2004_through_2026() -> None:
    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2004, 2027))
    assert calendars.current().is_working(datetime.date(2026, 10, 10))
    assert not calendars.current().is_working(datetime.date(2026, 10, 7))


def test_the_seeded_days_of_2026_are_those_of_the_official_notice() -> None:
    named = WorkingDay.objects.filter(date__year=2026)
    made_up = [day.strftime("%m%d") for day in named.filter(is_working=True).values_list("date", flat=True)]
    assert made_up == ["0104", "0214", "0228", "0509", "0920", "1010"]
    assert named.filter(is_working=False).count() == 3 + 9 + 3 + 5 + 3 + 3 + 7


def test_seeding_again_adds_nothing() -> None:
    events = Event.objects.count()
    assert calendars.seed_calendar() == []
    assert Event.objects.count() == events


def test_seeding_never_overwrites_what_an_administrator_published() -> None:
    days = {datetime.date(2026, 1, 1): SpecialDay(False, "元旦")}
    publish(days, 2026)
    calendars.seed_calendar()
    assert WorkingDay.objects.filter(date__year=2026).count() == 1


def test_publishing_says_which_days_changed_also_in_the_december_before() -> None:
    published = publish()
    assert published.changed == (datetime.date(2026, 12, 26), NEW_YEAR, datetime.date(2027, 1, 4))


def test_a_preview_changes_nothing_and_says_the_same() -> None:
    events = Event.objects.count()
    preview = calendars.preview_year(2027, DAYS)
    assert (CalendarYear.objects.count(), Event.objects.count()) == (23, events)
    assert publish().changed == preview.changed


def test_a_provisional_deadline_becomes_certain_when_its_year_is_published() -> None:
    start = datetime.date(2026, 12, 30)
    assert due(calendars.current(), start, 2, Unit.CALENDAR) == (NEW_YEAR, True)
    after = publish().calendar
    assert due(after, start, 2, Unit.CALENDAR) == (datetime.date(2027, 1, 5), False)
    assert calendars.current().is_working(NEW_YEAR) is False


def test_another_process_sees_a_new_notice_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    held = calendars.current()
    with monkeypatch.context() as patched:
        # What this process forgets by itself, another one does not.
        patched.setattr(calendars, "forget", lambda: None)
        publish()
    assert calendars.current() is held
    monkeypatch.setattr(time, "monotonic", lambda real=time.monotonic: real() + 1.0)
    assert calendars.current() is not held


def test_the_calendar_costs_no_query_while_it_is_fresh(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    calendars.current()
    with django_assert_num_queries(0):
        calendars.current()


def test_a_sweep_that_holds_the_calendar_never_asks_again(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calendars.holding() as held, monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", lambda: float("inf"))
        with django_assert_num_queries(0):
            assert calendars.current() is held


def test_publishing_again_replaces_the_earlier_notice() -> None:
    publish()
    published = publish({NEW_YEAR: SpecialDay(False, "元旦")})
    assert published.changed == (datetime.date(2026, 12, 26), datetime.date(2027, 1, 4))
    assert WorkingDay.objects.filter(date__gte=datetime.date(2026, 12, 1)).count() == 1


def test_a_later_notice_has_the_last_word_on_a_day_of_the_earlier_year() -> None:
    december = datetime.date(2026, 12, 26)
    publish({december: SpecialDay(False, "先前"), datetime.date(2026, 1, 1): SpecialDay(False, "元旦")}, 2026)
    publish({december: SpecialDay(True, "元旦")})
    assert WorkingDay.objects.get(date=december).is_working
    assert list(verify.tracked_rows()) == []


@pytest.mark.parametrize(
    ("year", "days", "sentence"),
    [
        (2027, {}, "没有任何"),
        (2028, {datetime.date(2028, 1, 1): SpecialDay(False, "元旦")}, "请先发布2027年"),
        (2003, {datetime.date(2003, 1, 1): SpecialDay(False, "元旦")}, "请先发布2027年"),
        (2027, {datetime.date(2026, 11, 30): SpecialDay(False, "元旦")}, "不在2027年的通知范围内"),
    ],
)
def test_a_notice_that_would_leave_a_gap_or_reach_too_far_is_refused(
    year: int, days: calendars.Days, sentence: str
) -> None:
    with pytest.raises(NotPublishable, match=sentence):
        publish(days, year)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.SYSTEM_ADMIN)])
def test_only_the_system_administrator_publishes(role: Role) -> None:
    with pytest.raises(NoAuthority):
        publish(acting=Acting(person=None, role=role))


def test_nobody_acting_is_refused() -> None:
    with pytest.raises(NoAuthority):
        publish(acting=None)


def test_each_publication_is_one_event_of_the_national_chain() -> None:
    publish()
    event = Event.objects.filter(subject="calendar:2027").get()
    assert (event.name, event.chain, event.actor_role) == (EventName.CALENDAR_PUBLISHED, "CN", Role.SYSTEM)
    assert event.data["days"] == len(DAYS)


def test_the_record_vouches_for_every_day() -> None:
    publish()
    publish({NEW_YEAR: SpecialDay(False, "元旦")})
    assert list(verify.tracked_rows()) == []


@pytest.mark.parametrize("change", ["altered", "removed", "added"])
def test_a_day_changed_behind_the_door_is_found(change: str) -> None:
    day = WorkingDay.objects.filter(date=datetime.date(2026, 10, 1))
    if change == "altered":
        day.update(is_working=True)
    elif change == "removed":
        day.delete()
    else:
        WorkingDay.objects.create(
            notice=CalendarYear.objects.get(year=2026),
            date=datetime.date(2026, 10, 12),
            is_working=False,
            name="-",
        )
    found = list(verify.tracked_rows())
    assert [finding.table for finding in found] == ["organizations_workingday"]
