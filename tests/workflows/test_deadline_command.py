"""`fengqiao deadline`: an answer, or one plain sentence and status 2."""

import io
import json
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from organizations import calendar as calendars
from organizations.models import CalendarYear, WorkingDay
from workflows import rules
from workflows.management.commands.deadline import Command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    calendars.seed_calendar()
    rules.seed_rules()
    rules.forget()
    yield
    rules.forget()


def answer(*arguments: str) -> str:
    out = io.StringIO()
    call_command("deadline", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("deadline", *arguments, stdout=io.StringIO(), stderr=err)
    assert ended.value.code == 2
    return err.getvalue()


def streamed(text: str | bytes) -> list[dict[str, object]]:
    out = io.StringIO()
    data = text if isinstance(text, bytes) else text.encode()
    call_command("deadline", "-", stdin=io.BytesIO(data), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_answer_is_the_day_whether_it_is_provisional_and_why() -> None:
    found = json.loads(answer("--days", "15", "--unit", "calendar", "--from", "2026-09-28", "--json"))
    assert (found["due"], found["provisional"]) == ("2026-10-13", False)
    assert len(found["steps"]) == 16
    assert found["steps"][0] == {
        "date": "2026-09-28", "counted": None, "code": "start", "reason": "开始的当日不计入",
    }  # fmt: skip


def test_without_json_it_is_chinese_prose() -> None:
    text = answer("--days", "15", "--from", "2026-09-28")
    assert text.startswith("期限至 2026年10月13日(星期二) 24时届满。\n")
    assert "2026-10-01 星期四 第3日(国庆节放假)" in text


def test_a_rule_is_counted_by_its_own_term() -> None:
    found = json.loads(answer("--rule", "mediation_close", "--from", "2026-09-28", "--json"))
    assert found["due"] == "2026-10-13"


def test_a_provincial_rule_overrides_the_national_one_only_there() -> None:
    nation = json.loads(answer("--rule", "injury_accept", "--from", "2026-09-28", "--json"))
    zhejiang = json.loads(
        answer("--rule", "injury_accept", "--jurisdiction", "zhejiang", "--from", "2026-09-28", "--json")
    )
    county = json.loads(
        answer("--rule", "injury_accept", "--jurisdiction", "330681", "--from", "2026-09-28", "--json")
    )
    assert (nation["due"], zhejiang["due"], county["due"]) == ("2026-10-13", "2026-10-10", "2026-10-10")


def test_a_hearing_notice_is_counted_backward() -> None:
    found = json.loads(answer("--rule", "arb_hearing_notice", "--from", "2026-10-15", "--json"))
    assert found["due"] == "2026-10-09"


def test_any_term_can_be_counted_backward() -> None:
    found = json.loads(answer("--days", "3", "--unit", "working", "--back", "--from", "2026-10-08", "--json"))
    assert found["due"] == "2026-09-28"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "请给出 --days 或 --rule"),
        (("--days", "abc"), "要写成整数"),
        (("--days", "1.5"), "要写成整数"),
        (("--days", "-3"), "不能是负数"),
        (("--days", "3", "--unit", "weeks"), "单位只能是"),
        (("--days", "3", "--unit", "hours"), "单位只能是"),
        (("--days", "3", "--from", "28.9.2026"), "日期要写成"),
        (("--days", "3", "--from", "2026-02-30"), "没有这一天"),
        (("--days", "3", "--from", "1999-01-01"), "只能推算"),
        (("--days", "99999999999999999999"), "只能推算"),
        (("--rule", "no_such"), "没有编号为 no_such"),
        (("--rule", "mediation_close", "--days", "3"), "不能再给"),
        (("--rule", "mediation_close", "--jurisdiction", "mars"), "没有适用地域 mars"),
        (("--rule", "union_refuse_zj", "--jurisdiction", "national"), "不适用"),
        (("--rule", "union_tip_reply"), "没有固定期限"),
        (("--rule", "emergency_report"), "以小时计"),
        (("something",), "参数不能识别"),
    ],
)
def test_a_question_without_an_answer_gets_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    said = refusal(*arguments)
    assert sentence in said
    assert said.count("\n") == 1


def test_an_unknown_option_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["fengqiao", "deadline", "--nonsense"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "命令的参数不能识别，用法见 fengqiao deadline --help。\n"


def test_each_line_is_answered_by_one_line_and_a_bad_one_stops_nothing() -> None:
    good = '{"start": "2026-09-28", "n": 15, "unit": "calendar"}'
    bad = ["", "nonsense", "[1]", "{}", '{"start": "2026-09-28"}', "[" * 9000, '{"n": NaN}', "x" * 50_000]
    found = streamed("\n".join([good, *bad, good]))
    assert found[0] == found[-1] == {"due": "2026-10-13", "provisional": False}
    assert len(found) == len(bad) + 2
    assert all(list(line) == ["error"] for line in found[1:-1])


def test_a_line_may_count_backward_name_a_rule_and_ask_why() -> None:
    found = streamed(
        '{"start": "2026-10-08", "n": 3, "unit": "working", "back": true}\n'
        '{"start": "2026-09-28", "rule": "injury_accept", "jurisdiction": "zhejiang"}\n'
        '{"start": "2026-09-28", "n": 1, "unit": "calendar", "steps": true}\n'
    )
    assert [line["due"] for line in found] == ["2026-09-28", "2026-10-10", "2026-09-29"]
    assert [len(line) for line in found] == [2, 2, 3]


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    assert list(streamed(b'\xff\xfe\n{"start": "2026-09-28", "n": 1}\n')[0]) == ["error"]


def test_an_endless_line_is_refused_without_being_kept() -> None:
    found = streamed("x" * 3_000_000 + '\n{"start": "2026-09-28", "n": 1}')
    assert found == [{"error": "这一行太长。"}, {"due": "2026-09-29", "provisional": False}]


def test_many_lines_cost_no_more_queries_than_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    line = '{"start": "2026-09-28", "rule": "mediation_close"}\n'
    rules.forget()
    with django_assert_num_queries(4):
        assert len(streamed(line * 500)) == 500


def test_before_the_first_migration_the_built_in_calendar_answers() -> None:
    WorkingDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    err, out = io.StringIO(), io.StringIO()
    call_command("deadline", "--days", "15", "--from", "2026-09-28", "--json", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["due"] == "2026-10-13"
    assert "软件自带" in err.getvalue()
