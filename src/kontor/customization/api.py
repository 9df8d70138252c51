"""Schemas of custom fields over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.customization import queries
from kontor.customization.errors import KindUnknown, SchemaBreaks, SchemaInvalid
from kontor.customization.operations import put_schema
from kontor.customization.types import CustomSchemaItem, CustomSchemaPut, CustomSchemas, FieldChange, PutSchema
from kontor.kernel.openapi import PAGE, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, if_match, page_size, respond

_TAGS: Final = ["custom fields"]
_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "delivery_window": {"type": "string", "title": "Delivery window", "enum": ["morning", "afternoon"]},
        "dock": {"type": "integer", "minimum": 1, "maximum": 40},
    },
    "required": [],
    "additionalProperties": False,
}
_ITEM: Final = CustomSchemaItem(
    "sales_order", 1, _SCHEMA, "Docks of the new depot", datetime(2026, 3, 2, 9, 30, tzinfo=UTC), 7
)


class CustomSchemasView(ApiView):
    @operation(
        id="list_custom_fields",
        summary="The fields of your own, by kind of document",
        tags=_TAGS,
        response=CustomSchemas,
        answer=CustomSchemas([_ITEM]),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        return respond(queries.custom_schemas(actor=actor_of(request)))


class CustomSchemaView(ApiView):
    @operation(
        id="get_custom_fields",
        summary="The fields of your own of one kind",
        tags=_TAGS,
        response=CustomSchemaItem,
        etag=True,
        answer=_ITEM,
        problems=[KindUnknown],
    )
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Version 0 where there are none yet."""
        item = queries.custom_schema(kind=kind, actor=actor_of(request))
        return respond(item, version=item.version)

    @operation(
        id="put_custom_fields",
        summary="Say which fields of their own documents of a kind carry",
        tags=_TAGS,
        request=CustomSchemaPut,
        response=PutSchema,
        idempotent=True,
        if_match=True,
        example=CustomSchemaPut(_SCHEMA, "Docks of the new depot"),
        answer=PutSchema("sales_order", 1, (FieldChange("dock", "added", "Stored documents have no value yet."),)),
        problems=[KindUnknown, SchemaInvalid, SchemaBreaks, TextInvalid],
    )
    def put(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The schema is kept as a new version; no stored document is changed.

        Where stored values may not fit it, it is refused until `accepts_misfits` says so: such values then stay as
        they are and are shown, the list of misfits names them, and the next edit of the document's fields must mend
        them. If-Match is "0" for a kind without fields.
        """
        call = call_of(request)
        put = put_schema(
            kind=kind,
            version=if_match(request),
            wanted=decode(request.body, CustomSchemaPut),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(put, version=put.version)


class SchemaVersionsView(ApiView):
    @operation(
        id="list_custom_field_versions",
        summary="Every version of a kind's fields, the newest first",
        tags=_TAGS,
        query=PAGE,
        response=Page[CustomSchemaItem],
        answer=Page([_ITEM], None),
        problems=[KindUnknown],
    )
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        page = queries.schema_versions(
            kind=kind, actor=actor_of(request), before=cursor(request), limit=page_size(request)
        )
        return respond(page)
