"""What a log may say."""

import logging

import pytest

from config.logs import Impersonal

pytestmark = pytest.mark.tooling


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("GET /cases/?q=王某某 500", "GET /cases/?… 500"),
        ("GET /track/ABCD-EFGH/ 500", "GET /track/…/ 500"),
    ],
)
def test_a_log_names_no_person_and_opens_no_case(message: str, kept: str) -> None:
    record = logging.LogRecord("django", logging.ERROR, "", 0, "%s", (message,), None)
    assert Impersonal().filter(record)
    assert record.getMessage() == kept
