"""人员 in the office pages: accounts, posts, certificates, deputies."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Deputy, Person, Post
from organizations.roles import Role
from record.timekeeping import today
from tests.organizations.county import START, County
from tests.pages.test_office_units import county, signed_in, text

__all__ = ["county"]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def client(county: County) -> Client:
    """The county's administrator at work."""
    return signed_in(county.admin.person)


def person_data(**changes: str) -> dict[str, str]:
    """A filled-in form."""
    data = {
        "name": "钱多多",
        "username": "qian",
        "phone": "13900000001",
        "unit": "330681109",
        "password": "Feng-qiao-2026",
    }
    return {**data, **changes}


def test_a_person_is_added_and_the_next_page_is_the_post(county: County, client: Client) -> None:
    answer = client.post("/office/people/add/", person_data())
    added = Person.objects.get(username="qian")
    assert answer["Location"] == f"/office/people/{added.pk}/post/"
    assert added.check_password("Feng-qiao-2026")
    assert added.unit == county.town


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("password", "12345", ""),
        ("username", "user-管理员", ""),
        ("unit", "某处", "没有找到"),
        ("name", "", ""),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    county: County, client: Client, field: str, value: str, sentence: str
) -> None:
    answer = client.post("/office/people/add/", person_data(**{field: value}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "13900000001" in page
    assert f"#id_{field}" in page
    assert sentence in page


def test_the_list_filters_by_role_state_and_certificate(county: County, client: Client) -> None:
    county.post("李调解", Role.MEDIATOR, county.town)
    actions.give_post(
        acting=SYSTEM, person=county.person("周监督"), role=Role.LABOUR_INSPECTOR, place=county.town, starts_on=START,
        certificate="监001", certificate_expires_on=today() + 10 * DAY,
    )  # fmt: skip
    actions.give_post(
        acting=SYSTEM, person=county.person("吴过期"), role=Role.LABOUR_INSPECTOR, place=county.town, starts_on=START,
        certificate="监002", certificate_expires_on=today() - DAY,
    )  # fmt: skip
    actions.deactivate_person(county.person("郑离职"), acting=county.admin)
    assert names(text(client, "/office/people/?role=mediator")) == {"李调解"}
    assert names(text(client, "/office/people/?certificate=soon")) == {"周监督"}
    assert names(text(client, "/office/people/?certificate=over")) == {"吴过期"}
    assert names(text(client, "/office/people/?state=off")) == {"郑离职"}
    assert "郑离职" not in names(text(client, "/office/people/"))
    assert "到期" in text(client, "/office/people/?certificate=soon")


def names(page: str) -> set[str]:
    """Which of the invented people a page shows."""
    return {name for name in ("李调解", "周监督", "吴过期", "郑离职", "管理员") if f">{name}</a>" in page}


def test_a_telephone_number_is_masked_for_who_does_not_manage_the_account(county: County) -> None:
    person = actions.add_person(
        acting=SYSTEM,
        unit=county.town,
        username="qian",
        name="钱多多",
        phone="13912345678",
        password="long-enough-1",
    )
    chair = signed_in(county.acting("主席", Role.CHAIR, county.town).person)
    for address in ("/office/people/", f"/office/people/{person.pk}/"):
        assert "13912345678" not in text(chair, address)
    assert "13912345678" in text(signed_in(county.admin.person), f"/office/people/{person.pk}/")


def test_people_of_another_town_are_not_to_be_found(county: County) -> None:
    other = county.person("店口人", county.other_town)
    client = signed_in(county.acting("主席", Role.CHAIR, county.town).person)
    assert "店口人" not in text(client, "/office/people/")
    assert client.get(f"/office/people/{other.pk}/").status_code == 404


def test_a_post_is_given_with_its_certificate_or_refused_without(county: County, client: Client) -> None:
    person = county.person("周监督", county.town)
    data = {"role": "labour_inspector", "place": county.town.code, "starts_on": "2026-01-01"}
    address = f"/office/people/{person.pk}/post/"
    assert client.post(address, data).status_code == 422
    done = client.post(address, {**data, "certificate": "监001", "certificate_expires_on": "2028-01-01"})
    assert done.status_code == 302
    assert Post.objects.get(person=person).certificate == "监001"
    again = client.post(address, {**data, "certificate": "监001", "certificate_expires_on": "2028-01-01"})
    assert again.status_code == 422
    assert "已担任同一职务" in again.content.decode()


def test_an_employers_representative_is_tied_to_an_employer_by_name(county: County, client: Client) -> None:
    employer = actions.add_employer(acting=SYSTEM, unit=county.village, name="宏达纺织有限公司")
    person = county.person("人事经理", county.village)
    data = {"role": "employer_rep", "starts_on": "2026-01-01", "place": "", "employer": "宏达纺织有限公司"}
    assert client.post(f"/office/people/{person.pk}/post/", data).status_code == 302
    assert Post.objects.get(person=person).employer == employer
    missing = client.post(f"/office/people/{person.pk}/post/", {**data, "employer": "没有这家"})
    assert missing.status_code == 422


def test_a_post_ends_on_the_day_that_was_typed(county: County, client: Client) -> None:
    post = county.post("李调解", Role.MEDIATOR, county.town)
    assert client.post(f"/office/posts/{post.pk}/end/", {"ends_on": "2023-01-01"}).status_code == 422
    assert client.post(f"/office/posts/{post.pk}/end/", {"ends_on": "2026-01-31"}).status_code == 302
    assert Post.objects.get(pk=post.pk).ends_on == datetime.date(2026, 1, 31)


def test_a_holder_names_their_own_deputy_and_a_colleague_does_not(county: County) -> None:
    post = county.post("李调解", Role.MEDIATOR, county.town)
    deputy = county.person("代理人", county.town)
    data = {"person": str(deputy.pk), "starts_on": str(today()), "ends_on": str(today() + DAY)}
    address = f"/office/posts/{post.pk}/deputy/"
    colleague = signed_in(county.acting("同事", Role.MEDIATOR, county.town).person)
    assert colleague.get(address).status_code == 403
    assert colleague.post(address, data).status_code == 403
    holder = signed_in(post.person)
    assert "指定代理人" in text(holder, f"/office/people/{post.person_id}/")
    assert holder.post(address, data).status_code == 302
    named = Deputy.objects.get()
    assert holder.post(address, data).status_code == 422
    assert holder.post(f"/office/deputies/{named.pk}/end/", {"ends_on": str(today())}).status_code == 302
    assert Deputy.objects.get().ends_on == today()


def test_only_who_may_stand_in_is_offered_each_with_their_post(county: County) -> None:
    post = county.post("赵主席", Role.CHAIR, county.town)
    home = {"unit": county.town}
    county.person("钱调解", **home)
    county.post("钱调解", Role.MEDIATOR, county.town)
    county.person("孙无职", **home)
    county.person("周代表", **home)
    shop = actions.add_employer(acting=SYSTEM, unit=county.enterprise, name="示例纺织有限公司")
    court = actions.add_partner(acting=SYSTEM, beside=county.county, kind="court", name="枫桥人民法庭")
    for name, role, place in (("周代表", Role.EMPLOYER_REP, shop), ("吴法官", Role.PARTNER_OFFICER, court)):
        actions.give_post(
            acting=SYSTEM, person=county.person(name, **home), role=role, place=place, starts_on=START
        )
    county.person("郑管理", **home)
    county.post("郑管理", Role.AUDIT_ADMIN, county.town)
    html = text(signed_in(county.person("赵主席")), f"/office/posts/{post.pk}/deputy/?only_approvals=1")
    assert f"钱调解（{county.town.name} 调解员）" in html
    assert f"孙无职（{county.town.name}）" in html
    assert "审批可以由代理人代签" in html
    assert "这个职务的工作和签字由代理人办理" not in html
    for name in ("周代表", "吴法官", "郑管理"):
        assert name not in html, name


def test_an_information_officer_opens_their_own_page_and_nobody_elses(county: County) -> None:
    officer = county.acting("信息员", Role.INFO_OFFICER, county.village).person
    other = county.person("同村人", county.village)
    client = signed_in(officer)
    assert officer is not None
    own = client.get(f"/office/people/{officer.pk}/")
    assert own.status_code == 200
    # No way is shown to a list that would be refused.
    assert 'href="/office/people/"' not in own.content.decode()
    assert client.get("/office/people/").status_code == 403
    assert client.get(f"/office/people/{other.pk}/").status_code == 404


def test_who_may_see_the_list_is_shown_the_way_back_to_it(county: County, client: Client) -> None:
    person = county.person("郑在职", county.town)
    assert 'href="/office/people/"' in text(client, f"/office/people/{person.pk}/")


def test_a_deactivated_person_cannot_sign_in_again(county: County, client: Client) -> None:
    person = county.person("郑离职", county.town)
    page = text(client, f"/office/people/{person.pk}/deactivate/")
    assert "不能再登录" in page
    assert client.post(f"/office/people/{person.pk}/deactivate/").status_code == 302
    assert not Client().login(username=person.username, password="long-enough-1")


def test_a_new_password_signs_the_person_out_elsewhere(county: County, client: Client) -> None:
    person = county.acting("李调解", Role.MEDIATOR, county.town).person
    elsewhere = signed_in(person)
    assert elsewhere.get("/office/").status_code == 200
    assert person is not None
    client.post(f"/office/people/{person.pk}/password/", {"password": "Feng-qiao-2027"})
    assert elsewhere.get("/office/").status_code == 302


def test_only_the_administrator_changes_accounts(county: County) -> None:
    person = county.person("李调解", county.town)
    chair = signed_in(county.acting("主席", Role.CHAIR, county.town).person)
    for step in ("change", "password", "deactivate", "post"):
        assert chair.get(f"/office/people/{person.pk}/{step}/").status_code == 403
        assert chair.post(f"/office/people/{person.pk}/{step}/", {}).status_code == 403
    assert chair.post("/office/people/add/", person_data()).status_code == 403


def test_lists_cost_as_many_queries_with_many_people_as_with_few(
    county: County, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post = county.post("主席", Role.CHAIR, county.town)
    for number in range(28):
        county.post(f"调解员{number}", Role.MEDIATOR, county.town)
        actions.name_deputy(
            acting=SYSTEM, post=post, person=county.person(f"调解员{number}"), starts_on=START + 2 * number * DAY,
            ends_on=START + (2 * number + 1) * DAY,
        )  # fmt: skip
    for address, most in (
        ("/office/people/", 8),
        (f"/office/people/{post.person_id}/", 9),
        ("/office/people/?role=mediator", 8),
    ):
        with django_assert_max_num_queries(most):
            text(client, address)
