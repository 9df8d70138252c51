"""Whether the stock levels are what the ledger says, and the documents agree with it: for `kontor verify`."""

from __future__ import annotations

import msgspec

from kontor.inventory.sql.proof import (
    Divergence,
    UnprovedLevel,
    contradiction_reads,
    divergences_read,
    unproved_levels_read,
)
from kontor.kernel.statements import read_rows


class Difference(msgspec.Struct, frozen=True):
    """Two places that must say the same and do not. Quantities are base units, values micros of the currency."""

    kind: str
    subject: str
    expected: str
    found: str
    hint: str


def differences(limit: int = 1_000) -> list[Difference]:
    """At most `limit` differences in all branches; none, or the proof fails. Sums the ledger once."""
    found = _level_differences(limit)
    for kind, (read, hint) in contradiction_reads(limit).items():
        found += [Difference(kind, row.subject, row.expected, row.found, hint) for row in read_rows(read)]
    return found[:limit]


def _level_differences(limit: int) -> list[Difference]:
    levels: list[UnprovedLevel] = read_rows(unproved_levels_read(limit))
    if not levels:
        return []
    where = {row.level_id: row for row in read_rows(divergences_read([level.level_id for level in levels]))}
    return [difference for level in levels for difference in _of_level(level, where.get(level.level_id))]


def _of_level(level: UnprovedLevel, divergence: Divergence | None) -> list[Difference]:
    says = {
        "level_on_hand": (level.moved_on_hand, level.on_hand),
        "level_reserved": (level.moved_reserved, level.reserved),
        "level_value": (level.moved_value_micros, level.value_micros),
    }
    hint = _hint(divergence)
    found = [
        Difference(kind, level.subject, str(expected), str(is_there), hint)
        for kind, (expected, is_there) in says.items()
        if expected != is_there
    ]
    floor = min(0, level.on_hand - level.reserved)
    if level.floor != floor:
        found.append(
            Difference("level_floor", level.subject, str(floor), str(level.floor), "The next movement sets it right.")
        )
    return found


def _hint(divergence: Divergence | None) -> str:
    if divergence is None:
        return "Movements of a level that is gone."
    if divergence.agreed_id is None or divergence.next_id is None:
        return "Its movements never summed up to this: the level was changed beside the ledger."
    document = f"posting {divergence.posting_id} {divergence.reference or ''}".rstrip()
    return f"It stands as before movement {divergence.next_id} ({document}): that one and what follows are missing."
