"""What a restore removes from a database that was only migrated, and what it leaves there."""

from __future__ import annotations

import pytest
from django.db import connection

from kontor.maintenance.adapters.postgres import Postgres

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

_OWN = """CREATE SCHEMA trial; SET LOCAL search_path TO trial;
 CREATE TABLE shop (id int PRIMARY KEY); CREATE TYPE change AS (id int, by_how_much int);
 CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'"""

_THERE = """SELECT relname FROM pg_class WHERE relnamespace = 'trial'::regnamespace AND relkind IN ('r', 'c')
 UNION SELECT proname FROM pg_proc WHERE pronamespace = 'trial'::regnamespace"""


def there() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_THERE)
        return {name for (name,) in cursor.fetchall()}


def test_what_migrations_made_goes_and_what_an_extension_brought_stays():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'tablefunc'")
        if cursor.fetchone() == (0,):
            pytest.skip("this PostgreSQL comes without tablefunc, an extension with types and functions")
        cursor.execute(_OWN)
        before = there()
        cursor.execute("CREATE EXTENSION tablefunc SCHEMA trial")
    brought = there() - before
    assert {"shop", "change", "twice"} <= before
    assert {"tablefunc_crosstab_2", "crosstab"} <= brought
    Postgres().remove_everything()
    assert there() == brought
