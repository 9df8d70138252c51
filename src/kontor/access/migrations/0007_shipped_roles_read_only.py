"""Brings the shipped roles to what `access.roles` says, and marks them as shipped. Backwards leaves them so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kontor.access.roles import write_shipped


def mark(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    write_shipped(apps.get_model("access", "Role"))


class Migration(migrations.Migration):
    dependencies = [("access", "0006_role_versions")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
