"""What is changed in the admin, table by table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kontor.access import operations as access
from kontor.access.http import Call
from kontor.access.schemas import RoleEdit, UserEdit
from kontor.catalog import operations as catalog
from kontor.catalog.types import CategoryEdit, ProductEdit, SkuEdit
from kontor.inventory import operations as inventory
from kontor.inventory.schemas import LocationEdit
from kontor.organization import operations as organization
from kontor.organization.schemas import BranchEdit, BusinessEdit, EmploymentEdit
from kontor.parties import operations as parties
from kontor.parties.types import AreaEdit, ChannelEdit, CustomerEdit, SupplierEdit
from kontor.pricing import operations as pricing
from kontor.pricing.types import PriceListEdit
from kontor.project.admin.forms import Shape
from kontor.project.admin.writing import (
    ALL_RIGHTS,
    CUSTOMER,
    OF_CUSTOMER,
    OF_PRODUCT,
    PRODUCT,
    ROLE,
    SHORTAGE_POLICIES,
    SUPPLIER,
    TERMS,
    Edit,
    named,
)  # fmt: skip


def _by_id(operation: Callable[..., object], name: str) -> Callable[[Any, Any, int, Call], object]:
    """The usual edit: the row by its id."""
    return lambda row, edit, version, call: operation(**{name: row.pk}, edit=edit, version=version, **call._asdict())


def _edit_sku(row: Any, edit: SkuEdit, version: int, call: Call) -> None:
    change = ProductEdit(skus=(edit,))
    catalog.edit_product(product_id=row.product_id, edit=change, version=version, **call._asdict())


def _edit_location(row: Any, edit: LocationEdit, version: int, call: Call) -> None:
    inventory.edit_location(code=row.code, edit=edit, version=version, **call._asdict())


EDITS: Final[Mapping[str, Edit]] = {
    "access.User": Edit(
        right="access.write",
        shape=Shape(
            struct=UserEdit,
            names=("role", "first_name", "last_name", "email", "password", "is_active"),
            choices=ROLE,
            initial={"role": "role.code", "password": "none"},
        ),
        run=_by_id(access.edit_user, "user_id"),
    ),
    "access.Role": Edit(
        right="access.write",
        shape=Shape(struct=RoleEdit, names=("name", "rights"), choices={"rights": ALL_RIGHTS}),
        run=_by_id(access.edit_role, "role_id"),
        is_open=lambda role: not role.is_shipped,
    ),
    "organization.Business": Edit(
        right="organization.write",
        shape=Shape(
            struct=BusinessEdit,
            names=("name", "tax_pin", "address", "phone", "email", "owner_id"),
            choices={"owner_id": named("access.User", "pk", "username")},
        ),
        run=_by_id(organization.edit_business, "business_id"),
    ),
    "organization.Branch": Edit(
        right="organization.write",
        shape=Shape(struct=BranchEdit, names=("name", "time_zone", "day_starts_at", "is_active")),
        run=_by_id(organization.edit_branch, "branch_id"),
    ),
    "organization.Employment": Edit(
        right="organization.write",
        shape=Shape(struct=EmploymentEdit, names=("department", "phone")),
        run=_by_id(organization.edit_employment, "employment_id"),
    ),
    "catalog.Category": Edit(
        right="catalog.write",
        shape=Shape(
            struct=CategoryEdit, names=("name", "parent_id"), choices={"parent_id": named("catalog.Category", "pk")}
        ),
        run=_by_id(catalog.edit_category, "category_id"),
    ),
    "catalog.Product": Edit(
        right="catalog.write",
        shape=Shape(struct=ProductEdit, names=PRODUCT, choices=OF_PRODUCT, initial={"tax_class": "tax_class.code"}),
        run=_by_id(catalog.edit_product, "product_id"),
    ),
    "catalog.SKU": Edit(
        right="catalog.write",
        shape=Shape(struct=SkuEdit, names=("name", "weight_grams", "is_active"), fixed=("code",)),
        run=_edit_sku,
        version="product.version",
    ),
    "parties.Channel": Edit(
        right="parties.write",
        shape=Shape(struct=ChannelEdit, names=("name", "is_active")),
        run=_by_id(parties.edit_channel, "channel_id"),
    ),
    "parties.Area": Edit(
        right="parties.write",
        shape=Shape(struct=AreaEdit, names=("name", "parent_id", "code")),
        run=_by_id(parties.edit_area, "area_id"),
    ),
    "parties.Customer": Edit(
        right="parties.write",
        shape=Shape(
            struct=CustomerEdit,
            names=CUSTOMER,
            choices=OF_CUSTOMER,
            initial={"channel": "channel.code", "area": "area.code"},
        ),
        run=_by_id(parties.edit_customer, "customer_id"),
        is_open=lambda customer: customer.erased_at is None,
    ),
    "parties.Supplier": Edit(
        right="parties.write",
        shape=Shape(struct=SupplierEdit, names=(*SUPPLIER, "is_active"), choices={"payment_terms": TERMS}),
        run=_by_id(parties.edit_supplier, "supplier_id"),
    ),
    "pricing.PriceList": Edit(
        right="pricing.write",
        shape=Shape(struct=PriceListEdit, names=("name", "valid_from", "valid_until")),
        run=_by_id(pricing.edit_price_list, "price_list_id"),
    ),
    "inventory.Location": Edit(
        right="organization.write",
        shape=Shape(
            struct=LocationEdit,
            names=("name", "shortage_policy", "is_active"),
            choices={"shortage_policy": SHORTAGE_POLICIES},
        ),
        run=_edit_location,
        is_open=lambda location: location.kind != "in_transit",
    ),
}
