"""The database itself refuses to change or remove a sealed event, or anything of an unsealed one but its seal."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMNS = (
    "chain", "subject", "version", "line", "name", "actor", "actor_role", "actor_place", "on_behalf_of", "occurred_at",
    "recorded_at", "due_at", "from_state", "to_state", "data", "rows", "private_key", "private_digest",
)  # fmt: skip

POSTGRES = """
CREATE FUNCTION record_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only';
END $$;
CREATE TRIGGER record_event_no_delete BEFORE DELETE ON record_event
    FOR EACH ROW EXECUTE FUNCTION record_event_stays();
CREATE TRIGGER record_event_no_truncate BEFORE TRUNCATE ON record_event
    FOR EACH STATEMENT EXECUTE FUNCTION record_event_stays();
CREATE TRIGGER record_event_no_update BEFORE UPDATE ON record_event
    FOR EACH ROW WHEN (OLD.position IS NOT NULL OR ({changed}))
    EXECUTE FUNCTION record_event_stays();
"""
SQLITE = (
    "CREATE TRIGGER record_event_no_delete BEFORE DELETE ON record_event "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER record_event_no_update BEFORE UPDATE ON record_event WHEN OLD.position IS NOT NULL OR ({changed}) "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
)


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers."""
    if editor.connection.vendor == "postgresql":
        changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in COLUMNS)
        editor.execute(POSTGRES.format(changed=changed), params=None)
        return
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in COLUMNS)
    for statement in SQLITE:
        editor.execute(statement.format(changed=changed), params=None)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
