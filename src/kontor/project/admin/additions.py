"""What is added in the admin, table by table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kontor.access import operations as access
from kontor.access.http import Call
from kontor.access.schemas import NewRole, NewUser
from kontor.catalog import operations as catalog
from kontor.catalog.tax_types import TAX_TYPES
from kontor.catalog.types import CategoryDraft, ProductDraft, SkuDraft, TaxClassDraft
from kontor.inventory import operations as inventory
from kontor.inventory.schemas import LocationDraft
from kontor.organization import operations as organization
from kontor.organization.schemas import NewBranch, NewBusiness, NewEmployment
from kontor.parties import operations as parties
from kontor.parties.types import AreaDraft, ChannelDraft, CustomerDraft, SupplierDraft
from kontor.pricing import operations as pricing
from kontor.pricing.types import PriceListDraft, TaxRateDraft
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
    Add,
    named,
)  # fmt: skip

_KINDS: Final = tuple((kind, kind) for kind in ("warehouse", "shop", "bin", "van", "quarantine"))


def _made(operation: Callable[..., Any], name: str = "draft") -> Callable[[Any, Call], int]:
    """The usual addition, of which the operation answers the row."""
    return lambda draft, call: int(operation(**{name: draft}, **call._asdict()).id)


def _first_made(operation: Callable[..., Any]) -> Callable[[Any, Call], int]:
    """The addition of a batch of one."""
    return lambda draft, call: int(operation(drafts=[draft], **call._asdict()).items[0].id)


def _first_branch(given: dict[str, Any]) -> dict[str, Any]:
    """A business is made with its first branch, which is called as the business."""
    zone = given.pop("time_zone")
    return {**given, "branch": {"code": given["code"], "name": given["name"], "time_zone": zone}}


class NewBranchOf(NewBranch, frozen=True, kw_only=True):
    """A branch and the business it is made in."""

    business_id: int


def _create_branch(draft: NewBranchOf, call: Call) -> int:
    branch = NewBranch(draft.code, draft.name, draft.time_zone, draft.day_starts_at)
    return organization.create_branch(business_id=draft.business_id, draft=branch, **call._asdict()).id


def _first_sku(given: dict[str, Any]) -> dict[str, Any]:
    """A product is made with one SKU of its code; more are added at the SKU's own place."""
    sku = {"code": given["code"], "base_unit": given.pop("base_unit"), "weight_grams": given.pop("weight_grams")}
    return {**given, "skus": [sku]}


ADDITIONS: Final[Mapping[str, Add]] = {
    "access.User": Add(
        right="access.write",
        shape=Shape(
            struct=NewUser,
            names=("username", "role", "first_name", "last_name", "email", "password"),
            choices=ROLE,
        ),
        run=_made(access.create_user),
    ),
    "access.Role": Add(
        right="access.write",
        shape=Shape(struct=NewRole, names=("code", "name", "rights"), choices={"rights": ALL_RIGHTS}),
        run=_made(access.create_role),
    ),
    "organization.Business": Add(
        right="organization.write",
        shape=Shape(
            struct=NewBusiness,
            names=("code", "name", "currency", "tax_pin", "address", "phone", "email"),
            more=((NewBranch, ("time_zone",)),),
            arranged=_first_branch,
        ),
        run=lambda draft, call: organization.create_business(draft=draft, **call._asdict()).business.id,
    ),
    "organization.Branch": Add(
        right="organization.write",
        shape=Shape(
            struct=NewBranchOf,
            names=("business_id", "code", "name", "time_zone", "day_starts_at"),
            choices={"business_id": named("organization.Business", "pk")},
        ),
        run=_create_branch,
    ),
    "organization.Employment": Add(
        right="organization.write",
        shape=Shape(
            struct=NewEmployment,
            names=("branch_id", "user_id", "department", "phone"),
            choices={
                "branch_id": named("organization.Branch", "pk"),
                "user_id": named("access.User", "pk", "username"),
            },
        ),
        run=_made(organization.employ_user),
    ),
    "catalog.Category": Add(
        right="catalog.write",
        shape=Shape(
            struct=CategoryDraft, names=("name", "parent_id"), choices={"parent_id": named("catalog.Category", "pk")}
        ),
        run=_made(catalog.create_category),
    ),
    "catalog.TaxClass": Add(
        right="catalog.write",
        shape=Shape(
            struct=TaxClassDraft,
            names=("code", "name", "tax_type"),
            choices={"tax_type": tuple((letter, f"{letter}: {told}") for letter, told in TAX_TYPES.items())},
        ),
        run=_made(catalog.create_tax_class),
    ),
    "catalog.Product": Add(
        right="catalog.write",
        shape=Shape(
            struct=ProductDraft,
            names=("code", *PRODUCT[:3], "type", *PRODUCT[3:]),
            more=((SkuDraft, ("base_unit", "weight_grams")),),
            choices=OF_PRODUCT,
            arranged=_first_sku,
        ),
        run=_first_made(catalog.create_products),
    ),
    "parties.Channel": Add(
        right="parties.write",
        shape=Shape(struct=ChannelDraft, names=("code", "name")),
        run=_made(parties.create_channel),
    ),
    "parties.Area": Add(
        right="parties.write",
        shape=Shape(struct=AreaDraft, names=("region", "state", "territory", "city", "code")),
        run=_made(parties.create_area),
    ),
    "parties.Customer": Add(
        right="parties.write",
        shape=Shape(struct=CustomerDraft, names=("code", *CUSTOMER), choices=OF_CUSTOMER),
        run=_first_made(parties.create_customers),
    ),
    "parties.Supplier": Add(
        right="parties.write",
        shape=Shape(struct=SupplierDraft, names=("code", *SUPPLIER), choices={"payment_terms": TERMS}),
        run=_first_made(parties.create_suppliers),
    ),
    "pricing.PriceList": Add(
        right="pricing.write",
        shape=Shape(
            struct=PriceListDraft,
            names=(
                "business_id",
                "code",
                "name",
                "kind",
                "customer",
                "is_tax_inclusive",
                "is_default",
                "valid_from",
                "valid_until",
            ),
            choices={"business_id": named("organization.Business", "pk")},
        ),
        run=_made(pricing.create_price_list),
    ),
    "pricing.TaxRate": Add(
        right="pricing.write",
        shape=Shape(
            struct=TaxRateDraft,
            names=("tax_class", "rate_bp", "valid_from"),
            choices={"tax_class": named("catalog.TaxClass")},
            said={"rate_bp": (_("Rate in hundredths of a percent"), _("1600 = 16 %, 750 = 7.5 %, 0 = free of tax."))},
        ),
        run=_made(pricing.set_tax_rate),
    ),
    "inventory.Location": Add(
        right="organization.write",
        shape=Shape(
            struct=LocationDraft,
            names=("branch", "code", "name", "kind", "shortage_policy", "parent"),
            choices={
                "branch": named("organization.Branch"),
                "parent": named("inventory.Location"),
                "kind": _KINDS,
                "shortage_policy": SHORTAGE_POLICIES,
            },
        ),
        run=_made(inventory.create_location, "location"),
    ),
}
