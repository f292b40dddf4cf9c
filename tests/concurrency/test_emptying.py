"""A transactional test leaves nothing behind, and the record is still append-only after it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from record.models import Event

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("turn", [1, 2])
def test_the_record_refuses_to_lose_an_event_before_and_after_a_flush(turn: int) -> None:
    assert Event.objects.exists(), "what migrate seeds is there again after a flush"
    assert not Event.objects.filter(subject="case:left-behind").exists()
    first = Event.objects.order_by("id")[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=first.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=first.pk).update(actor_role="nobody")
    Event.objects.create(
        chain="CN", subject="case:left-behind", version=1, name="reported", actor_role="system",
        occurred_at=first.occurred_at,
    )  # fmt: skip
