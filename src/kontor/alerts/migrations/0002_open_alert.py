from typing import Any

from django.db import migrations

OPEN_ALERT = """
CREATE OR REPLACE FUNCTION kontor_open_alert(text, text, text, bigint, text, timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO alerts_alert (kind, subject_kind, subject_key, branch_id, text, opened_at, resolver)
    VALUES ($1, $2, $3, $4, $5, $6, '') ON CONFLICT DO NOTHING;
  RETURN true;
END $$;
"""


def make_function(apps: Any, schema_editor: Any) -> None:
    """An INSERT costs its set-up even where it opens nothing, which is nearly always; a function not called does not."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(OPEN_ALERT)


def drop_function(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION kontor_open_alert")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [migrations.RunPython(make_function, drop_function)]
