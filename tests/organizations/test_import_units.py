"""``fengqiao import-units`` sets a union at each division, once."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.imports.units import ZHEJIANG
from organizations.models import Unit
from record.models import Event

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "divisions_sample.csv"

pytestmark = pytest.mark.django_db


def import_units(path: Path, *arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import-units", str(path), "--json", *arguments, stdout=out, stderr=io.StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_each_division_gets_its_union_below_its_parents_and_a_second_time_adds_none() -> None:
    assert import_units(SAMPLE)["added"] == 102
    town = Unit.objects.get(division_code="330681109")
    assert (town.name, town.kind, town.short_name) == ("枫桥镇总工会", "town", "枫桥镇")
    assert town.parent is not None
    assert town.path.startswith(town.parent.path)
    before = set(Unit.objects.values_list("code", "path"))
    again = import_units(SAMPLE)
    assert (again["read"], again["added"], again["known"]) == (102, 0, 102)
    assert set(Unit.objects.values_list("code", "path")) == before


def test_a_root_brings_in_its_subtree_and_a_wider_one_later_the_rest() -> None:
    answer = import_units(SAMPLE, "--root", "330681")
    assert answer["added"] + answer["left_out"] == 102
    assert not Unit.objects.filter(division_code__startswith="330382").exists()
    assert import_units(SAMPLE)["added"] == answer["left_out"]


def test_what_an_office_has_changed_stays_as_it_is() -> None:
    import_units(SAMPLE, "--root", "330681")
    Unit.objects.filter(division_code="330681109").update(name="枫桥镇工会联合会", code="ZJ-FQ")
    assert import_units(SAMPLE)["refused"] == []
    assert Unit.objects.get(division_code="330681109").name == "枫桥镇工会联合会"
    assert Unit.objects.filter(short_name="枫桥镇").count() == 1


def test_bad_rows_are_named_and_the_good_ones_stand(tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv"
    file.write_text("code,name,level,parent\n33,浙江省,province,\n3306,绍兴市,city,99\n", encoding="utf-8")
    answer = import_units(file)
    assert (answer["read"], answer["added"]) == (2, 1)
    assert [(bad["row"], bad["column"]) for bad in answer["refused"]] == [(3, "parent")]
    out = io.StringIO()
    call_command("import-units", str(file), stdout=out, stderr=io.StringIO())
    assert "第 3 行(parent)" in out.getvalue()


def test_the_import_is_on_record_and_sealed_when_the_command_ends() -> None:
    import_units(SAMPLE, "--root", "330681")
    assert Event.objects.filter(chain="330681", name="units_imported").exists()
    assert not Event.objects.filter(position__isnull=True).exists()


def test_a_file_that_is_not_there_or_no_table_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="打不开"):
        import_units(tmp_path / "none.csv")
    (tmp_path / "some.csv").write_bytes(b"PK\x03\x04\0")
    with pytest.raises(CommandError, match="CSV"):
        import_units(tmp_path / "some.csv")


@pytest.mark.slow
def test_all_of_zhejiang_is_in_and_twice_adds_nothing() -> None:
    assert import_units(ZHEJIANG)["added"] == 27_036
    again = import_units(ZHEJIANG)
    assert (again["added"], again["known"], again["refused"]) == (0, 27_036, [])
