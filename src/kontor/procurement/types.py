"""Values in and out of procurement."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.masking import masked
from kontor.kernel.wire import Incoming, told
from kontor.procurement.limits import MOST_LEAD_TIME_DAYS

Code = Annotated[str, told(minLength=1, maxLength=40)]
PackCode = Annotated[str, told(minLength=1, maxLength=20)]
TheirCode = Annotated[str, told(maxLength=40)]
Cost = Annotated[str, told(pattern=r"^\d{1,9}(\.\d{1,6})?$"), masked("costs.read")]
Currency = Annotated[str, told(pattern=r"^([A-Z]{3})?$"), masked("costs.read")]
LeadTime = Annotated[int, told(minimum=0, maximum=MOST_LEAD_TIME_DAYS)]


class SupplierItemEdit(Incoming, frozen=True, kw_only=True):
    """Only what is sent is changed. `cost` is that of one `pack` without tax, and stands with its `currency`.

    `is_preferred` true takes it from the supplier of the SKU that was preferred before.
    """

    supplier_sku: TheirCode | UnsetType = UNSET
    pack: PackCode | UnsetType = UNSET
    cost: Cost | UnsetType | None = UNSET
    currency: Currency | UnsetType = UNSET
    lead_time_days: LeadTime | UnsetType | None = UNSET
    is_preferred: bool | UnsetType = UNSET


class SupplierItemPut(Incoming, frozen=True, kw_only=True):
    """A SKU that a supplier delivers, found by both codes; what is left out stays, a new one comes in its base pack.

    `supplier_sku` is the supplier's own code for it. `cost` is that of one `pack` without tax, and stands with its
    `currency`. `is_preferred` true takes it from the supplier of the SKU that was preferred before.
    """

    supplier: Code
    sku: Code
    supplier_sku: TheirCode | UnsetType = UNSET
    pack: PackCode | UnsetType = UNSET
    cost: Cost | UnsetType | None = UNSET
    currency: Currency | UnsetType = UNSET
    lead_time_days: LeadTime | UnsetType | None = UNSET
    is_preferred: bool | UnsetType = UNSET


class SupplierItemsPut(Incoming, frozen=True):
    """Supplier items of a list kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[SupplierItemPut, ...], told(minItems=1, maxItems=5_000)]


# --- answers -----------------------------------------------------------------------------------------------------


class PutSupplierItem(msgspec.Struct, frozen=True):
    """What became of one row; a refused one says why, and which field is wrong."""

    supplier: str
    sku: str
    verdict: Literal["created", "updated", "unchanged", "refused"]
    id: int | None = None
    version: int | None = None
    reason: str | None = None
    field: str | None = None


class PutSupplierItems(msgspec.Struct, frozen=True):
    items: tuple[PutSupplierItem, ...]
    created: int
    updated: int
    unchanged: int
    refused: int


class SupplierItemVersion(msgspec.Struct, frozen=True):
    id: int
    supplier: str
    sku: str
    version: int


class SupplierItemDetail(msgspec.Struct, frozen=True):
    """Who delivers what. `pack_factor` is how many base units (`unit`) are in the pack that `cost` is for."""

    id: int
    supplier_id: int
    supplier: str
    supplier_name: str
    is_supplier_active: bool
    product_id: int
    sku: str
    name: str
    unit: str
    pack: str
    pack_factor: int
    supplier_sku: str
    cost: Cost | None
    currency: Currency
    lead_time_days: int | None
    is_preferred: bool
    version: int
