from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def byte_order(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Compare paths byte by byte, whatever language the database sorts by. SQLite always does."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE organizations_unit ALTER COLUMN path TYPE varchar(48) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [migrations.RunPython(byte_order, migrations.RunPython.noop)]
