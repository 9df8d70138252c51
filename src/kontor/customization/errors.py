from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class CustomInvalid(InvalidInput):
    """Values of custom fields that their schema refuses: `fields` names each with its reason."""

    code = "custom_invalid"
    title = "A field of your own cannot be accepted as it is"


class SchemaInvalid(InvalidInput):
    code = "custom_schema_invalid"
    title = "This is no schema for fields of your own"


class SchemaBreaks(Conflict):
    """Documents that are stored may not fit any more; `changes` says which fields, and what happens to them."""

    code = "custom_schema_breaks"
    title = "Stored documents may not fit this schema"


class KindUnknown(NotFound):
    code = "custom_kind_unknown"
    title = "Documents of this kind have no fields of your own"
