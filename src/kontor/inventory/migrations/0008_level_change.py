from typing import Any

from django.db import migrations

LEVEL_CHANGE = """
CREATE TYPE inventory_levelchange AS (
  id bigint, label text, branch_id bigint, is_fact boolean, read_average_micros bigint, average_cost_micros bigint,
  on_hand_delta bigint, reserved_delta bigint, value_delta_micros bigint
)
"""


def make_type(apps: Any, schema_editor: Any) -> None:
    """Thousands of changes of a large batch come as an array of these, which is read in a third of JSON's time."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEVEL_CHANGE)


def drop_type(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TYPE inventory_levelchange")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0007_areas_served")]

    operations = [migrations.RunPython(make_type, drop_type)]
