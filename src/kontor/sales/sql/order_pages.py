"""A page of orders, narrowed by what the caller asked for and by the branches he works in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text


class OrderFilters(msgspec.Struct, frozen=True):
    """What a list of orders is narrowed by. Codes, not ids; several lifecycles, holds or priorities mean "one of".

    `hold` knows "none" (not held) beside the holds' names. Dates are business dates, both included.
    """

    branch: str | None = None
    location: str | None = None
    customer: str | None = None
    lifecycle: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()
    fulfillment: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    number: str | None = None
    source: str | None = None
    external_reference: str | None = None
    from_on: date | None = None
    to_on: date | None = None


class OrderListRow(msgspec.Struct, frozen=True):
    """One order with the names around it. Amounts are minor units."""

    id: int
    number: str
    branch: str
    location: str
    customer: str | None
    customer_name: str | None
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    is_billed: bool
    priority: int
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    line_count: int
    source: str
    external_reference: str
    ordered_at: datetime
    business_date: date
    wanted_on: date | None
    version: int
    custom: str


class ListedLine(msgspec.Struct, frozen=True):
    """A line as lists show it."""

    order_id: int
    position: int
    sku: str
    name: str
    pack: str
    pack_factor: int
    quantity_base: int
    reserved_base: int
    shipped_base: int
    unit_price_micros: int
    net_minor: int
    tax_minor: int


class WaitingLine(ListedLine, frozen=True):
    """A line with what tells how much of it still waits for goods."""

    is_stocked: bool
    issued_base: int


# The page is cut first, so that names and counts are looked up for its orders only.
_PAGE: Final = """SELECT o.id, o.number, b.code AS branch, p.code AS location, c.code AS customer,
 c.name AS customer_name, o.lifecycle, o.hold, o.hold_reason, o.fulfillment, o.billed_at IS NOT NULL AS is_billed,
 o.priority, o.currency, o.net_minor, o.tax_minor, o.total_minor,
 {line_count} AS line_count,
 o.source, o.external_reference, o.ordered_at, o.business_date, o.wanted_on, o.version, o.custom
 FROM (SELECT o.* FROM sales_salesorder o WHERE {where} ORDER BY {order} LIMIT CAST(%s AS bigint)) o
 JOIN organization_branch b ON b.id = o.branch_id JOIN inventory_location p ON p.id = o.location_id
 LEFT JOIN parties_customer c ON c.id = o.customer_id ORDER BY {order}"""

_LINE_COUNT: Final = "(SELECT count(*) FROM sales_orderline l WHERE l.order_id = o.id)"

_OF_LINE: Final = {"sku": "s.code AS sku", "name": "s.name", "pack": "l.pack_code AS pack"}

#: By what a list of orders may be sorted; the id ends every order, so that pages neither repeat nor skip a row.
SORT_COLUMNS: Final = ("id", "total_minor", "ordered_at")

_BY_CODE: Final = (
    ("branch", "o.branch_id = (SELECT id FROM organization_branch WHERE code = %s)"),
    ("location", "o.location_id = (SELECT id FROM inventory_location WHERE code = %s)"),
    ("customer", "o.customer_id = (SELECT id FROM parties_customer WHERE code = %s)"),
    ("number", "o.number = %s"),
    ("source", "o.source = %s"),
    ("external_reference", "o.external_reference = %s AND NOT (o.external_reference = '')"),
)

# Said although the filter implies it: it is a partial index's condition, which the planner cannot derive.
_OPEN: Final = frozenset({"draft", "submitted", "confirmed"})
_IS_OPEN: Final = "o.lifecycle IN ('draft', 'submitted', 'confirmed')"
_IS_HELD: Final = "NOT (o.hold = '')"  # word for word, or SQLite does not know it again


def orders_page_read(
    filters: OrderFilters,
    branch_ids: Sequence[int],
    *,
    sort: str,
    after: int | None,
    limit: int,
    counts_lines: bool = True,
) -> Read:
    """The `limit` orders that follow the order `after`, by a column of SORT_COLUMNS, with a minus downwards.

    Whoever reads the lines as well need not have them counted; their count is 0 then.
    """
    column, direction = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
    assert column in SORT_COLUMNS
    sign = "<" if direction == "DESC" else ">"
    if column == "id":
        keyset, order = f"o.id {sign} CAST(%s AS bigint)", f"o.id {direction}"
    else:
        keyset = (
            f"(o.{column}, o.id) {sign}"
            f" (SELECT x.{column}, x.id FROM sales_salesorder x WHERE x.id = CAST(%s AS bigint))"
        )
        order = f"o.{column} {direction}, o.id {direction}"
    line_count = _LINE_COUNT if counts_lines else "0"
    return _page(order_conditions(filters, branch_ids), keyset, order, after, limit, line_count)


def outstanding_orders_read(filters: OrderFilters, branch_ids: Sequence[int], *, after: int | None, limit: int) -> Read:
    """The first `limit` orders past the id `after` that wait for goods or for the bill, longest waiting first."""
    waiting = msgspec.structs.replace(filters, lifecycle=("submitted", "confirmed"))
    conditions = order_conditions(waiting, branch_ids)
    return _page(conditions, "o.id > CAST(%s AS bigint)", "o.id ASC", after, limit)


def listed_lines_read(order_ids: Sequence[int], row: type[ListedLine] = ListedLine) -> Read:
    """The lines of these orders as `row`, by order and position."""
    columns = ", ".join(_OF_LINE.get(name, f"l.{name}") for name in row.__struct_fields__)
    sql = (
        f"SELECT {columns} FROM sales_orderline l JOIN catalog_sku s ON s.id = l.sku_id"
        f" WHERE {among('l.order_id', int)} ORDER BY l.order_id, l.position"
    )
    return Read(sql, (keys_text(order_ids),), row)


Condition = tuple[str, tuple[str, ...]]


def _page(
    conditions: Sequence[Condition],
    keyset: str,
    order: str,
    key: int | None,
    limit: int,
    line_count: str = _LINE_COUNT,
) -> Read:
    wanted = [*conditions, *([(keyset, (str(key),))] if key is not None else [])]
    parameters = tuple(text for _, texts in wanted for text in texts)
    where = " AND ".join(condition for condition, _ in wanted)
    return Read(_PAGE.format(where=where, order=order, line_count=line_count), (*parameters, str(limit)), OrderListRow)


def order_conditions(filters: OrderFilters, branch_ids: Sequence[int]) -> list[Condition]:
    """What narrows `sales_salesorder o` to the branches and filters, each with its parameters."""
    found: list[Condition] = [(among("o.branch_id", int), (keys_text(sorted(branch_ids)),))]
    for name, sql in _BY_CODE:
        wanted = getattr(filters, name)
        if wanted is not None:
            found.append((sql, (wanted,)))
    for name in ("lifecycle", "fulfillment"):
        if getattr(filters, name):
            found.append((among(f"o.{name}", str), (keys_text(getattr(filters, name)),)))
    if filters.lifecycle and set(filters.lifecycle) <= _OPEN:
        found.append((_IS_OPEN, ()))
    if filters.hold:
        found.append((among("o.hold", str), (keys_text("" if hold == "none" else hold for hold in filters.hold),)))
    if filters.hold and "none" not in filters.hold:
        found.append((_IS_HELD, ()))
    if filters.priority:
        found.append((among("o.priority", int), (keys_text(filters.priority),)))
    return found + _dated(filters)


def _dated(filters: OrderFilters) -> list[Condition]:
    day = "%s::date" if is_postgres() else "%s"
    found: list[Condition] = []
    if filters.from_on is not None:
        found.append((f"o.business_date >= {day}", (filters.from_on.isoformat(),)))
    if filters.to_on is not None:
        found.append((f"o.business_date <= {day}", (filters.to_on.isoformat(),)))
    return found
