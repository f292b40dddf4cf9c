"""An installation's first administrators come from the command line, on record, with a password that is worth something."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Person, Post
from organizations.roles import Role
from record.verify import unsealed, verify

from .county import County, make_county

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough secret"


@pytest.fixture
def county() -> County:
    return make_county()


def add(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD, **changes: str) -> str:
    monkeypatch.setattr("sys.stdin", StringIO(password + "\n"))
    said = StringIO()
    options = {"unit": "330681", "role": "audit", "username": "shenji", "name": "斯核", **changes}
    call_command("add-administrator", password_stdin=True, stdout=said, **options)
    return said.getvalue()


def test_an_administrator_can_sign_in_and_is_on_record(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "审计管理员" in add(monkeypatch, unit="诸暨市总工会")
    person = Person.objects.get(username="shenji")
    assert person.check_password(PASSWORD)
    assert Post.objects.get(person=person).role == Role.AUDIT_ADMIN
    assert (verify(), unsealed()) == (None, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit": "没有这个"}, "没有找到"),
        ({"password": "short"}, "10"),
        ({"username": "user-管理员"}, "已"),
    ],
)
def test_what_cannot_be_leaves_nobody_behind(
    county: County, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    before = Person.objects.count()
    with pytest.raises(CommandError, match=sentence):
        add(monkeypatch, **changes)
    assert Person.objects.count() == before
