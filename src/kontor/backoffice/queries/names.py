"""What things are called, for lists that name them by their codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.customization.fields import CustomFields, known_fields
from kontor.customization.queries import newest_schema_read
from kontor.kernel.statements import Read, among, keys_text, read_all, read_rows

_SKUS: Final = "catalog_sku"
_LOCATIONS: Final = "inventory_location"
_AREAS: Final = "parties_area"
_BRANCHES: Final = "organization_branch"


class UserName(msgspec.Struct, frozen=True):
    id: int
    username: str


class Named(msgspec.Struct, frozen=True):
    code: str
    name: str


def sku_names(codes: Iterable[str], *, actor: Actor) -> dict[str, str]:
    """SKU code -> name; a code there is not is left out. One read."""
    return _names(_SKUS, codes)


def location_names(codes: Iterable[str], *, actor: Actor) -> dict[str, str]:
    """Code -> name of locations that a document the actor may see names, in other branches too. One read."""
    return _names(_LOCATIONS, codes)


def places_and_fields(codes: Iterable[str], kind: str, *, actor: Actor) -> tuple[dict[str, str], CustomFields]:
    """As `location_names`, and the fields of their own that documents of the kind have now. One read."""
    schemas, places = read_all([newest_schema_read(kind), _names_read(_LOCATIONS, set(codes))])
    return {row.code: row.name for row in places}, known_fields(next(iter(schemas), None))


def area_names(codes: Iterable[str | None], *, actor: Actor) -> dict[str, str]:
    """Area code -> its own name. One read."""
    return _names(_AREAS, codes)


def branch_names(codes: Iterable[str], *, actor: Actor) -> dict[str, str]:
    """Code -> name of branches that a document the actor may see names. One read."""
    return _names(_BRANCHES, codes)


def names_around_user(
    *, user_ids: Iterable[int], branch_codes: Iterable[str], actor: Actor
) -> tuple[dict[int, str], dict[str, str]]:
    """What a user's page calls people and branches: user id -> user name, branch code -> name. One statement."""
    users = f"SELECT u.id, u.username FROM access_user u WHERE {among('u.id', int)}"
    branches = f"SELECT o.code, o.name FROM {_BRANCHES} o WHERE {among('o.code', str)}"
    people, places = read_all(
        [
            Read(users, (keys_text(sorted(set(user_ids))),), UserName),
            Read(branches, (keys_text(sorted(set(branch_codes))),), Named),
        ]
    )
    return {row.id: row.username for row in people}, {row.code: row.name for row in places}


def _names(table: str, codes: Iterable[str | None]) -> dict[str, str]:
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return {row.code: row.name for row in read_rows(_names_read(table, wanted))}


def _names_read(table: str, codes: set[str]) -> Read:
    return Read(f"SELECT o.code, o.name FROM {table} o WHERE {among('o.code', str)}", (keys_text(codes),), Named)
