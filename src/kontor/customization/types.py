"""Values in and out of customization."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from kontor.kernel.wire import Incoming, told

#: What the API's description calls the kind whose fields stand here; the served description lists them.
FIELDS_OF: Final = "x-custom-fields-of"
CustomValue = str | int | float | bool | None
_TEXT: Final = "Fields of your own: GET /api/v1/custom-fields/{} lists them. In what is sent, null removes a value."


def _fields_of(kind: str) -> Meta:
    return Meta(description=_TEXT.format(kind), extra_json_schema={FIELDS_OF: kind})


OrderFields = Annotated[dict[str, CustomValue], _fields_of("sales_order")]
CustomerFields = Annotated[dict[str, CustomValue], _fields_of("customer")]
ProductFields = Annotated[dict[str, CustomValue], _fields_of("product")]


class SchemaRow(msgspec.Struct, frozen=True):
    """The newest schema of a kind as it is read; `schema` is JSON text."""

    kind: str
    version: int
    schema: str


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one field's value."""

    field: str
    reason: str


class CustomField(msgspec.Struct, frozen=True):
    """One field as forms, lists and files show it."""

    name: str
    title: str
    type: str
    description: str
    format: str
    choices: tuple[str, ...]
    is_required: bool
    rules: dict[str, Any]


class FieldChange(msgspec.Struct, frozen=True):
    """What a new schema does to one field. `breaks`: stored values may not fit, and `consequence` says what happens."""

    field: str
    change: str
    consequence: str
    breaks: bool = False


class CustomSchemaPut(Incoming, frozen=True):
    """The fields as a JSON Schema: an object of texts, whole numbers, numbers and yes-or-nos.

    `accepts_misfits`: put it although documents that are stored may not fit.
    """

    schema: Annotated[
        dict[str, Any],
        Meta(description="type, properties and required of JSON Schema 2020-12; each property is text or number."),
    ]
    note: Annotated[str, told(maxLength=200)] = ""
    accepts_misfits: bool = False


class CustomSchemaItem(msgspec.Struct, frozen=True):
    """The fields of a kind as of `version`; 0: there are none."""

    kind: str
    version: int
    schema: dict[str, Any]
    note: str = ""
    at: datetime | None = None
    actor_id: int | None = None


class CustomSchemas(msgspec.Struct, frozen=True):
    items: Sequence[CustomSchemaItem]


class PutSchema(msgspec.Struct, frozen=True):
    """The version that holds now, and what it changed against the one before."""

    kind: str
    version: int
    changes: tuple[FieldChange, ...]
