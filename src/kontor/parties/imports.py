"""What files of areas, customers and suppliers may hold, and what else its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kontor.kernel.tables import Column, TableForm
from kontor.kernel.tables.values import code, day, text, whole
from kontor.parties.types import AreaPut, CustomerPut, SupplierPut

_ADDRESSES: Final = (
    Column("address", text, ("address_line_1", "street", "location_address")),
    Column("phone", text, ("telephone", "phone_number", "phone_no", "tel", "mobile")),
    Column("email", text, ("e_mail", "email_address", "mail")),
    Column("tax_pin", text, ("pin", "tax_id", "vat_number", "tax_number", "tin", "kra_pin")),
)
_TERMS: Final = Column("payment_terms", text, ("terms", "credit_terms", "payment_term"))


def _area(values: dict[str, Any]) -> AreaPut:
    return AreaPut(**{"code": "", "region": "", **values})


def _customer(values: dict[str, Any]) -> CustomerPut:
    return CustomerPut(**values)


def _supplier(values: dict[str, Any]) -> SupplierPut:
    return SupplierPut(**values)


def _area_once(row: AreaPut) -> Iterator[tuple[str, str]]:
    if row.code:
        yield "code", row.code


def _party_once(row: CustomerPut | SupplierPut) -> Iterator[tuple[str, str]]:
    yield "code", row.code
    if isinstance(row, CustomerPut) and all(isinstance(part, str) for part in (row.name, row.area, row.channel)):
        yield "name", f"{row.name}\0{row.area}\0{row.channel}"


AREAS: Final = TableForm(
    (
        Column(
            "code",
            code,
            ("area_code", "area_id", "area", "location_id", "location_code", "id"),
            is_needed=True,
            may_be_empty=True,  # of what only stands above others, as in the files Kontor gives
        ),
        Column("region", text, ("zone", "country_region"), is_needed=True),
        Column("state", text, ("province", "county", "state_name")),
        Column("territory", text, ("district", "sales_territory")),
        Column("city", text, ("town", "place")),
    ),
    _area,
    _area_once,
)

CUSTOMERS: Final = TableForm(
    (
        Column(
            "code",
            code,
            ("customer_code", "customer_id", "customer_no", "customer_number", "account", "account_no", "id"),
            is_needed=True,
        ),
        Column("name", text, ("customer_name", "company_name", "company", "shop_name", "customer")),
        Column("channel", text, ("customer_type", "channel_code", "customer_group", "type")),
        Column("area", code, ("area_code", "location_id", "location", "area_id", "territory")),
        Column("country", text, ("country_name",)),
        *_ADDRESSES,
        _TERMS,
        Column("registered_on", day, ("registered", "registration_date", "customer_since", "created_on")),
    ),
    _customer,
    _party_once,
)

SUPPLIERS: Final = TableForm(
    (
        Column(
            "code",
            code,
            ("supplier_code", "supplier_id", "supplier_no", "vendor_code", "vendor_id", "vendor_no", "id"),
            is_needed=True,
        ),
        Column("name", text, ("supplier_name", "company_name", "company", "vendor_name", "supplier", "vendor")),
        *_ADDRESSES,
        _TERMS,
        Column("opening_balance_minor", whole, ("balance_minor",)),
        Column("opening_balance_currency", text, ("balance_currency", "currency")),
        Column("opening_balance_on", day, ("balance_on", "balance_date")),
    ),
    _supplier,
    _party_once,
)
