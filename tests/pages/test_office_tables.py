"""用人单位, 协作单位, 代码, 期限规则 and 升级规则 in the office pages."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Code, CodeList, Employer, PartnerBody
from organizations.roles import Role
from organizations.seeds import seed_codes
from record import verify
from tests.organizations.county import County
from tests.organizations.test_office_tables import valid_uscc
from tests.pages.test_office_units import county, signed_in, text
from workflows import rules as rulebook
from workflows.models import EscalationRow, Rule
from workflows.seeds import seed_escalation

__all__ = ["county"]


@pytest.fixture
def client(county: County) -> Client:
    """The county's administrator at work."""
    seed_codes()
    rulebook.seed_rules()
    seed_escalation()
    return signed_in(county.admin.person)


@pytest.fixture
def onlooker(county: County) -> Client:
    """A chair: reads, and changes nothing here."""
    return signed_in(county.acting("主席", Role.CHAIR, county.county).person)


def test_an_employer_with_a_wrong_number_is_refused_in_words_and_kept_on_the_page(
    county: County, client: Client
) -> None:
    wrong = valid_uscc()[:-1] + "?"
    data = {"name": "宏达纺织有限公司", "uscc": wrong, "unit": county.village.code}
    answer = client.post("/office/employers/add/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "统一社会信用代码不正确" in page
    assert "宏达纺织有限公司" in page
    assert client.post("/office/employers/add/", {**data, "uscc": valid_uscc()}).status_code == 302
    assert Employer.objects.get().uscc == valid_uscc()


def test_employers_are_filtered_by_town_and_union_and_found_by_number(county: County, client: Client) -> None:
    actions.add_employer(
        acting=SYSTEM,
        unit=county.village,
        name="宏达纺织有限公司",
        uscc=valid_uscc(),
        union=county.enterprise,
    )
    actions.add_employer(acting=SYSTEM, unit=county.other_town, name="店口五金厂")
    assert "店口五金厂" not in text(client, f"/office/employers/?town={county.town.code}")
    assert "宏达纺织有限公司" not in text(client, "/office/employers/?union=no")
    assert "宏达纺织有限公司" in text(client, f"/office/employers/?q={valid_uscc()[:8].lower()}")


def test_an_employer_is_changed_and_switched_off(county: County, client: Client) -> None:
    employer = actions.add_employer(acting=SYSTEM, unit=county.village, name="宏达")
    data = {"name": "宏达纺织有限公司", "uscc": "", "address": "", "unit": county.village.code, "union": ""}
    assert client.post(f"/office/employers/{employer.code}/", data).status_code == 302
    changed = Employer.objects.get()
    assert (changed.name, changed.is_active) == ("宏达纺织有限公司", False)
    assert verify.verify() is None


def test_a_village_is_no_employers_union(county: County, client: Client) -> None:
    data = {"name": "宏达", "unit": county.village.code, "union": county.village.code}
    assert "不是企业工会" in client.post("/office/employers/add/", data).content.decode()


def test_a_partner_body_is_added_and_changed(county: County, client: Client) -> None:
    data = {"name": "枫桥司法所", "kind": "justice_office", "beside": "枫桥镇总工会"}
    assert client.post("/office/partners/add/", data).status_code == 302
    partner = PartnerBody.objects.get()
    assert partner.beside == county.town
    assert client.post("/office/partners/add/", data).status_code == 422
    renamed = {"name": "枫桥镇司法所", "kind": "justice_office", "is_active": "on"}
    assert client.post(f"/office/partners/{partner.pk}/", renamed).status_code == 302
    assert "枫桥镇司法所" in text(client, "/office/partners/?kind=justice_office")


def test_a_code_is_added_and_a_changed_name_is_a_new_version(client: Client) -> None:
    data = {
        "code": "heat",
        "name_zh": "高温津贴",
        "name_en": "Heat allowance",
        "order": "200",
        "is_labour": "on",
    }
    assert client.post("/office/codes/category/add-entry/", data).status_code == 302
    assert client.post("/office/codes/category/add-entry/", data).status_code == 422
    bad = client.post("/office/codes/category/add-entry/", {**data, "code": "高温"})
    assert "小写英文字母" in bad.content.decode()
    changed = {
        "name_zh": "高温补贴",
        "name_en": "Heat allowance",
        "order": "200",
        "is_labour": "on",
        "is_active": "on",
    }
    assert client.post("/office/codes/category/heat/", changed).status_code == 302
    assert Code.objects.get(code="heat").version == 2
    assert "高温补贴" in text(client, "/office/codes/")
    assert client.get("/office/codes/nonsense/add-entry/").status_code == 404


def test_each_list_of_codes_has_its_page(client: Client) -> None:
    for code_list in CodeList:
        assert text(client, f"/office/codes/?list={code_list}").count("<tr>") > 3


def test_rules_are_found_by_law_place_and_state_of_checking(client: Client) -> None:
    assert "mediation_close" not in text(client, "/office/rules/?q=不存在的法律")
    page = text(client, "/office/rules/?q=mediation_close")
    assert "15 日" in page
    local = text(client, "/office/rules/?where=zhejiang")
    assert "/office/rules/mediation_close/" not in local
    own = text(client, "/office/rules/?sort=own")
    assert "内部目标" in own
    assert "/office/rules/mediation_close/" not in own


def version_of(rule: Rule, **changes: object) -> dict[str, str]:
    """A filled-in form of a new version of ``rule``."""
    names = (
        "name_zh", "name_en", "law", "article", "jurisdiction", "overrides", "kind", "days", "months", "unit",
        "starts_on", "bound_party", "consequence", "checked", "source", "note",
    )  # fmt: skip
    values = {name: getattr(rule, name) for name in names} | changes
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_an_administrator_adds_a_version_of_a_rule_without_a_programmer(client: Client) -> None:
    old = rulebook.book().latest("mediation_close")
    data = version_of(old, days=20, effective_from="2030-01-01", checked="primary")
    answer = client.post("/office/rules/mediation_close/version/", data)
    assert answer.status_code == 302, answer.content.decode()
    newest = rulebook.book().latest("mediation_close")
    assert (newest.version, newest.days) == (old.version + 1, 20)
    page = text(client, "/office/rules/mediation_close/")
    assert "2030-01-01 起生效" in page
    assert verify.verify() is None


def test_a_rule_in_days_and_months_at_once_is_refused(client: Client) -> None:
    old = rulebook.book().latest("mediation_close")
    answer = client.post("/office/rules/mediation_close/version/", version_of(old, months=1))
    assert answer.status_code == 422
    assert "期限不能同时有日数和月数" in answer.content.decode()


def test_a_rule_is_retired_and_says_so(client: Client) -> None:
    answer = client.post("/office/rules/mediation_close/retire/", {"last_day": "2026-01-31"})
    assert answer.status_code == 302
    assert "已停用" in text(client, "/office/rules/mediation_close/")
    again = client.post("/office/rules/mediation_close/retire/", {"last_day": "2026-01-31"})
    assert again.status_code == 422


def test_a_new_rule_of_our_own_is_added(client: Client) -> None:
    old = next(
        rule for versions in rulebook.book().versions.values() for rule in versions if rule.is_internal
    )
    data = {
        **version_of(old, days=3, unit="working", law="本县规定"),
        "rule_id": "own_target",
        "is_internal": "on",
    }
    assert client.post("/office/rules/add-rule/", data).status_code == 302
    assert rulebook.book().latest("own_target").days == 3
    assert client.post("/office/rules/add-rule/", data).status_code == 422


def test_an_escalation_row_is_changed_as_a_new_version(client: Client) -> None:
    row = EscalationRow.objects.get(code="assign:+2working:hand_up")
    data = {"act": "hand_up", "offset": "3", "unit": "working", "level": "", "is_active": "on"}
    assert client.post(f"/office/escalation/{row.pk}/", data).status_code == 302
    changed = EscalationRow.objects.get(pk=row.pk)
    assert (changed.offset, changed.version) == (3, 2)
    assert "逾期 3 个工作日" in text(client, "/office/escalation/?act=hand_up")
    assert verify.verify() is None


def test_a_case_is_not_handed_up_before_its_deadline(client: Client) -> None:
    row = EscalationRow.objects.get(code="assign:+2working:hand_up")
    data = {"act": "hand_up", "offset": "-1", "unit": "working", "level": "", "is_active": "on"}
    assert "还没有到期" in client.post(f"/office/escalation/{row.pk}/", data).content.decode()


def test_what_the_law_ends_by_itself_is_not_an_offices_to_switch_off(client: Client) -> None:
    for row in EscalationRow.objects.filter(act="lapse"):
        assert client.get(f"/office/escalation/{row.pk}/").status_code == 404


def test_an_escalation_row_is_added_once(client: Client) -> None:
    data = {
        "kind": "dispute",
        "rule_id": "assign",
        "act": "tell",
        "offset": "9",
        "unit": "working",
        "level": "3",
    }
    assert client.post("/office/escalation/add/", data).status_code == 302
    assert client.post("/office/escalation/add/", data).status_code == 422
    assert client.post("/office/escalation/add/", data | {"kind": "wage_arrears"}).status_code == 302
    assert EscalationRow.objects.get(code="wage_arrears:assign:+9working:tell@3").kind == "wage_arrears"
    assert verify.verify() is None


CHANGES = (
    "/office/employers/add/", "/office/partners/add/", "/office/codes/category/add-entry/",
    "/office/codes/category/other/", "/office/rules/add-rule/", "/office/rules/mediation_close/version/",
    "/office/rules/mediation_close/retire/", "/office/escalation/add/", "/office/calendar/upload/",
    "/office/calendar/publish/",
)  # fmt: skip


@pytest.mark.parametrize("address", CHANGES)
def test_only_administrators_change_anything_here(client: Client, onlooker: Client, address: str) -> None:
    assert onlooker.post(address, {}).status_code == 403


LISTS = ("employers", "partners", "people", "calendar", "rules", "codes", "escalation")


@pytest.mark.parametrize("section", LISTS)
def test_everybody_in_the_union_may_read_the_lists(client: Client, onlooker: Client, section: str) -> None:
    page = text(onlooker, f"/office/{section}/")
    assert 'fq-btn--primary" href' not in page


def test_lists_cost_as_many_queries_with_many_rows_as_with_few(
    county: County, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(31):
        actions.add_employer(acting=SYSTEM, unit=county.village, name=f"第{number}厂")
        actions.add_partner(acting=SYSTEM, beside=county.village, kind="other", name=f"第{number}办")
    rulebook.book()
    for section, most in (("employers", 8), ("partners", 8), ("codes", 7), ("escalation", 7), ("rules", 5)):
        with django_assert_max_num_queries(most):
            text(client, f"/office/{section}/")
