"""A list as a file: every row its filters find, page after page, in the order shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any, Final, NamedTuple, Protocol

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from kontor.kernel.errors import InvalidInput
from kontor.kernel.masking import for_this_viewer
from kontor.kernel.spreadsheet import Cell, csv_parts
from kontor.kernel.workbook_file import write_workbook

PAGE_ROWS: Final = 500
MOST_WORKBOOK_ROWS: Final = 50_000  # about twelve seconds; a workbook is whole before its first byte can be sent
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY_BYTES: Final = 4 * 1024 * 1024


class Column(NamedTuple):
    """A field of the list's rows under its name in the API. An amount is kept as text there and a number here."""

    field: str
    heading: str = ""
    is_amount: bool = False
    key: str = ""  # of a field that holds many, such as the company's own
    always: str = ""  # what stands in every row instead of a field: what the whole list is of


class _Page(Protocol):
    @property
    def items(self) -> Sequence[Any]: ...
    @property
    def next_cursor(self) -> str | None: ...


ReadPage = Callable[[int | None, int], _Page]


def wants_file(request: HttpRequest) -> bool:
    return request.GET.get("format") in ("csv", "xlsx")


def as_file(request: HttpRequest, name: str, columns: Sequence[Column], read_page: ReadPage) -> HttpResponseBase:
    """`read_page(cursor, limit)` is asked until nothing follows; memory stays that of one page.

    Raises InvalidInput where a workbook would have more than MOST_WORKBOOK_ROWS rows.
    """
    headings = [column.heading or column.field for column in columns]
    as_seen = for_this_viewer()
    first = read_page(None, PAGE_ROWS)  # a refusal is still a page, not half a file
    rows = _cells(columns, first, read_page, as_seen)
    is_workbook = request.GET.get("format") == "xlsx"
    response = _workbook(name, headings, rows) if is_workbook else _csv(headings, rows)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{"xlsx" if is_workbook else "csv"}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _csv(headings: Sequence[str], rows: Iterator[Sequence[Cell]]) -> HttpResponseBase:
    parts = (part.encode() for part in csv_parts(headings, rows))
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")


def _workbook(name: str, headings: Sequence[str], rows: Iterator[Sequence[Cell]]) -> HttpResponseBase:
    file = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115  # the response closes it
    try:
        write_workbook(file, title=name, headings=headings, rows=_few_enough(rows))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, content_type=_XLSX)


def _few_enough(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    for count, row in enumerate(rows):
        if count == MOST_WORKBOOK_ROWS:
            raise InvalidInput(
                _("A workbook of more than %(most)s rows takes too long; narrow the filters, or take the CSV file.")
                % {"most": f"{MOST_WORKBOOK_ROWS:,}"}
            )
        yield row


def _cells(
    columns: Sequence[Column], page: _Page, read_page: ReadPage, as_seen: Callable[[Any], Any]
) -> Iterator[Sequence[Cell]]:
    while True:
        for row in map(as_seen, page.items):
            yield [_cell(_value(row, column), is_amount=column.is_amount) for column in columns]
        if page.next_cursor is None:
            return
        page = read_page(int(page.next_cursor), PAGE_ROWS)


def _value(row: Any, column: Column) -> Any:
    value: Any = column.always or getattr(row, column.field)
    if column.key and value is not None:
        value = value.get(column.key)
    return Decimal(str(value)) if isinstance(value, float) else value


def _cell(value: Any, *, is_amount: bool) -> Cell:
    return Decimal(value) if is_amount and value is not None else value


def _amount(field: str) -> Column:
    return Column(field, is_amount=True)


ORDERS: Final = (
    *(Column(name) for name in ("number", "business_date", "ordered_at", "branch", "location", "customer")),
    *(Column(name) for name in ("customer_name", "lifecycle", "hold", "hold_reason", "fulfillment", "is_billed")),
    *(Column(name) for name in ("priority", "line_count", "currency")),
    *(_amount(name) for name in ("net", "tax", "total")),
    *(Column(name) for name in ("source", "external_reference", "wanted_on")),
)
STOCK: Final = (
    *(Column(name) for name in ("sku", "name", "unit", "branch", "location", "on_hand", "reserved", "available")),
    *(Column(name) for name in ("reorder_point", "reorder_quantity", "is_low")),
    *(_amount(name) for name in ("average_cost", "value")),
)
MOVEMENTS: Final = (
    *(Column(name) for name in ("id", "posting_id", "kind", "reference", "reason", "note", "business_date")),
    *(Column(name) for name in ("occurred_at", "recorded_at", "who", "sku", "name", "unit", "branch", "location")),
    *(Column(name) for name in ("lot", "on_hand_delta", "reserved_delta")),
    *(_amount(name) for name in ("unit_cost", "value")),
)
ADJUSTMENTS: Final = (
    *(Column(name) for name in ("number", "state", "occurred_at", "created_at")),
    *(Column("branch_code", "branch"), Column("location_code", "location")),
    *(Column(name) for name in ("note", "decided_at", "decision_note", "source", "external_reference")),
)
TRANSFERS: Final = (
    *(Column("number"), Column("state"), Column("from_code", "from_location"), Column("to_code", "to_location")),
    *(Column(name) for name in ("note", "sent_at", "received_at")),
)
DAYS: Final = (
    *(Column(name) for name in ("business_date", "branch", "branch_name", "currency")),
    *(Column(name) for name in ("orders_placed", "orders_confirmed", "orders_shipped", "orders_cancelled")),
    *(Column(name) for name in ("sales_reversed", "counter_sales")),
    *(_amount(name) for name in ("ordered", "counter", "reversed")),
    Column("shipped_units"),
    *(_amount(name) for name in ("shipped_kg", "shipped_cost")),
)
CATEGORY_LEDGER: Final = (
    *(Column(name) for name in ("id", "posting_id", "business_date", "kind", "reference", "sku", "name", "unit")),
    *(Column(name) for name in ("branch", "location", "units", "currency")),
    _amount("value"),
)
ORDER_SUMMARY: Final = (
    *(Column(name) for name in ("code", "name", "currency", "orders", "open", "held", "shipped", "cancelled")),
    *(_amount(name) for name in ("net", "tax", "total")),
)
CUSTOMERS: Final = (
    *(Column(name) for name in ("code", "name", "channel", "area", "country", "address", "phone", "email", "tax_pin")),
    *(Column(name) for name in ("payment_terms", "registered_on", "is_active")),
)
PRICES: Final = (
    *(Column(name) for name in ("sku", "pack", "factor")),
    _amount("minimum_quantity"),
    _amount("unit_price"),
    *(Column(name) for name in ("valid_from", "valid_until")),
)
AREAS: Final = tuple(Column(name) for name in ("code", "level", "region", "state", "territory", "city"))
SUPPLIER_BALANCES: Final = (
    *(Column(name) for name in ("supplier", "supplier_name", "payment_terms", "currency")),
    *(_amount(name) for name in ("balance", "not_due", "days_1_30", "days_31_60", "days_61_90", "over_90")),
    _amount("paid_ahead"),
)
SUPPLIER_STATEMENT: Final = (
    *(Column(name) for name in ("id", "business_date", "kind", "reference", "note", "due_on", "branch", "who")),
    *(Column(name) for name in ("reverses_id", "currency")),
    *(_amount(name) for name in ("amount", "balance")),
)
SUPPLIERS: Final = (
    *(Column(name) for name in ("code", "name", "address", "phone", "email", "tax_pin", "payment_terms")),
    *(Column(name) for name in ("opening_balance_minor", "opening_balance_currency", "opening_balance_on")),
    Column("is_active"),
)
