"""SQL names tables of its own package or of lower rows only, as imports do."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.architecture.rows import SOURCE, may_use, package_of


def tables() -> dict[str, str]:
    """Table -> the Kontor package that owns it."""
    return {
        model._meta.db_table: model._meta.app_config.name.split(".")[1]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name.startswith("kontor.")
    }


def foreign_tables(text: str, *, package: str) -> set[str]:
    """The tables named in `text` that `package` may not know."""
    words = set(re.findall(r"\w+", text))
    return {table for table, owner in tables().items() if table in words and not may_use(package, owner)}


def test_sql_modules_name_no_table_of_their_own_row_or_above():
    files = [*SOURCE.glob("*/**/sql/**/*.py"), *SOURCE.glob("*/**/*.sql")]
    strange = {
        str(path.relative_to(SOURCE)): sorted(names)
        for path in files
        if (names := foreign_tables(path.read_text(), package=package_of(path)))
    }
    assert strange == {}


@pytest.mark.parametrize(
    ("package", "named"), [("sales", set()), ("inventory", set()), ("pricing", {"inventory_stocklevel"})]
)
def test_a_table_of_another_package_is_recognized(package, named):
    assert foreign_tables('UPDATE "inventory_stocklevel" SET on_hand = 0', package=package) == named
