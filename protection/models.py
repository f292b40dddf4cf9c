"""Erasable personal data, and the employer's own table."""

from __future__ import annotations

import hashlib
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalData(models.Model):
    """个人信息, encrypted. Erasing it by law empties salt and ciphertext; the record keeps a digest that then says nothing."""

    TRACKED_KEY = "key"
    TRACKED = ("fingerprint", "erased_at")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    salt = models.BinaryField()
    ciphertext = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.key)

    @property
    def fingerprint(self) -> str:
        """Hash of what is stored, salted by its own random nonce: it tells nothing of the text, before or after erasure."""
        return hashlib.sha256(bytes(self.salt) + bytes(self.ciphertext)).hexdigest()


class NoticeKind(models.TextChoices):
    """The papers an employer may receive in a dispute."""

    VERIFY = "verify", _("情况核实函")
    TIP = "tip", _("工会劳动法律监督提示函")
    OPINION = "opinion", _("工会劳动法律监督意见书")
    MEDIATION = "mediation", _("调解征询函")
    AGREEMENT = "agreement", _("调解协议履行提示")
    SESSION = "session", _("协商会议通知")
    PROPOSAL = "proposal", _("协商方案征求意见")
    SIGNING = "signing", _("协议签署通知")


class EmployerNotice(models.Model):
    """All an employer can ever see. Written by ``perform()`` from what does not depend on who reported.

    ``body_key`` is the text of a proposal put to it as a side of a table, ``question`` and ``round`` the approval it answers.
    ``number`` is random, not counted: a count would tell whether others reported. ``case_code`` is for the handlers'
    side only and never shown. ``applicant`` is empty until the worker agreed to be named and that was recorded.
    """

    TRACKED = (
        "employer_code", "case_code", "kind", "issued_on", "issuer", "subject", "asks", "reply_by", "applicant_key",
        "reply_key", "replied_on", "body_key", "question", "round",
    )  # fmt: skip
    TRACKED_KEY = "number"

    number = models.CharField(max_length=16, unique=True)
    employer_code = models.CharField(max_length=16)
    case_code = models.CharField(max_length=24, db_index=True)
    kind = models.CharField(max_length=12, choices=NoticeKind)
    issued_on = models.DateField()
    issuer = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    asks = models.TextField()
    reply_by = models.DateField(null=True)
    applicant_key = models.UUIDField(null=True)
    reply_key = models.UUIDField(null=True)
    replied_on = models.DateField(null=True)
    body_key = models.UUIDField(null=True)
    question = models.CharField(max_length=16, blank=True)
    round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-issued_on", "number"]
        indexes = [models.Index(fields=["employer_code", "-issued_on"], name="notice_by_employer")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
