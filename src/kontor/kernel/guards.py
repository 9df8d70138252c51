"""The database's own guards: append-only tables, tables whose rows stay, and the function that makes a missed guard
fail the whole statement.

`install_guards` is idempotent and runs at the end of every `migrate`, because SQLite drops triggers when Django
rebuilds a table. Which tables are append-only and which are kept, their models say by deriving from
`AppendOnly` and `Kept`.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from kontor.kernel.models import AppendOnly, Kept
from kontor.kernel.statements import is_postgres

_POSTGRES_FUNCTIONS = """
CREATE OR REPLACE FUNCTION kontor_expect(got bigint[], want bigint[], what text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF got IS DISTINCT FROM want THEN RAISE EXCEPTION '%: % of %', what, got, want USING ERRCODE = 'KT001'; END IF;
  RETURN true;
END $$;
CREATE OR REPLACE FUNCTION kontor_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: write an opposite row instead', TG_TABLE_NAME USING ERRCODE = 'KT002';
END $$;
CREATE OR REPLACE FUNCTION kontor_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never removed: end or cancel them instead', TG_TABLE_NAME USING ERRCODE = 'KT003';
END $$;
"""


def append_only_tables() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def kept_tables() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Kept))


def install_guards() -> None:
    """Put every guard in place that is not there. Safe to run at any time, also beside a running server."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("SELECT pg_advisory_lock(7305002)")
            cursor.execute(_POSTGRES_FUNCTIONS)
        for name, statement in _missing().items():
            if is_postgres():  # there, but switched off
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {statement.split(' ON ')[1].split()[0]}")
            cursor.execute(statement)
        if is_postgres():
            cursor.execute("SELECT pg_advisory_unlock(7305002)")


def missing_guards() -> list[str]:
    """Names of guards that should be on the database and are not: none, or the proof fails."""
    return sorted(name for name in _wanted() if name not in _present())


def _missing() -> dict[str, str]:
    present = _present()
    return {name: statement for name, statement in _wanted().items() if name not in present}


def _wanted() -> dict[str, str]:
    append_only = {name: sql for table in append_only_tables() for name, sql in _table_guards(table).items()}
    return append_only | {f"{table}_kept": _kept_guard(table) for table in kept_tables()}


def _kept_guard(table: str) -> str:
    if is_postgres():
        return f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kontor_kept()"
    message = f"rows of {table} are never removed: end or cancel them instead"
    return f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _table_guards(table: str) -> dict[str, str]:
    if is_postgres():
        change, truncate = f"{table}_no_change", f"{table}_no_truncate"
        refuse = "EXECUTE FUNCTION kontor_append_only()"
        return {
            change: f"CREATE TRIGGER {change} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
            truncate: f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
        }
    message = f"{table} is append-only: write an opposite row instead"
    return {
        f"{table}_no_{verb.lower()}": (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        for verb in ("UPDATE", "DELETE")
    }


def _present() -> set[str]:
    """Triggers that exist and are enabled."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
                " AND c.relnamespace = current_schema()::regnamespace"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {str(name) for (name,) in cursor.fetchall()}
