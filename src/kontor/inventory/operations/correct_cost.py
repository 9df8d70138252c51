from __future__ import annotations

from datetime import datetime

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.inventory.cost_correction import WantedCost, corrected_costs, correction_request, wanted_costs
from kontor.inventory.desk import Place, place_at, when
from kontor.inventory.operations.post_stock import lock_stock, post_stock
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import CorrectedCost, CostAnswer, CostCorrection
from kontor.inventory.sql.levels import levels_read
from kontor.inventory.types import LevelState
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import RequestKey


def correct_cost(
    *, correction: CostCorrection, actor: Actor, now: datetime, key: RequestKey | None = None
) -> CostAnswer:
    """Say what goods at a location are worth from now on, all lines or none; the difference is posted as a variance.

    What was issued keeps its cost. Locks the stock levels by ascending id. Raises LocationUnknown, LocationClosed,
    PeriodClosed, SkuUnknown, NotStocked, StockInvalid, and TransitionRefused where nothing is there.
    """
    return write_once(key, now, CostAnswer, lambda: _correct(correction, actor, now))


def _correct(correction: CostCorrection, actor: Actor, now: datetime) -> CostAnswer:
    facts = read_desk_facts([correction.location], [line.sku for line in correction.lines])
    place = place_at(correction.location, facts, actor)
    wanted = wanted_costs(correction, facts)
    levels = _locked_levels(place, wanted)
    lines = corrected_costs(wanted, levels)
    request = correction_request(correction, wanted, levels, place, when(place, None, actor=actor, now=now))
    if request is None:
        return CostAnswer(None, tuple(lines))
    (result,) = post_stock(requests=[request], actor=actor, now=now)
    assert result.posting_id is not None, "a posting that moves nothing is never short"
    _audit(lines, correction.note, result.posting_id, actor, now)
    return CostAnswer(result.posting_id, tuple(lines))


def _locked_levels(place: Place, wanted: list[WantedCost]) -> dict[int, LevelState]:
    pairs = [(place.id, want.sku.id) for want in wanted]
    lock_stock(pairs)
    return {level.sku_id: level for level in read_rows(levels_read(pairs))}


def _audit(lines: list[CorrectedCost], note: str, posting_id: int, actor: Actor, now: datetime) -> None:
    diff = {line.sku: (line.old_unit_cost, line.unit_cost) for line in lines if line.old_unit_cost != line.unit_cost}
    record_audit(
        action="stock.correct_cost",
        subject=f"inventory.posting:{posting_id}",
        diff={**diff, "note": (None, note)},
        actor=actor,
        now=now,
    )
