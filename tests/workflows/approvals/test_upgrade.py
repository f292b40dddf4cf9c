"""A county that runs the released version is migrated while approvals wait, and nothing of them is lost."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from organizations import actions
from organizations import calendar as calendars
from organizations.acting import SYSTEM, actings_of
from organizations.models import Deputy, Post
from organizations.roles import Role
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, MONDAY, Scene, World
from tests.mediations import Table
from workflows import rules
from workflows.chain_changes import GENERAL
from workflows.models import Answer, ChainStep, ChainTemplate, Step

from .chain import last, rows, yes

pytestmark = [pytest.mark.approvals, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
#: What the release before approvals by steps had migrated to.
RELEASED = [
    ("organizations", "0002_paths_in_byte_order"),
    ("cases", "0002_mediation_and_wages"),
    ("workflows", "0002_mediation_and_wages"),
]


def migrate(targets: list[tuple[str, str]]) -> None:
    """To a state of the tables, forth or back, without what is seeded after."""
    MigrationExecutor(connection).migrate(targets)


@pytest.fixture
def upgrade() -> Generator[Any, None, None]:
    """Takes the tables back to the released ones and forth again, as an upgrade finds and leaves them."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()

    def there_and_back() -> None:
        rows = {model: list(model._base_manager.all()) for model in apps.get_models() if model._meta.managed}
        migrate(RELEASED)
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, Step._meta.db_table)
        assert not {"signs", "place", "looks_at"} & {column.name for column in described}
        migrate(newest)
        with transaction.atomic():
            # What a fresh database was seeded with is on its record; an upgrade would seed the same.
            for model, there in rows.items():
                if there and model._meta.db_table not in tables:
                    model._base_manager.bulk_create(there)

    yield there_and_back
    migrate(newest)


@pytest.fixture
def county(at_time: Any) -> World:
    """The county, committed."""
    at_time(MONDAY)
    calendars.forget()
    rules.forget()
    return World()


def test_a_question_put_before_the_upgrade_is_decided_after_it_and_the_record_vouches_for_both(
    county: World, upgrade: Any
) -> None:
    ChainTemplate.objects.update(is_active=False)  # steps of the released version had no name
    scenes = [Scene(county).to("closing") for _ in range(2)]
    table = Table(county).to("consenting")
    returned = Scene(county).to("closing").answer("send_back")
    post = Post.objects.get(role=Role.CHAIR, unit=county.town)
    to = county.made.person("代理人")
    actions.name_deputy(acting=SYSTEM, post=post, person=to, starts_on=today(), ends_on=today() + DAY)
    ChainTemplate.objects.update(is_active=True)
    seal_all()
    upgrade()
    assert list(findings()) == []
    assert not Deputy.objects.get().only_approvals
    assert set(Step.objects.values_list("signs", "place", "name")) == {("deciders", "own", "")}
    yes(scenes[0], scenes[0].chair)
    yes(scenes[1], *actings_of(to, today()))
    for scene in scenes:
        assert scene.fresh().state == "closed"
    returned.do("ask_close", returned.mediator, reason="补齐了")
    assert [row.answer for row in rows(returned)] == [Answer.OPEN]
    assert last(returned).steps.get().name == ChainStep.objects.get(chain__code=GENERAL).name
    assert table.all_yes().fresh().state == "signing"
    seal_all()
    assert list(findings()) == []
