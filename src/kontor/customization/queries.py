"""Schemas of custom fields: the newest of a kind, and all it ever had."""

from __future__ import annotations

import msgspec
from django.db.models import F, OuterRef, Subquery

from kontor.access.types import Actor
from kontor.customization.document_kinds import KINDS
from kontor.customization.errors import KindUnknown
from kontor.customization.fields import CustomFields, known_fields
from kontor.customization.models import CustomSchema
from kontor.customization.schema_rules import NO_FIELDS
from kontor.customization.sql.schemas import newest_schema_read as newest_schema_read
from kontor.customization.types import CustomSchemaItem, CustomSchemas, SchemaRow
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page

_COLUMNS = ("kind", "version", "schema", "note", "at", "actor_id")


def newest_schema(kind: str) -> SchemaRow | None:
    """One query."""
    return next(iter(read_rows(newest_schema_read(kind))), None)


def custom_fields(kind: str) -> CustomFields:
    """The fields that documents of the kind have now. One query."""
    return known_fields(newest_schema(kind))


def custom_schemas(*, actor: Actor) -> CustomSchemas:
    """The newest schema of every kind, those without one too. One query."""
    newest = CustomSchema.objects.filter(kind=OuterRef("kind")).order_by("-version").values("version")[:1]
    rows = CustomSchema.objects.filter(version=Subquery(newest)).annotate(own=F("version")).order_by("id")
    found = {row[0]: _item(row) for row in rows.values_list(*_COLUMNS)}
    return CustomSchemas([found.get(kind, CustomSchemaItem(kind, 0, dict(NO_FIELDS))) for kind in KINDS])


def custom_schema(*, kind: str, actor: Actor) -> CustomSchemaItem:
    """One query. Raises KindUnknown."""
    check_kind(kind)
    row = CustomSchema.objects.filter(kind=kind).order_by("-version").values_list(*_COLUMNS).first()
    return CustomSchemaItem(kind, 0, dict(NO_FIELDS)) if row is None else _item(row)


def schema_versions(*, kind: str, actor: Actor, before: int | None, limit: int) -> Page[CustomSchemaItem]:
    """Every version, the newest first, from below the version `before`. One query. Raises KindUnknown."""
    check_kind(kind)
    rows = CustomSchema.objects.filter(kind=kind).order_by("-version").values_list(*_COLUMNS)
    if before is not None:
        rows = rows.filter(version__lt=before)
    items = [_item(row) for row in rows[: limit + 1]]
    return Page(items[:limit], str(items[limit - 1].version) if len(items) > limit else None)


def schema_texts(kind: str) -> list[str]:
    """Every schema the kind had, oldest first. One query."""
    return list(CustomSchema.objects.filter(kind=kind).order_by("version").values_list("schema", flat=True))


def check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise KindUnknown(f"There is no kind {kind[:60]!r}; there are {', '.join(KINDS)}.")


def _item(row: tuple[object, ...]) -> CustomSchemaItem:
    kind, version, schema, note, at, actor_id = row
    values = {"kind": kind, "version": version, "note": note, "at": at, "actor_id": actor_id}
    return msgspec.convert({**values, "schema": msgspec.json.decode(str(schema))}, CustomSchemaItem)
