"""How people sign in: by a username an office gave them, with an optional second factor."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account from outside, and no mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a role is given by an office, and the account with it."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """People have no e-mail address here."""


class MFAAdapter(DefaultMFAAdapter):
    """Second factors are encrypted at rest, so that a stolen database signs nobody in."""

    def _cipher(self) -> Fernet:
        digest = hashlib.sha256(settings.MFA_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it was; raises InvalidToken if the key is another one."""
        return self._cipher().decrypt(encrypted_text.encode()).decode()
