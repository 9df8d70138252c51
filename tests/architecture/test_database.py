"""What the models declare is really in the database: a migration can take an index away that another one made."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db


def test_every_declared_index_and_constraint_is_there():
    missing = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
            declared = [*model._meta.indexes, *model._meta.constraints]
            missing += [f"{model._meta.db_table}: {item.name}" for item in declared if item.name not in present]
    assert missing == []
