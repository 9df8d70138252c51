"""Who delivers what: which rows are new, differ, are as they were, or are refused, and why. Pure.

A code of a supplier that one row has given up is free for another one with the next batch only, so that no row depends
on the order in which one statement writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from kontor.kernel.currencies import IN_USE, not_in_use
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.money import decimal_from_micros, micros_from_decimal
from kontor.kernel.text import optional_text
from kontor.kernel.wire import quantity as decimal
from kontor.procurement.errors import SupplierItemInvalid
from kontor.procurement.limits import MOST_COST_MICROS, MOST_LEAD_TIME_DAYS
from kontor.procurement.types import PutSupplierItem, PutSupplierItems, SupplierItemPut


class ItemRow(msgspec.Struct, frozen=True):
    """A row of procurement_supplieritem."""

    id: int
    supplier_id: int
    sku_id: int
    pack_id: int
    supplier_sku: str
    cost_micros: int | None
    currency: str
    lead_time_days: int | None
    is_preferred: bool
    version: int


class KnownSupplier(msgspec.Struct, frozen=True):
    id: int
    code: str
    is_active: bool


class KnownPack(msgspec.Struct, frozen=True):
    """A pack of a SKU; the base pack is the one whose code is `base_unit`."""

    sku_id: int
    sku: str
    base_unit: str
    pack_id: int
    pack: str


class ItemBook:
    """What is there, by supplier and SKU, and what becomes of it row by row."""

    def __init__(self, suppliers: Sequence[KnownSupplier], packs: Sequence[KnownPack], rows: Sequence[ItemRow]) -> None:
        self.suppliers = {supplier.code: supplier for supplier in suppliers}
        self.packs: dict[str, dict[str, KnownPack]] = {}
        for pack in packs:
            self.packs.setdefault(pack.sku, {})[pack.pack] = pack
        self.before = {(row.supplier_id, row.sku_id): row for row in rows}
        self.rows = dict(self.before)
        self.taken = {(row.supplier_id, row.supplier_sku): row.sku_id for row in rows if row.supplier_sku}
        self.preferred = {row.sku_id: row for row in rows if row.is_preferred}
        self.preferred_here: set[int] = set()

    def put(self, draft: SupplierItemPut, ids: Iterator[int]) -> ItemRow:
        """Keep the row as `draft` wants it and return it. Raises SupplierItemInvalid, TextInvalid, MoneyInvalid."""
        supplier = self.suppliers.get(draft.supplier.strip())
        if supplier is None:
            raise SupplierItemInvalid(f"There is no supplier {draft.supplier!r}; make it first.", field="supplier")
        packs = self.packs.get(draft.sku.strip())
        if not packs:
            raise SupplierItemInvalid(f"There is no SKU {draft.sku!r}; make it first.", field="sku")
        old = self.rows.get((supplier.id, next(iter(packs.values())).sku_id))
        row = _row(draft, packs, old or _fresh(supplier, packs))
        self._check_their_code(supplier, row)
        if row.is_preferred and (old is None or not old.is_preferred):
            self._prefer(supplier, row)
        if not row.id:
            row = msgspec.structs.replace(row, id=next(ids))
        self.rows[row.supplier_id, row.sku_id] = row
        if row.is_preferred:
            self.preferred[row.sku_id] = row
        if row.supplier_sku:
            self.taken[row.supplier_id, row.supplier_sku] = row.sku_id
        return row

    def fresh(self) -> list[ItemRow]:
        return [row for key, row in self.rows.items() if key not in self.before]

    def changed(self) -> list[ItemRow]:
        """With the version that they will have."""
        return [
            msgspec.structs.replace(row, version=row.version + 1)
            for key, row in self.rows.items()
            if key in self.before and row != self.before[key]
        ]

    def diffs(self) -> dict[int, dict[str, list[Any]]]:
        """Id -> field -> [old, new] of what differs."""
        named = [name for name in ItemRow.__struct_fields__ if name not in ("id", "version")]
        found: dict[int, dict[str, list[Any]]] = {}
        for key, row in self.rows.items():
            old = self.before.get(key)
            diff = {
                name: [old and getattr(old, name), getattr(row, name)]
                for name in named
                if old is None or getattr(old, name) != getattr(row, name)
            }
            if diff:
                found[row.id] = diff
        return found

    def verdict(self, draft: SupplierItemPut, row: ItemRow) -> PutSupplierItem:
        """What became of the row once all were put: a later one may have taken over being preferred."""
        key = row.supplier_id, row.sku_id
        last, old = self.rows[key], self.before.get(key)
        if old is None:
            return PutSupplierItem(draft.supplier, draft.sku, "created", last.id, last.version)
        if last == old:
            return PutSupplierItem(draft.supplier, draft.sku, "unchanged", old.id, old.version)
        return PutSupplierItem(draft.supplier, draft.sku, "updated", old.id, old.version + 1)

    def _check_their_code(self, supplier: KnownSupplier, row: ItemRow) -> None:
        owner = self.taken.get((supplier.id, row.supplier_sku)) if row.supplier_sku else None
        if owner is not None and owner != row.sku_id:
            raise SupplierItemInvalid(
                f"{supplier.code} calls another SKU {row.supplier_sku} already; change that one first.",
                field="supplier_sku",
            )

    def _prefer(self, supplier: KnownSupplier, row: ItemRow) -> None:
        if not supplier.is_active:
            raise SupplierItemInvalid(
                f"{supplier.code} is not bought from any more, so it cannot be preferred.", field="is_preferred"
            )
        if row.sku_id in self.preferred_here:
            raise SupplierItemInvalid("An earlier row prefers another supplier of this SKU.", field="is_preferred")
        self.preferred_here.add(row.sku_id)
        other = self.preferred.get(row.sku_id)
        if other is not None:
            key = other.supplier_id, other.sku_id
            self.rows[key] = msgspec.structs.replace(self.rows[key], is_preferred=False)


def put_items(drafts: Sequence[SupplierItemPut], book: ItemBook, ids: Iterator[int]) -> PutSupplierItems:
    """Decide row by row; a supplier and SKU that come twice are refused the second time, a refused row spoils none."""
    seen: set[tuple[str, str]] = set()
    decided: list[ItemRow | KontorError] = []
    for draft in drafts:
        key = draft.supplier.strip(), draft.sku.strip()
        try:
            if key in seen:
                raise SupplierItemInvalid("This supplier and SKU stand on an earlier row already.", field="sku")
            seen.add(key)
            decided.append(book.put(draft, ids))
        except KontorError as error:
            decided.append(error)
    items = [
        _refused(draft, found) if isinstance(found, KontorError) else book.verdict(draft, found)
        for draft, found in zip(drafts, decided, strict=True)
    ]
    verdicts = [item.verdict for item in items]
    return PutSupplierItems(
        tuple(items), *(verdicts.count(it) for it in ("created", "updated", "unchanged", "refused"))
    )


def cost_text(cost_micros: int | None) -> str | None:
    return None if cost_micros is None else str(decimal_from_micros(cost_micros))


def _refused(draft: SupplierItemPut, error: KontorError) -> PutSupplierItem:
    return PutSupplierItem(
        draft.supplier, draft.sku, "refused", reason=error.detail, field=error.data.get("field") or _field_of(error)
    )


def _field_of(error: KontorError) -> str | None:
    return "currency" if "currency" in error.data else None


def _fresh(supplier: KnownSupplier, packs: Mapping[str, KnownPack]) -> ItemRow:
    some = next(iter(packs.values()))
    base = packs.get(some.base_unit, some)
    return ItemRow(0, supplier.id, base.sku_id, base.pack_id, "", None, "", None, False, 1)


def _row(draft: SupplierItemPut, packs: Mapping[str, KnownPack], old: ItemRow) -> ItemRow:
    values: dict[str, Any] = {}
    if draft.supplier_sku is not UNSET:
        values["supplier_sku"] = optional_text(draft.supplier_sku, "supplier_sku", 40)
    if draft.pack is not UNSET:
        values["pack_id"] = _pack_id(draft.pack.strip(), packs)
    if draft.lead_time_days is not UNSET:
        values["lead_time_days"] = _lead_time(draft.lead_time_days)
    if draft.is_preferred is not UNSET:
        values["is_preferred"] = draft.is_preferred
    return msgspec.structs.replace(old, **values, **_cost(draft, old))


def _pack_id(code: str, packs: Mapping[str, KnownPack]) -> int:
    if code not in packs:
        raise SupplierItemInvalid(f"The SKU comes in {', '.join(packs)}, not in {code!r}.", field="pack")
    return packs[code].pack_id


def _lead_time(days: int | None) -> int | None:
    if days is not None and not 0 <= days <= MOST_LEAD_TIME_DAYS:
        raise SupplierItemInvalid(f"A lead time is 0 to {MOST_LEAD_TIME_DAYS} days.", field="lead_time_days")
    return days


def _cost(draft: SupplierItemPut, old: ItemRow) -> dict[str, Any]:
    """Cost and currency, which stand together or not at all."""
    if draft.cost is UNSET and draft.currency is UNSET:
        return {}
    micros = old.cost_micros if draft.cost is UNSET else _micros(draft.cost)
    currency = old.currency if draft.currency is UNSET else draft.currency.strip()
    if micros is None:
        if draft.currency is not UNSET and currency:
            raise SupplierItemInvalid("A currency without a cost says nothing; send the cost too.", field="cost")
        return {"cost_micros": None, "currency": ""}
    if not currency:
        raise SupplierItemInvalid("Say in which currency the cost is, such as KES.", field="currency")
    if currency != old.currency and currency not in IN_USE:
        raise SupplierItemInvalid(not_in_use(currency), field="currency")
    return {"cost_micros": micros, "currency": currency}


def _micros(text: str | None) -> int | None:
    if text is None:
        return None
    value: Decimal = decimal(text, "cost")
    try:
        micros = micros_from_decimal(value)
    except InvalidInput as error:
        raise SupplierItemInvalid(error.detail, field="cost") from None
    if not 0 <= micros <= MOST_COST_MICROS:
        raise SupplierItemInvalid(f"A cost is 0 to {MOST_COST_MICROS // 10**6:,}, not {text}.", field="cost")
    return micros
