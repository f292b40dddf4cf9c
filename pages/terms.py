"""What an agreed term says, in one line: what is done, by whom, and how it is to be proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Performer, Proof


def term_text(said: Mapping[str, Any]) -> str:
    """``what``, and where the table said so ``who`` (a ``Performer``) and ``proof`` (a ``Proof``)."""
    words = [str(said.get("what", ""))]
    if said.get("who") in Performer.values:
        words.append(_("由%(who)s履行") % {"who": Performer(said["who"]).label})
    if said.get("proof") in Proof.values:
        words.append(_("凭%(proof)s") % {"proof": Proof(said["proof"]).label})
    return _("；").join(word for word in words if word)
