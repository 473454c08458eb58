"""The table of the shared cache: rate limits count over all processes in it (docs/decisions/0003)."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create_cache_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Does nothing where the cache is no database table (Redis), or where the table is there already."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_start")]
    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]
