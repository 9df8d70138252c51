"""PostgreSQL's catalog: who is connected, what stands in the schema, and databases made for a trial."""

from __future__ import annotations

from typing import Final

#: Any constant: one backup or restore of a database at a time.
LOCK: Final = 7_305_003

TAKE_LOCK: Final = f"SELECT pg_try_advisory_lock({LOCK})"

OTHER_SESSIONS: Final = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
 AND pid <> ALL (%s) AND coalesce(backend_type, 'client backend') = 'client backend'"""

#: Everything `migrate` may have made in an empty database, as statements that remove it.
REMOVALS: Final = """SELECT format('DROP TABLE %I CASCADE', tablename) FROM pg_tables
 WHERE schemaname = current_schema()
 UNION ALL SELECT format('DROP FUNCTION %I.%I(%s) CASCADE', current_schema(), p.proname,
 pg_get_function_identity_arguments(p.oid)) FROM pg_proc p
 WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 UNION ALL SELECT format('DROP TYPE %I CASCADE', c.relname) FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'c'
 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.reltype AND d.deptype = 'e')"""

TABLES: Final = "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = current_schema()"

TABLE_BYTES: Final = """SELECT c.relname, pg_table_size(c.oid) FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"""

MAY_MAKE_DATABASES: Final = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"

#: What a trial database must share with this one to sort and store texts alike.
LIKE_THIS: Final = """SELECT format('TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
 pg_encoding_to_char(encoding), datcollate, datctype), oid FROM pg_database WHERE datname = current_database()"""

LEFT_BEHIND: Final = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
