"""Signing in, the second factor, the password: every page of allauth that can be reached is ours and in Chinese."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client

from organizations.models import Person

pytestmark = pytest.mark.django_db

PASSWORD = "pine-bridge-2026"
OURS = 'class="fq-top"'


@pytest.fixture
def chen() -> Person:
    """A mediator who signs in."""
    return Person.objects.create_user("chen", PASSWORD, name="陈立")


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    """The answer to the sign-in form."""
    return client.post("/accounts/login/", {"login": "chen", "password": password})


def page(client: Client, address: str) -> str:
    """A page of ours, as text."""
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == 200, (address, answer.headers.get("Location"))
    assert OURS in html, address
    heading = re.search(r"<h1[^>]*>([^<]+)</h1>", html)
    assert heading is not None
    assert re.search(r"[\u4e00-\u9fff]", heading[1])
    return html


def code_now(secret: str) -> str:
    """What the phone would show."""
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def prove(client: Client) -> None:
    """Shows the password once more, as a step that matters asks."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/"})
    assert answer.status_code == 302


def switch_on(client: Client) -> str:
    """Turns the second factor on; its secret."""
    prove(client)
    html = page(client, "/accounts/2fa/totp/activate/")
    found = re.search(r'<strong[^>]*translate="no">([A-Z2-7]+)<', html)
    assert found is not None
    assert "id_code_error" in client.post("/accounts/2fa/totp/activate/", {"code": "0"}).content.decode()
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(found[1])})
    assert answer.status_code == 302
    return found[1]


def test_a_wrong_password_gets_a_sentence_and_keeps_the_name(client: Client, chen: Person) -> None:
    html = sign_in(client, "wrong").content.decode()
    assert OURS in html
    assert 'value="chen"' in html
    assert 'role="alert"' in html
    assert "wrong" not in html


def test_the_sign_in_page_says_who_can_help_and_offers_no_account(client: Client) -> None:
    html = page(client, "/accounts/login/")
    assert "系统管理员" in html
    assert "/signup" not in html
    assert "/password/reset" not in html


def test_every_page_about_ones_own_account_is_ours(client: Client, chen: Person) -> None:
    assert sign_in(client).status_code == 302
    for address in (
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/logout/",
        "/accounts/inactive/",
    ):
        page(client, address)


def test_a_password_is_changed_and_a_weak_one_refused_with_a_reason(client: Client, chen: Person) -> None:
    sign_in(client)
    weak = {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    html = client.post("/accounts/password/change/", weak).content.decode()
    assert "id_password1_error" in html
    good = {**weak, "password1": "a-longer-pine-2027", "password2": "a-longer-pine-2027"}
    assert client.post("/accounts/password/change/", good).status_code == 302
    chen.refresh_from_db()
    assert chen.check_password("a-longer-pine-2027")


def test_the_second_factor_is_switched_on_asked_for_and_switched_off(client: Client, chen: Person) -> None:
    sign_in(client)
    switch_on(client)
    codes = page(client, "/accounts/2fa/recovery-codes/")
    recovery = re.findall(r'<li class="fq-num">([^<]+)</li>', codes)
    assert len(recovery) == 10
    page(client, "/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/logout/")

    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    page(client, "/accounts/2fa/authenticate/")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "id_code_error" in wrong
    assert client.post("/accounts/2fa/authenticate/", {"code": recovery[0]}).status_code == 302

    prove(client)
    page(client, "/accounts/2fa/totp/deactivate/")
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert "还没有开启" in page(client, "/accounts/2fa/")


def test_identity_is_proved_again_by_password_or_by_code(client: Client, chen: Person) -> None:
    sign_in(client)
    page(client, "/accounts/reauthenticate/")
    switch_on(client)
    page(client, "/accounts/2fa/reauthenticate/")


def test_a_forged_form_gets_a_sentence_and_not_a_traceback() -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/accounts/login/", {"login": "chen", "password": PASSWORD}
    )
    assert answer.status_code == 403
    assert "刷新以后再提交" in answer.content.decode()
