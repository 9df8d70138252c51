"""What a customer's page says beside the customer itself: the names behind its codes, and who listed it when."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.backoffice.queries.names import Named
from kontor.customization.document_kinds import CUSTOMER
from kontor.customization.fields import CustomFields, known_fields
from kontor.customization.queries import newest_schema_read
from kontor.kernel.statements import Read, among, keys_text, read_all

_MOST_LISTINGS = 50


class CustomerNames(msgspec.Struct, frozen=True):
    """What stands behind the codes; "" where there is none. `area` goes from its own name up."""

    channel: str
    area: str
    area_id: int | None


class Listing(msgspec.Struct, frozen=True):
    """A delisting (`is_active` false) or relisting, by whom and why."""

    is_active: bool
    reason: str
    at: datetime
    who: str


class CustomerAround(msgspec.Struct, frozen=True):
    """`area_names`: code -> name of the areas of its addresses. `fields`: the company's own that customers have."""

    names: CustomerNames
    listings: list[Listing]
    area_names: dict[str, str]
    fields: CustomFields


def customer_around(*, customer_id: int, actor: Actor) -> CustomerAround:
    """Four reads in one statement, the last listing first. Nothing known of an unknown customer."""
    names, listings, areas, schemas = read_all(
        [
            _names(customer_id),
            _listings(customer_id),
            _address_areas(customer_id),
            newest_schema_read(CUSTOMER),
        ]
    )
    return CustomerAround(
        names[0] if names else CustomerNames("", "", None),
        listings,
        {area.code: area.name for area in areas},
        known_fields(schemas[0] if schemas else None),
    )


def _names(customer_id: int) -> Read:
    up = "".join(f" || coalesce(', ' || {level}.name, '')" for level in ("b", "c", "d"))
    sql = (
        f"SELECT coalesce(n.name, '') AS channel, coalesce(a.name{up}, '') AS area, a.id AS area_id"
        " FROM parties_customer k LEFT JOIN parties_channel n ON n.id = k.channel_id"
        " LEFT JOIN parties_area a ON a.id = k.area_id LEFT JOIN parties_area b ON b.id = a.parent_id"
        " LEFT JOIN parties_area c ON c.id = b.parent_id LEFT JOIN parties_area d ON d.id = c.parent_id"
        f" WHERE {among('k.id', int)}"
    )
    return Read(sql, (keys_text([customer_id]),), CustomerNames)


def _listings(customer_id: int) -> Read:
    sql = (
        "SELECT l.is_active, l.reason, l.at, coalesce(u.username, '') AS who FROM parties_customerlisting l"
        f" LEFT JOIN access_user u ON u.id = l.actor_id WHERE {among('l.customer_id', int)}"
        f" ORDER BY l.id DESC LIMIT {_MOST_LISTINGS}"
    )
    return Read(sql, (keys_text([customer_id]),), Listing)


def _address_areas(customer_id: int) -> Read:
    sql = (
        "SELECT DISTINCT a.code, a.name FROM parties_address d JOIN parties_area a ON a.id = d.area_id"
        f" WHERE {among('d.customer_id', int)} AND a.code IS NOT NULL ORDER BY a.code"
    )
    return Read(sql, (keys_text([customer_id]),), Named)
