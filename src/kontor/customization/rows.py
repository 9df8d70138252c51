from __future__ import annotations

from datetime import datetime

import msgspec


class CustomSchemaRow(msgspec.Struct, frozen=True):
    """A row of customization_customschema."""

    kind: str
    version: int
    schema: str
    note: str
    at: datetime
    actor_id: int
