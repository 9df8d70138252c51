"""One row of any table, filled in by its columns' kinds, in a given branch: for tests that walk all tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any, Final

from django.apps import apps
from django.db import models

from kontor.organization.models import Branch

_numbers = count(1)
_NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
#: What a check constraint wants, or what only a person would know.
_SPECIAL: Final[dict[str, dict[str, Any]]] = {
    "parties.Area": {"level": "region", "parent": None},
    "parties.Supplier": {"opening_balance_minor": None, "opening_balance_currency": "", "opening_balance_on": None},
    "procurement.SupplierItem": {"cost_micros": 1, "currency": "GBP", "lead_time_days": 3},
    "payables.SupplierEntry": {"kind": "bill", "amount_minor": 100, "reference": "INV-1", "reverses": None},
    "parties.Address": {"kind": "billing"},
    "parties.TerritoryManager": {"until_at": None},
    "catalog.Barcode": {"code": None},
    "catalog.TaxClass": {"tax_type": "A"},
    "catalog.SKU": {"base_unit": "EA"},
    "organization.Business": {"currency": "GBP"},
    "inventory.StockLevel": {"on_hand": 0, "reserved": 0, "floor": 0},
    "inventory.Location": {"kind": "warehouse", "parent": None},
    "inventory.StockPosting": {"reverses": None},
    "sales.SalesOrder": {"net_minor": 0, "tax_minor": 0, "total_minor": 0, "priority": 2, "customer": None},
    "sales.SalesReversal": {"net_minor": 0, "tax_minor": 0, "total_minor": 0},
    "sales.OrderLine": {"quantity_base": 5, "reserved_base": 0, "issued_base": 0, "shipped_base": 0},
    "pricing.PriceList": {"customer": None, "is_default": False},
}


def row_of(label: str, branch: Branch, **values: Any) -> Any:
    """A new row of the table `label`, and of what it must point to; branch and business are the ones given."""
    model: Any = apps.get_model(label)
    if label == "organization.Branch":
        return branch
    if label == "organization.Business":
        return branch.business
    given = {**_SPECIAL.get(label, {}), **values}
    if label == "catalog.Barcode":
        given["code"] = _gtin()
    for field in model._meta.concrete_fields:
        if field.name in given or field.generated or field.column is None:
            continue
        if isinstance(field, models.BigAutoField) or (field.has_default() and field.name != "parent"):
            continue
        if field.is_relation and (not field.null or label == "pricing.CustomerPriceList"):
            given[field.name] = row_of(field.related_model._meta.label, branch)
        elif not field.null:
            given[field.name] = branch.pk if field.name == "branch_id" else _value(field)
    return model._default_manager.create(**given)


def _gtin() -> str:
    body = f"{next(_numbers):012d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def _value(field: Any) -> Any:
    number = next(_numbers)
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.DateTimeField():
            return _NOW
        case models.DateField():
            return date(2026, 3, 2)
        case models.TimeField():
            return time(0)
        case models.BooleanField():
            return False
        case models.JSONField():
            return {}
        case models.CharField() | models.TextField():
            return f"{number}"[: field.max_length or 20]
        case models.IntegerField():
            return number
    raise AssertionError(f"{field} is of a kind that is not known here")
