from typing import Any

from django.db import migrations


def drop_pattern_index(apps: Any, schema_editor: Any) -> None:
    """Nobody looks keys up by their beginning, and every order would pay for the index."""
    if schema_editor.connection.vendor == 'postgresql':
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
                " AND tablename = 'kernel_idempotencykey' AND indexdef LIKE '%varchar_pattern_ops%'"
            )
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            schema_editor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):

    dependencies = [('kernel', '0001_initial')]

    operations = [migrations.RunPython(drop_pattern_index, migrations.RunPython.noop)]
