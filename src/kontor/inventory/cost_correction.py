"""A cost corrected by hand: what is there gets another worth, the difference is a variance of its own. Pure.

The average cost follows the order in which things are recorded: issues that were booked keep their cost, later ones
take the corrected one. Where nothing is there, there is nothing to correct: the next receipt brings its cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kontor.inventory.desk import DeskFacts, Place, StockedSku, When, check_lines, factor_on, stocked_sku_on
from kontor.inventory.desk import unit_cost_micros as unit_cost_of
from kontor.inventory.errors import StockInvalid, TransitionRefused
from kontor.inventory.reasons import ADJUSTMENT_IN, ADJUSTMENT_OUT
from kontor.inventory.schemas import CorrectedCost, CostCorrection
from kontor.inventory.types import LevelState, LineRequest, PostingRequest
from kontor.kernel.money import decimal_from_micros


class WantedCost(NamedTuple):
    """What a base unit of a SKU is to be worth."""

    sku: StockedSku
    unit_cost_micros: int


def wanted_costs(correction: CostCorrection, facts: DeskFacts) -> list[WantedCost]:
    """Raises StockInvalid for a missing note, a SKU named twice, a negative cost and an unknown pack."""
    if not correction.note.strip():
        raise StockInvalid("Say why the cost is corrected.", field="note")
    check_lines(correction.lines)
    wanted, named = [], set[int]()
    for index, line in enumerate(correction.lines):
        sku = stocked_sku_on(index, line.sku, facts)
        if sku.id in named:
            raise StockInvalid(f"{sku.code} stands on an earlier line already.", field=f"lines[{index}].sku")
        named.add(sku.id)
        wanted.append(WantedCost(sku, unit_cost_of(index, line.unit_cost, factor_on(index, sku, line.pack))))
    return wanted


def corrected_costs(wanted: Sequence[WantedCost], levels: Mapping[int, LevelState]) -> list[CorrectedCost]:
    """One line for each SKU, by what its level holds. Raises TransitionRefused where nothing is there."""
    return [_corrected(want, levels.get(want.sku.id)) for want in wanted]


def correction_request(
    correction: CostCorrection,
    wanted: Sequence[WantedCost],
    levels: Mapping[int, LevelState],
    place: Place,
    at: When,
) -> PostingRequest | None:
    """The posting of those costs that are not so yet; None where all of them are."""
    lines = [
        LineRequest(
            place.id,
            want.sku.id,
            reason_code=ADJUSTMENT_IN if _variance(want, levels[want.sku.id]) > 0 else ADJUSTMENT_OUT,
            corrected_cost_micros=want.unit_cost_micros,
        )
        for want in wanted
        if _variance(want, levels[want.sku.id])
    ]
    if not lines:
        return None
    return PostingRequest(
        kind="adjustment",
        branch_id=place.branch_id,
        occurred_at=at.occurred_at,
        business_date=at.business_date,
        lines=tuple(lines),
        reference=correction.reference,
        reason=correction.note.strip(),
    )


def _variance(want: WantedCost, level: LevelState) -> int:
    return level.on_hand * want.unit_cost_micros - level.value_micros


def _corrected(want: WantedCost, level: LevelState | None) -> CorrectedCost:
    if level is None or level.on_hand <= 0:
        raise TransitionRefused(
            f"No {want.sku.code} is there to be worth something; the next receipt brings its cost.", sku=want.sku.code
        )
    return CorrectedCost(
        sku=want.sku.code,
        on_hand=level.on_hand,
        old_unit_cost=str(decimal_from_micros(level.average_cost_micros)),
        unit_cost=str(decimal_from_micros(want.unit_cost_micros)),
        variance=str(decimal_from_micros(_variance(want, level))),
    )
