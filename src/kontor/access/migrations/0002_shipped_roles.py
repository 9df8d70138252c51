"""The ten shipped roles. Backwards removes those nobody has; a role in use stays, since users point to it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kontor.access.roles import ROLES


def add_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = apps.get_model("access", "Role")
    for shipped in ROLES:
        role.objects.get_or_create(
            code=shipped.code, defaults={"name": shipped.name, "rights": sorted(shipped.rights)}
        )


def remove_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    used = apps.get_model("access", "User").objects.filter(role__isnull=False).values("role")
    codes = [shipped.code for shipped in ROLES]
    apps.get_model("access", "Role").objects.filter(code__in=codes).exclude(id__in=used).delete()


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunPython(add_roles, remove_roles)]
