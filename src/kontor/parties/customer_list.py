"""How a row of a customer list kept elsewhere is read, by the rules for what is not known here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kontor.customization.fields import custom_after
from kontor.customization.types import SchemaRow
from kontor.parties.errors import CustomerErased
from kontor.parties.putting import Values, checked_values, with_ids
from kontor.parties.rows import CustomerRow
from kontor.parties.types import CustomerPut, PutRules


class CustomerList(msgspec.Struct):
    """What the rows may refer to; `channels` holds those that are made with them, too."""

    rules: PutRules
    channels: Mapping[str, int]
    areas: Mapping[str, int]
    made_channels: frozenset[str]
    customers: Mapping[str, CustomerRow]
    custom_schema: SchemaRow | None = None

    def values_of(self, draft: CustomerPut) -> Values:
        """Column -> value and the notes. Raises TextInvalid, PartyInvalid, CustomerErased."""
        code = draft.code.strip()
        if code in self.customers and self.customers[code].erased_at is not None:
            raise CustomerErased(f"Who {code} was has been erased; a list does not bring it back.", field="code")
        values, notes = checked_values(draft), []
        before = self.customers[code].custom if code in self.customers else None
        values["custom"] = custom_after(self.custom_schema, before, draft.custom)
        if self.rules.unknown_areas == "without" and (values.get("area") or "") not in {"", *self.areas}:
            notes.append(f"There is no area {values.pop('area')!r}: taken without it.")
        if values.get("channel") in self.made_channels:
            notes.append(f"The channel {values['channel']} was new and is made.")
        if self.rules.missing_names == "code" and "name" not in values and code not in self.customers:
            values["name"] = code
            notes.append("The name was missing: the code is taken for it.")
        return _with_keys(values, self), tuple(notes)


def _with_keys(values: dict[str, Any], known: CustomerList) -> dict[str, Any]:
    return with_ids(with_ids(values, "channel", known.channels), "area", known.areas)
