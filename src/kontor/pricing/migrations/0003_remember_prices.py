from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def remember(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A price set before its history was kept counts as known from its first day."""
    first_day = "p.valid_from::timestamptz" if schema_editor.connection.vendor == "postgresql" else "p.valid_from || ' 00:00:00'"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pricing_pricerecord (pack_id, price_list_id, from_quantity_base, unit_price_micros,"
            " valid_from, valid_until, recorded_at, actor_id, reason) SELECT p.pack_id, p.price_list_id,"
            f" p.from_quantity_base, p.unit_price_micros, p.valid_from, p.valid_until, {first_day}, 0, ''"
            " FROM pricing_price p ORDER BY p.id"
        )


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_price_tiers")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
