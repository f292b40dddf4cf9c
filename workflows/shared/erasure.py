"""依法删除个人信息: what the law lets a person have erased goes; the chain, its digests and the figures stay."""

from __future__ import annotations

import uuid
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases.documents import remove_file
from cases.models import Evidence, Message, ProposalTerm
from protection.models import EmployerNotice, PersonalData
from record.models import Event
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common
from workflows.models import Signature

from . import who
from .base import Base


class Erasing(Base):
    """Only on a closed case: an open one still needs to know whom it is about."""

    @common(
        "closed",
        may=who.security_admin,
        label=pgettext_lazy("step", "依法删除个人信息"),
        by_hand=False,
    )
    def erase_personal(self, *, reason: str) -> None:
        """Names, numbers, stories, messages, private notes and files of this case, for good (个人信息保护法 47)."""
        if not reason.strip():
            raise BadInput(_("请写明删除的依据。"), "reason")
        rows = PersonalData.objects.filter(key__in=self._keys(), erased_at__isnull=True)
        for row in rows:
            row.salt, row.ciphertext, row.erased_at = b"", b"", self.draft.at
            self.draft.changed.append(row)
        for party in self.parties:
            party.phone_index = party.name_index = ""
            self.draft.changed.append(party)
        for term in ProposalTerm.objects.filter(proposal__case=self.case):
            term.what_digest = ""  # a short text could be guessed from its index by who has the key
            self.draft.changed.append(term)
        files = set(Evidence.objects.filter(case=self.case).values_list("sha256", flat=True))
        shared = (
            Evidence.objects.filter(sha256__in=files).exclude(case=self.case).values_list("sha256", flat=True)
        )
        for sha256 in files - set(shared):
            transaction.on_commit(partial(remove_file, sha256))
        self.say(EventName.PERSONAL_DATA_ERASED, {"reason": reason}, rows=len(rows), files=len(files))

    def _keys(self) -> set[uuid.UUID]:
        """Every key of personal data this case or its record holds."""
        case = self.case
        found = {case.story_key, *(party.personal_key for party in self.parties)}
        found |= set(Message.objects.filter(case=case).values_list("body_key", flat=True))
        found |= set(Evidence.objects.filter(case=case).values_list("name_key", flat=True))
        found |= set(case.terms.values_list("what_key", flat=True))
        for keys in EmployerNotice.objects.filter(case_code=case.code).values_list(
            "applicant_key", "reply_key", "body_key"
        ):
            found |= set(keys)
        found |= set(case.approvals.values_list("reason_key", flat=True))
        signed = Signature.objects.filter(step__approval__case=case)
        found |= set(signed.values_list("note_key", flat=True))
        found |= self.more_personal_keys()
        found |= set(Event.objects.filter(subject=case.subject).values_list("private_key", flat=True))
        return {key for key in found if key is not None}
