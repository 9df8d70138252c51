"""Which customers are registered under a name, for an area and a channel."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text


class Registered(msgspec.Struct, frozen=True):
    id: int
    name: str
    area_id: int
    channel_id: int


def registered_read(names: Iterable[str], ids: Iterable[int] = (), codes: Iterable[str] = ()) -> Read:
    """Those that bear one of `names`, or the present name of one of the customers with these ids or codes.

    One list of names, so that each is looked up: an OR of lists would compare every customer with every name.
    """
    own = "SELECT name FROM parties_customer WHERE"
    bearing = f"{_listed()} UNION ALL {own} {among('id', int)} UNION ALL {own} {among('code', str)}"
    return Read(
        "SELECT id, name, area_id, channel_id FROM parties_customer"
        f" WHERE area_id IS NOT NULL AND channel_id IS NOT NULL AND name IN ({bearing})",
        (keys_text(names), keys_text(ids), keys_text(codes)),
        Registered,
    )


def _listed() -> str:
    return "SELECT unnest(%s::text[])" if is_postgres() else "SELECT value FROM json_each(%s)"
