"""Short words for tests of custom fields."""

from __future__ import annotations

from typing import Any, Final

from kontor.access.roles import RIGHTS
from kontor.access.types import Actor
from kontor.customization.operations import put_schema
from kontor.customization.queries import schema_texts
from kontor.customization.types import CustomSchemaPut, PutSchema
from tests.world import NOW

OWNER: Final = Actor(7, "user", "owner", frozenset(RIGHTS), frozenset())
DOCK: Final = {"type": "integer", "minimum": 1, "maximum": 40}
WINDOW: Final = {"type": "string", "title": "Delivery window", "enum": ["morning", "afternoon"]}
OPENED: Final = {"type": "string", "format": "date"}


def put(
    kind: str,
    properties: dict[str, Any],
    *required: str,
    accepts: bool = True,
    version: int | None = None,
    **extra: Any,
) -> PutSchema:
    """`kind` has these fields from now on."""
    wanted = CustomSchemaPut({"properties": properties, "required": list(required)}, accepts_misfits=accepts)
    newest = len(schema_texts(kind)) if version is None else version
    return put_schema(kind=kind, version=newest, wanted=wanted, **{"actor": OWNER, "now": NOW, **extra})
