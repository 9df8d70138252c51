"""What an address must be like, and how it reads on paper. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec import UNSET

from kontor.kernel.text import optional_text, required_text
from kontor.parties.address_types import AddressDraft, AddressEdit, AddressItem
from kontor.parties.errors import PartyInvalid
from kontor.parties.party_rules import check_code

_MOST: Final = {"label": 80, "line2": 120, "city": 80, "postal_code": 20, "phone": 40}
_BOUNDS: Final = {"latitude": 90, "longitude": 180}


def address_values(sent: AddressDraft | AddressEdit, areas: Mapping[str, int]) -> dict[str, Any]:
    """Field -> checked value of what is named, `area` still a code. Raises TextInvalid and PartyInvalid."""
    values = {name: value for name, value in msgspec.structs.asdict(sent).items() if value is not UNSET}
    if "line1" in values:
        values["line1"] = required_text(values["line1"], "line1", 120)
    for name, most in _MOST.items():
        if name in values:
            values[name] = optional_text(values[name], name, most)
    for name, bound in _BOUNDS.items():
        if values.get(name) is not None:
            values[name] = _degrees(values[name], name, bound)
    check_code(values.get("area"), "area", areas)
    return values


def check_place(latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        raise PartyInvalid("A place on the map needs latitude and longitude.", field="latitude")


def address_changes(before: AddressItem, edit: AddressEdit, areas: Mapping[str, int]) -> dict[str, Any]:
    """Field -> new value, of what `edit` really changes. Raises TextInvalid and PartyInvalid."""
    values = address_values(edit, areas)
    changes = {name: value for name, value in values.items() if getattr(before, name) != value}
    check_place(changes.get("latitude", before.latitude), changes.get("longitude", before.longitude))
    if changes.get("is_default") is False:
        raise PartyInvalid("Make another address the default instead.", field="is_default")
    return changes


def columns_of(values: Mapping[str, Any], areas: Mapping[str, int]) -> dict[str, Any]:
    """`values` with the area's code turned into its key."""
    columns = {name: value for name, value in values.items() if name != "area"}
    if "area" in values:
        columns["area_id"] = None if values["area"] is None else areas[values["area"]]
    return columns


def paper_text(line1: str, line2: str, city: str, postal_code: str) -> str:
    """The lines as they are printed."""
    return "\n".join(line for line in (line1, line2, f"{postal_code} {city}".strip()) if line)


def _degrees(value: Decimal, field: str, bound: int) -> Decimal:
    if not value.is_finite() or abs(value) > bound:
        raise PartyInvalid(f"{field} lies between -{bound} and {bound} degrees.", field=field)
    return round(value, 6)
