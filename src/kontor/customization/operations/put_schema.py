from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.customization.errors import SchemaBreaks
from kontor.customization.queries import check_kind, schema_texts
from kontor.customization.rows import CustomSchemaRow
from kontor.customization.schema_changes import schema_changes
from kontor.customization.schema_rules import checked_schema
from kontor.customization.types import CustomSchemaPut, PutSchema
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, write_all
from kontor.kernel.text import optional_text
from kontor.kernel.wire import RequestKey


def put_schema(
    *, kind: str, version: int, wanted: CustomSchemaPut, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PutSchema:
    """From now on documents of `kind` carry these fields; `version` is the newest so far, 0 where there is none.

    The earlier versions stay as they were put, and so does every stored document. Where stored values may not fit any
    more, the schema is taken only with `accepts_misfits`. The same schema again changes nothing. Raises KindUnknown,
    SchemaInvalid, PreconditionFailed, SchemaBreaks.
    """
    check_kind(kind)
    schema = checked_schema(wanted.schema)
    note = optional_text(wanted.note, "note", 200)
    return write_once(key, now, PutSchema, lambda: _put(kind, version, schema, note, wanted, actor, now))


def _put(
    kind: str, version: int, schema: str, note: str, wanted: CustomSchemaPut, actor: Actor, now: datetime
) -> PutSchema:
    earlier = schema_texts(kind)
    if len(earlier) != version:
        raise PreconditionFailed(version=len(earlier))
    if earlier and earlier[-1] == schema:
        return PutSchema(kind, version, ())
    changes = schema_changes(earlier, schema)
    breaking = [change for change in changes if change.breaks]
    if breaking and not wanted.accepts_misfits:
        told = "; ".join(f"{change.field} ({change.change})" for change in breaking[:5])
        raise SchemaBreaks(
            f"Stored documents may not fit: {told}. Send accepts_misfits to put it all the same; nothing stored is"
            " changed, and the list of misfits names what does not fit.",
            changes=changes,
        )
    _store(kind, version + 1, schema, note, actor, now)
    diff = {change.field: (None, change.change) for change in changes}
    record_audit(
        action="custom_schema.put",
        subject=f"customization.schema:{kind}",
        diff={"version": (version, version + 1), "fields": (None, [msgspec.to_builtins(c) for c in changes]), **diff},
        actor=actor,
        now=now,
    )
    return PutSchema(kind, version + 1, changes)


def _store(kind: str, version: int, schema: str, note: str, actor: Actor, now: datetime) -> None:
    row = CustomSchemaRow(kind, version, schema, note, now, actor.id)
    write_all([insert("customization_customschema", [row], name="schema")])
