"""All that lies in the actor's branches now, and what today has moved of it: the difference is yesterday's evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, read_rows, records, records_text
from kontor.organization.calendar import business_date


class BranchClock(msgspec.Struct, frozen=True):
    id: int
    time_zone: str
    day_starts_at: str


class BranchDay(msgspec.Struct, frozen=True):
    """Which business date today is at a branch."""

    branch_id: int
    today: date


class StockSum(msgspec.Struct, frozen=True):
    """`grams` counts what has a weight, by its weight of now; value is micros. `moved_...` is what today has added."""

    units: int
    grams: int
    value_micros: int
    skus: int
    moved_units: int
    moved_grams: int

    @property
    def change_percent(self) -> float | None:
        """Of the weight, or of the units where nothing has a weight; None where there was nothing yesterday."""
        now, moved = (self.grams, self.moved_grams) if self.grams else (self.units, self.moved_units)
        return round(100 * moved / (now - moved), 1) if now - moved > 0 else None


def todays_of_branches(now: datetime) -> list[BranchDay]:
    """Of every branch: goods on their way are moved by the postings of another one. One read."""
    sql = (
        "SELECT b.id, b.time_zone, CAST(b.day_starts_at AS text) AS day_starts_at FROM organization_branch b"
        " ORDER BY b.id"
    )
    clocks: list[BranchClock] = read_rows(Read(sql, (), BranchClock))
    return [
        BranchDay(clock.id, business_date(now, time_zone=clock.time_zone, day_starts_at=clock.day_starts_at))
        for clock in clocks
    ]


def stock_today_read(branches: str, days: Sequence[BranchDay]) -> Read:
    """One row. A posting is of today where its business date is today's, or a later one, at its own branch.

    Walks the postings of today only, through their index: PostgreSQL takes it for a day that it is told beside the
    branches' own ones, SQLite where CROSS JOIN leaves it no other way.
    """
    cross, day = ("JOIN", "CAST(%s AS date)") if is_postgres() else ("CROSS JOIN", "%s")
    earliest = min((one.today for one in days), default=date.max)
    mine = among("o.branch_id", int)
    sql = (
        "SELECT y.units, y.grams, y.value_micros, y.skus, x.moved_units, x.moved_grams FROM ("
        "SELECT CAST(coalesce(sum(l.on_hand), 0) AS bigint) AS units,"
        " CAST(coalesce(sum(l.on_hand * s.weight_grams), 0) AS bigint) AS grams,"
        " CAST(coalesce(sum(l.value_micros), 0) AS bigint) AS value_micros,"
        " count(DISTINCT CASE WHEN l.on_hand <> 0 THEN l.sku_id END) AS skus"
        " FROM inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id"
        f" JOIN inventory_location o ON o.id = l.location_id WHERE {mine}"
        " AND (l.on_hand <> 0 OR l.value_micros <> 0)) y CROSS JOIN ("
        "SELECT CAST(coalesce(sum(m.on_hand_delta), 0) AS bigint) AS moved_units,"
        " CAST(coalesce(sum(m.on_hand_delta * s.weight_grams), 0) AS bigint) AS moved_grams"
        f" FROM {records(BranchDay)} {cross} inventory_stockposting p ON p.branch_id = d.branch_id"
        f" AND p.business_date >= d.today AND p.business_date >= {day}"
        f" {cross} inventory_stockmovement m ON m.posting_id = p.id AND m.on_hand_delta <> 0"
        " JOIN inventory_stocklevel l ON l.id = m.level_id"
        f" JOIN catalog_sku s ON s.id = l.sku_id JOIN inventory_location o ON o.id = l.location_id WHERE {mine}) x"
    )
    return Read(sql, (branches, records_text(days), earliest.isoformat(), branches), StockSum)
