"""Gives the owner the right to say which fields of their own documents carry. Backwards leaves it so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kontor.access.roles import write_shipped


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    write_shipped(apps.get_model("access", "Role"))


class Migration(migrations.Migration):
    dependencies = [("access", "0007_shipped_roles_read_only")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
