"""What the tests of handlers' pages share: signing in, reading a page, counting what it asks of the database."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.acting import Acting
from tests.builders import person_of

#: Small tables kept in memory and looked at again at most once a second: not part of what a page costs.
KEPT = ("workflows_rule", "organizations_code", "organizations_workingday", "organizations_calendaryear")


def signed_in(who: Acting) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person_of(who))
    return client


def page(who: Acting, address: str, status: int = 200) -> str:
    """A page as text, with every run of white space as one blank."""
    answer = signed_in(who).get(address)
    assert answer.status_code == status, (address, answer.status_code, answer.headers.get("Location"))
    return re.sub(r"\s+", " ", answer.content.decode())


def section(html: str, heading: str) -> str:
    """The part of a page under a heading, up to the next one."""
    found = re.search(rf"<h2[^>]*>\s*{heading}\b(.*?)(?=<h2|</main>)", html)
    return found[1] if found else ""


def queries(who: Acting, address: str) -> int:
    """How many statements a page costs once the small tables are in memory."""
    client = signed_in(who)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return len([one for one in asked.captured_queries if not any(name in one["sql"] for name in KEPT)])


def step(who: Acting, case: Any, verb: str, **typed: Any) -> Any:
    """Posts the form of a step as somebody who has just read the case."""
    case.refresh_from_db()
    given = {"expects": case.version} | typed
    return signed_in(who).post(f"/cases/{case.code}/do/{verb}/", given)
