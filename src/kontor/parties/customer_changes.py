"""The same change to many customers: what each row becomes, or why it stays. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.text import optional_text, required_text
from kontor.parties.errors import CustomerErased, CustomerNotFound, PartyInvalid
from kontor.parties.listing_types import CustomerChange, CustomerRef
from kontor.parties.party_rules import check_code, check_terms
from kontor.parties.putting import refused
from kontor.parties.register import Register
from kontor.parties.rows import CustomerRow
from kontor.parties.types import PutItem


class Changed(msgspec.Struct, frozen=True):
    before: CustomerRow
    after: CustomerRow

    @property
    def is_listing(self) -> bool:
        return self.before.is_active != self.after.is_active


def checked_change(
    change: CustomerChange, channels: Mapping[str, int], areas: Mapping[str, int]
) -> tuple[dict[str, Any], str]:
    """Column -> value, and the reason. Raises TextInvalid and PartyInvalid: it is wrong for every customer alike."""
    reason = optional_text(change.reason, "reason", 240)
    values: dict[str, Any] = {}
    if isinstance(change.is_active, bool):
        values["is_active"] = change.is_active
        if not change.is_active:
            required_text(reason, "reason", 240)
    if change.channel is not UNSET:
        check_code(change.channel, "channel", channels)
        values["channel_id"] = None if change.channel is None else channels[change.channel]
    if change.area is not UNSET:
        check_code(change.area, "area", areas)
        values["area_id"] = None if change.area is None else areas[change.area]
    if isinstance(change.payment_terms, str):
        check_terms(change.payment_terms)
        values["payment_terms"] = change.payment_terms
    if not values:
        raise PartyInvalid("Say what to change: is_active, channel, area or payment_terms.")
    return values, reason


def changed_row(ref: CustomerRef, before: CustomerRow | None, values: Mapping[str, Any], register: Register) -> Changed:
    """Raises CustomerNotFound, PreconditionFailed, CustomerErased, CustomerTwice."""
    if before is None:
        raise CustomerNotFound(f"There is no customer {ref.id}.")
    if ref.version is not None and ref.version != before.version:
        raise PreconditionFailed(version=before.version)
    if all(getattr(before, name) == value for name, value in values.items()):
        return Changed(before, before)
    if before.erased_at is not None:
        raise CustomerErased(f"Who {before.code} was has been erased; make a new customer.")
    after = msgspec.structs.replace(before, **values, version=before.version + 1)
    register.take(after)
    return Changed(before, after)


def change_rows(
    refs: Sequence[CustomerRef], rows: Mapping[int, CustomerRow], values: Mapping[str, Any], register: Register
) -> tuple[list[PutItem], list[Changed]]:
    """Decide customer by customer; one named twice is refused the second time."""
    items: list[PutItem] = []
    changed: list[Changed] = []
    seen: set[int] = set()
    for ref in refs:
        row = rows.get(ref.id)
        code = str(ref.id) if row is None else row.code
        try:
            if ref.id in seen:
                raise PartyInvalid(f"{code} is named twice.", field="id")
            seen.add(ref.id)
            one = changed_row(ref, row, values, register)
        except KontorError as error:
            items.append(refused(code, error))
            continue
        is_changed = one.after is not one.before
        items.append(PutItem(code, "updated" if is_changed else "unchanged", one.after.id, one.after.version))
        if is_changed:
            changed.append(one)
    return items, changed


def change_diff(one: Changed) -> dict[str, list[Any]]:
    """Field -> [old, new]; none of these says who a person is."""
    names = ("is_active", "channel_id", "area_id", "payment_terms")
    return {
        name: [getattr(one.before, name), getattr(one.after, name)]
        for name in names
        if getattr(one.before, name) != getattr(one.after, name)
    }
