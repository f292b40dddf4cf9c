"""What every answer carries: its language, its security headers; and who may not open an account."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

pytestmark = [pytest.mark.tooling, pytest.mark.django_db]

SIGN_IN = "/accounts/login/"


def test_a_browser_set_to_english_still_gets_chinese(client: Client) -> None:
    answer = client.get(SIGN_IN, headers={"accept-language": "en-US,en;q=0.9"})
    assert answer.headers["Content-Language"] == "zh-hans"


def test_a_person_who_chose_english_gets_english(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": SIGN_IN})
    assert client.get(SIGN_IN).headers["Content-Language"] == "en"


def test_a_language_we_do_not_speak_is_chinese(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx'<script>"
    assert client.get(SIGN_IN).headers["Content-Language"] == "zh-hans"


def test_no_page_runs_a_script_that_somebody_typed(client: Client) -> None:
    answer = client.get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    body = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)


def test_no_other_site_frames_us_or_learns_where_a_person_was(client: Client) -> None:
    headers = client.get(SIGN_IN).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(client: Client) -> None:
    cookies = client.get(SIGN_IN).cookies
    assert cookies[settings.CSRF_COOKIE_NAME]["httponly"]
    assert cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"])
def test_nobody_opens_an_account_from_outside(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_sign_up_has_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_second_factor_is_not_stored_in_clear() -> None:
    adapter = get_adapter()
    stored = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"
