"""Sign-ins that have run out do not lie about."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from config import sessions


@pytest.mark.django_db
def test_sessions_that_ran_out_are_forgotten_and_others_kept() -> None:
    hour = datetime.timedelta(hours=1)
    for key, ends in (("old", -hour), ("new", hour)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + ends)
    sessions.clear()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
