"""Gives owner and accountant the rights to what is owed to suppliers, the auditor that to read it. Backwards leaves it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kontor.access.roles import write_shipped


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    write_shipped(apps.get_model("access", "Role"))


class Migration(migrations.Migration):
    dependencies = [("access", "0008_right_to_customize")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
