"""What the desk sends in, in packs, and what it gets back, in base units."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from kontor.inventory import reasons
from kontor.inventory.costs import Cost
from kontor.kernel.refusals import Refusal
from kontor.kernel.wire import Incoming, told

Number = int | str
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Note = Annotated[str, msgspec.Meta(max_length=200)]
Reference = Annotated[str, msgspec.Meta(max_length=60)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class StockLine(Incoming, frozen=True):
    """Goods to move. Without `pack` the quantity is in the SKU's base pack."""

    sku: Code
    quantity: Number
    pack: str | None = None


class ReceiptLine(Incoming, frozen=True):
    """Goods that come in; `unit_cost` is what one `pack` of them costs, in the business's currency."""

    sku: Code
    quantity: Number
    unit_cost: Cost
    pack: str | None = None


class DeskDocument(Incoming, frozen=True, kw_only=True):
    """What every document of the desk says. `occurred_at` None: now; an earlier day needs the right to back-date."""

    location: Code
    lines: tuple[StockLine, ...]
    reference: Reference = ""
    note: Note = ""
    occurred_at: Instant | None = None


class StockReceipt(DeskDocument, frozen=True, kw_only=True):
    """Goods taken in; `reason_code` 1 import, 2 purchase, 5 processing."""

    lines: tuple[ReceiptLine, ...]  # type: ignore[assignment]  # a receipt's lines carry a cost
    reason_code: int = reasons.PURCHASE


class StockIssue(DeskDocument, frozen=True, kw_only=True):
    """Goods given out by hand; `reason_code` 12 return to supplier, 14 processing."""

    reason_code: int = reasons.PROCESSING_OUT


class StockDisposal(DeskDocument, frozen=True, kw_only=True):
    """Goods found broken, spoiled or gone: a fact, whatever they were promised for."""


class StockReturn(DeskDocument, frozen=True, kw_only=True):
    """Goods that come back; at the cost they went out with in `source_posting_id`, else at the average."""

    source_posting_id: int | None = None


class AdjustmentDraftLine(Incoming, frozen=True):
    """What there is more (or, with a minus, less) than the books say."""

    sku: Code
    quantity: Number
    pack: str | None = None
    reason: Note = ""


class AdjustmentDraft(Incoming, frozen=True, kw_only=True):
    """A correction by hand. `allow_services`: lines of services stay on the document but move nothing."""

    location: Code
    lines: tuple[AdjustmentDraftLine, ...]
    note: Note
    occurred_at: Instant | None = None
    source: Annotated[str, msgspec.Meta(max_length=40)] = ""
    external_reference: Annotated[str, msgspec.Meta(max_length=80)] = ""
    allow_services: bool = False


class TransferDraft(Incoming, frozen=True, kw_only=True):
    from_location: Code
    to_location: Code
    lines: tuple[StockLine, ...]
    note: Note = ""
    sent_at: Instant | None = None


class ArrivedLine(Incoming, frozen=True):
    """How much of a transfer's line has arrived, in base units."""

    position: int
    quantity_base: int


class TransferArrival(Incoming, frozen=True, kw_only=True):
    """What has arrived: `lines`, or all that is still in transit. `write_off_rest`: the rest will never come."""

    lines: tuple[ArrivedLine, ...] | None = None
    write_off_rest: bool = False
    note: Note = ""
    received_at: Instant | None = None


class Reversal(Incoming, frozen=True):
    """Why a document is taken back."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Decision(Incoming, frozen=True):
    """What the checker says to a draft; a rejection must say why."""

    note: Note = ""


class AdjustmentDrafts(Incoming, frozen=True):
    """Adjustments to judge one by one, in this order."""

    adjustments: Annotated[tuple[AdjustmentDraft, ...], msgspec.Meta(min_length=1, max_length=2_000)]


class AdjustmentLimits(Incoming, frozen=True):
    """From which size on an adjustment needs a second person; null: no limit of that sort."""

    approval_quantity_base: int | None = None
    approval_value_minor: int | None = None


class ReorderPoint(Incoming, frozen=True, kw_only=True):
    """From which availability on a SKU is low at a location, in base units. None: it never is."""

    location: Code
    sku: Code
    reorder_point_base: int | None
    reorder_quantity_base: int | None = None


class ReorderPoints(Incoming, frozen=True):
    """Reorder points to set, all or none."""

    points: Annotated[tuple[ReorderPoint, ...], msgspec.Meta(min_length=1, max_length=2_000)]


Areas = Annotated[tuple[int, ...], msgspec.Meta(max_length=100)]


class LocationDraft(Incoming, frozen=True, kw_only=True):
    """`shortage_policy` accept: what tills sell here has happened, whatever the books say. A bin names its `parent`.

    With `area_ids` only customers registered for one of these areas, or beneath one, order from it.
    """

    branch: Code
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    kind: str = "warehouse"
    shortage_policy: str = "refuse"
    parent: Code | None = None
    area_ids: Areas = ()


class LocationEdit(Incoming, frozen=True, kw_only=True):
    """What is left out stays as it is. A location closes (`is_active` false) empty.

    `area_ids` are all the areas it serves from now on; none: every customer orders from it.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] | msgspec.UnsetType = msgspec.UNSET
    shortage_policy: str | msgspec.UnsetType = msgspec.UNSET
    is_active: bool | msgspec.UnsetType = msgspec.UNSET
    area_ids: Areas | msgspec.UnsetType = msgspec.UNSET


class MovedLine(msgspec.Struct, frozen=True):
    """What a line came to in the SKU's base unit."""

    sku: str
    quantity_base: int
    unit: str


class PostingAnswer(msgspec.Struct, frozen=True):
    """The document in the stock journal. `is_oversold`: a fact took more than was free; an alert says how much."""

    id: int
    kind: str
    reference: str
    business_date: date
    is_oversold: bool
    lines: tuple[MovedLine, ...]


class AdjustmentAnswer(msgspec.Struct, frozen=True):
    """`state` draft: over the business's limit, it waits for somebody else's approval and has moved nothing."""

    id: int
    number: str
    state: str
    posting_id: int | None
    is_oversold: bool
    version: int


class AdjustmentResult(msgspec.Struct, frozen=True):
    """One item of a batch: its adjustment, or its refusal. `is_duplicate`: it was there already, nothing was done."""

    adjustment: AdjustmentAnswer | None = None
    refusal: Refusal | None = None
    is_duplicate: bool = False


class AdjustmentBatch(msgspec.Struct, frozen=True):
    """One result per item, in the order sent."""

    items: tuple[AdjustmentResult, ...]


class SentLine(msgspec.Struct, frozen=True):
    """A line of a transfer in the SKU's base unit, and how much of it is still in transit."""

    position: int
    sku: str
    quantity_base: int
    in_transit_base: int
    unit: str


class TransferAnswer(msgspec.Struct, frozen=True):
    """`state` in_transit until everything has arrived or is written off, then received."""

    id: int
    number: str
    state: str
    version: int
    lines: tuple[SentLine, ...]


class AdjustmentPolicyDetail(msgspec.Struct, frozen=True):
    """A business's limits; null: no limit of that sort. Version 0: they were never set."""

    business: str
    approval_quantity_base: int | None
    approval_value_minor: int | None
    version: int = 0


class ReorderAnswer(msgspec.Struct, frozen=True):
    """How many levels have their reorder point now."""

    changed: int


class LocationAnswer(msgspec.Struct, frozen=True):
    id: int
    code: str
    version: int


class StockPut(Incoming, frozen=True):
    """Opening stock of one SKU at a location, in packs (none named: the base pack), each at `unit_cost`.

    `on` is the business day as of whose beginning it is counted; without it, now. `lot` names one that is there.
    """

    location: str
    sku: str
    quantity: Number
    unit_cost: Cost
    pack: str | None = None
    on: date | None = None
    lot: str | None = None


class StocksPut(Incoming, frozen=True):
    """Opening stock of a list kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[StockPut, ...], told(minItems=1, maxItems=50_000)]


class PutStockItem(msgspec.Struct, frozen=True):
    """What became of one row, in the order sent; `reason` and `field` only where it is refused."""

    location: str
    sku: str
    verdict: Literal["created", "unchanged", "refused"]
    reason: str | None = None
    field: str | None = None


class PutStock(msgspec.Struct, frozen=True):
    """`posting_ids`: one opening posting for each location that got something."""

    items: tuple[PutStockItem, ...]
    posting_ids: tuple[int, ...]
    created: int
    unchanged: int
    refused: int


class CostLine(Incoming, frozen=True):
    """What one `pack` (none named: the base pack) of a SKU is worth, in the business's currency."""

    sku: Code
    unit_cost: Cost
    pack: str | None = None


class CostCorrection(Incoming, frozen=True):
    """What goods at a location are worth from now on, and why. Nothing moves."""

    location: Code
    lines: tuple[CostLine, ...]
    note: Note
    reference: Reference = ""


class CorrectedCost(msgspec.Struct, frozen=True):
    """What a base unit was worth before and is now, and by how much the value of what is there changed."""

    sku: str
    on_hand: int
    old_unit_cost: Cost
    unit_cost: Cost
    variance: Cost


class CostAnswer(msgspec.Struct, frozen=True):
    """`id` None: every cost was so before."""

    id: int | None
    lines: tuple[CorrectedCost, ...]
