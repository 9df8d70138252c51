"""The owner may erase who a customer was. Backwards takes that right from every role."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RIGHT = "parties.erase"


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("access", "Role").objects.filter(code="owner"):
        role.rights = sorted({*role.rights, RIGHT})
        role.save(update_fields=["rights"])


def take(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("access", "Role").objects.all():
        if RIGHT in role.rights:
            role.rights = [right for right in role.rights if right != RIGHT]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("access", "0003_sign_in_tries")]

    operations = [migrations.RunPython(give, take)]
