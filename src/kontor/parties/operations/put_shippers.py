from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.area_types import ShipperPut
from kontor.parties.errors import PartyInvalid
from kontor.parties.phone_rule import PhoneRule
from kontor.parties.putting import Values, checked_values, put_rows
from kontor.parties.rows import ShipperRow
from kontor.parties.sql.codes import areas_read
from kontor.parties.sql.putting import put_writes
from kontor.parties.sql.territories import shippers_before
from kontor.parties.types import PutParties

MOST_SHIPPERS: Final = 5_000


def put_shippers(
    *, rows: Sequence[ShipperPut], actor: Actor, now: datetime, key: RequestKey | None = None
) -> PutParties:
    """Say who carries goods to which area; the same rows again change nothing.

    A phone number has as many digits and begins as the company's rule says (KONTOR_PHONE_DIGITS,
    KONTOR_PHONE_PREFIXES). Every row gets its verdict; a refused one keeps no other from being written. A constant
    number of statements. Raises PartyInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_SHIPPERS:
        raise PartyInvalid(f"Send 1 to {MOST_SHIPPERS} shippers at a time.")
    return write_once(key, now, PutParties, lambda: _put(rows, actor, now))


def _put(rows: Sequence[ShipperPut], actor: Actor, now: datetime) -> PutParties:
    codes = {row.code.strip() for row in rows}
    ids, areas, before = read_all([next_ids("parties_shipper", len(rows)), areas_read(codes), shippers_before(codes)])
    area_ids = {area.code: area.id for area in areas}
    rule = PhoneRule(settings.PHONE_DIGITS, settings.PHONE_PREFIXES)
    put = put_rows(
        rows,
        {row.code: _plain(row) for row in before},
        iter([row.id for row in ids]),
        lambda draft: _values(draft, area_ids, rule),
        lambda id_, _, values: ShipperRow(id=id_, **{"phone": "", **values}),
        _check,
    )
    if put.diffs:
        audit = [
            audit_row(action="shipper.put", subject=f"parties.shipper:{id_}", diff=diff, actor=actor, now=now)
            for id_, diff in put.diffs.items()
        ]
        write_all([*put_writes("parties_shipper", put.fresh, put.changed), *audit_writes(audit)])
    return put.answer()


def _values(draft: ShipperPut, area_ids: Mapping[str, int], rule: PhoneRule) -> Values:
    values: dict[str, Any] = checked_values(draft)
    area = values.pop("area").strip()
    if area not in area_ids:
        raise PartyInvalid(f"There is no area {area!r}; make it first.", field="area")
    if "phone" in values:
        values["phone"] = rule.checked(values["phone"])
    return {**values, "area_id": area_ids[area]}, ()


def _check(row: ShipperRow) -> None:
    if not row.phone:
        raise PartyInvalid("A new shipper needs a phone number.", field="phone")


def _plain(row: ShipperRow) -> ShipperRow:
    return ShipperRow(**{name: getattr(row, name) for name in ShipperRow.__struct_fields__})
