"""Registers in lists and one by one: those that stand in the actor's branches."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet

from kontor.access.types import Actor
from kontor.kernel.listing import page
from kontor.kernel.wire import MOST_ID, Page
from kontor.pos.errors import RegisterNotFound
from kontor.pos.models import Register
from kontor.pos.types import RegisterDetail, RegisterVersion


class RegisterFilter(msgspec.Struct, frozen=True):
    """`search` is a part of a code or name; branch and location are codes."""

    branch: str = ""
    location: str = ""
    is_active: bool | None = None
    search: str = ""


def list_registers(
    *, actor: Actor, wanted: RegisterFilter | None = None, after: int | None = None, limit: int = 50, sort: str = "id"
) -> Page[RegisterDetail]:
    """By `sort`: id, code or name, with a minus before it from the highest down. One query."""
    return page(_matching(actor, wanted or RegisterFilter()), RegisterDetail, after=after, limit=limit, sort=sort)


def register_detail(*, register_id: int, actor: Actor) -> RegisterDetail:
    """One query. Raises RegisterNotFound, also for one of a branch that is not the actor's."""
    rows = _registers(actor).filter(id=min(register_id, MOST_ID))
    row = rows.values(*RegisterDetail.__struct_fields__).first()
    if row is None:
        raise RegisterNotFound(f"There is no register {register_id} for you.")
    return RegisterDetail(**row)


def register_name(*, register_id: int, actor: Actor) -> RegisterVersion:
    """Raises RegisterNotFound."""
    found = register_detail(register_id=register_id, actor=actor)
    return RegisterVersion(found.id, found.code, found.version)


def _registers(actor: Actor) -> QuerySet[Any, Any]:
    return Register.objects.filter(location__branch_id__in=actor.branch_ids).annotate(
        branch_code=F("location__branch__code"),
        location_code=F("location__code"),
        location_name=F("location__name"),
        price_list_code=F("price_list__code"),
    )


def _matching(actor: Actor, wanted: RegisterFilter) -> QuerySet[Any, Any]:
    rows = _registers(actor)
    if wanted.branch:
        rows = rows.filter(location__branch__code=wanted.branch)
    if wanted.location:
        rows = rows.filter(location__code=wanted.location)
    if wanted.is_active is not None:
        rows = rows.filter(is_active=wanted.is_active)
    if text := wanted.search.strip():
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    return rows
