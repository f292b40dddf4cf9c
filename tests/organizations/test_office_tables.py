"""Employers, partner bodies and codes."""

from __future__ import annotations

import pytest

from organizations import actions
from organizations.acting import SYSTEM
from organizations.errors import Duplicate, NoAuthority, WrongPlace, WrongValue
from organizations.models import Code, CodeList, Employer
from organizations.roles import Role
from organizations.seeds import LISTS, seed_codes
from record import verify
from record.models import Event
from tests.organizations.county import County

USCC = "91330681MA2D8J1X1M"


def valid_uscc() -> str:
    """An invented number with a right check digit."""
    from stdnum.cn import uscc

    body = "91330681MA2D8J1X1"
    return body + uscc.calc_check_digit(body)


def test_an_employers_number_is_checked_and_written_in_capitals(county: County) -> None:
    number = valid_uscc()
    employer = actions.add_employer(
        acting=county.admin, unit=county.village, name="宏达纺织有限公司", uscc=f" {number.lower()} "
    )
    assert employer.uscc == number
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    with pytest.raises(WrongValue) as refused:
        actions.add_employer(acting=county.admin, unit=county.village, name="别家有限公司", uscc=wrong)
    assert refused.value.field == "uscc"
    with pytest.raises(Duplicate):
        actions.add_employer(acting=county.admin, unit=county.village, name="第三家有限公司", uscc=number)


def test_employers_without_a_number_do_not_collide(county: County) -> None:
    for name in ("甲作坊", "乙作坊"):
        actions.add_employer(acting=county.admin, unit=county.village, name=name, uscc="")
    assert Employer.objects.filter(uscc=None).count() == 2


def test_only_an_enterprise_union_can_be_an_employers_union(county: County) -> None:
    with pytest.raises(WrongPlace):
        actions.add_employer(acting=county.admin, unit=county.village, name="宏达", union=county.village)
    employer = actions.add_employer(
        acting=county.admin, unit=county.village, name="宏达", union=county.enterprise
    )
    assert actions.change_employer(employer, acting=county.admin, union=None).union is None
    assert verify.verify() is None


def test_employers_and_partners_are_changed_only_by_an_administrator_of_the_place(county: County) -> None:
    employer = actions.add_employer(acting=SYSTEM, unit=county.village, name="宏达")
    partner = actions.add_partner(acting=SYSTEM, beside=county.town, kind="justice_office", name="司法所")
    for acting in (None, county.acting("店口管理员", Role.SYSTEM_ADMIN, county.other_town)):
        with pytest.raises(NoAuthority):
            actions.change_employer(employer, acting=acting, name="改名")  # type: ignore[arg-type]  # nobody acting
        with pytest.raises(NoAuthority):
            actions.change_partner(partner, acting=acting, name="改名")  # type: ignore[arg-type]
        with pytest.raises(NoAuthority):
            actions.add_employer(acting=acting, unit=county.village, name="新家")  # type: ignore[arg-type]
        with pytest.raises(NoAuthority):
            actions.add_partner(acting=acting, beside=county.town, kind="court", name="法庭")  # type: ignore[arg-type]


def test_a_partner_stands_once_beside_a_unit(county: County) -> None:
    actions.add_partner(acting=county.admin, beside=county.town, kind="justice_office", name="司法所")
    with pytest.raises(Duplicate):
        actions.add_partner(acting=county.admin, beside=county.town, kind="other", name="司法所")


def test_codes_are_seeded_once_and_keep_what_an_office_changed(db: None) -> None:
    seed_codes()
    assert Code.objects.count() == sum(len(names) for _, names in LISTS.values())
    wages = Code.objects.get(list=CodeList.CATEGORY, code="unpaid_wages")
    actions.change_code(wages, acting=SYSTEM, name_zh="拖欠工资")
    assert seed_codes() == 0
    assert Code.objects.get(pk=wages.pk).name_zh == "拖欠工资"
    assert verify.verify() is None


def test_family_and_neighbours_are_no_labour_disputes(db: None) -> None:
    seed_codes()
    apart = Code.objects.filter(is_labour=False).values_list("code", flat=True)
    assert set(apart) == {"neighbours", "family", "other"}


def test_a_changed_code_is_a_new_version(county: County) -> None:
    entry = actions.add_code(
        acting=county.admin, list=CodeList.CATEGORY, code="heat", name_zh="高温津贴", name_en="Heat allowance"
    )
    changed = actions.change_code(entry, acting=county.admin, name_zh="高温补贴")
    assert (entry.version, changed.version) == (1, 2)
    assert [event.version for event in Event.objects.filter(subject="code:category:heat").order_by("id")] == [
        1,
        2,
    ]


def test_codes_are_the_county_administrators_to_change(county: County) -> None:
    town_admin = county.acting("镇管理员", Role.SYSTEM_ADMIN, county.town)
    for acting in (None, town_admin, county.acting("主席", Role.CHAIR, county.county)):
        with pytest.raises(NoAuthority):
            actions.add_code(acting=acting, list=CodeList.ROAD, code="x", name_zh="甲", name_en="A")  # type: ignore[arg-type]  # nobody


@pytest.mark.parametrize("code", ["", "Heat", "高温", "1heat", "heat allowance"])
def test_a_code_is_small_letters_digits_and_underscores(county: County, code: str) -> None:
    with pytest.raises(WrongValue):
        actions.add_code(
            acting=county.admin, list=CodeList.CATEGORY, code=code, name_zh="高温津贴", name_en="Heat"
        )


def test_every_seeded_code_has_both_names(db: None) -> None:
    seed_codes()
    assert not Code.objects.filter(name_en="").exists()
    assert not Code.objects.filter(name_zh="").exists()
