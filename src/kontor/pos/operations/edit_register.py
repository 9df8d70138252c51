from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.pos.operations.put_registers import read_book, write_book
from kontor.pos.queries import register_name
from kontor.pos.types import RegisterEdit, RegisterPut, RegisterVersion


def edit_register(
    *, register_id: int, version: int, edit: RegisterEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> RegisterVersion:
    """Change what `edit` names, if the register still has the `version` it was read with; the rest stays.

    An edit that changes nothing keeps the version. Raises RegisterNotFound, PreconditionFailed, RegisterInvalid,
    TextInvalid.
    """
    return write_once(key, now, RegisterVersion, lambda: _edit(register_id, version, edit, actor, now))


def _edit(register_id: int, version: int, edit: RegisterEdit, actor: Actor, now: datetime) -> RegisterVersion:
    named = register_name(register_id=register_id, actor=actor)
    draft = RegisterPut(code=named.code, **msgspec.structs.asdict(edit))
    ids, book = read_book([draft], actor)
    if book.facts.registers[named.code].version != version:
        raise PreconditionFailed(version=book.facts.registers[named.code].version)
    item = book.put(draft, iter(ids))
    write_book(book, "register.edit", actor=actor, now=now)
    return RegisterVersion(register_id, named.code, item.version or version)
