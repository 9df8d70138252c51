from __future__ import annotations

from kontor.customization.types import SchemaRow
from kontor.kernel.statements import Read


def newest_schema_read(kind: str) -> Read:
    """No row where the kind never had a schema."""
    sql = "SELECT kind, version, schema FROM customization_customschema WHERE kind = %s ORDER BY version DESC LIMIT 1"
    return Read(sql, (kind,), SchemaRow)
