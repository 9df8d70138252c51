"""What the API of parties takes beside the values of `types`."""

from __future__ import annotations

from typing import Annotated, Literal

from kontor.kernel.wire import Incoming, told
from kontor.parties.area_types import ManagerPut, ShipperPut
from kontor.parties.listing_types import CustomerChange, CustomerRef
from kontor.parties.types import AreaPut, CustomerDraft, CustomerPut, SupplierDraft, SupplierPut


class NewCustomers(Incoming, frozen=True):
    """Customers that are taken together or not at all."""

    items: Annotated[tuple[CustomerDraft, ...], told(minItems=1, maxItems=5_000)]


class NewSuppliers(Incoming, frozen=True):
    """Suppliers that are taken together or not at all."""

    items: Annotated[tuple[SupplierDraft, ...], told(minItems=1, maxItems=5_000)]


class AreasPut(Incoming, frozen=True):
    """Areas of a list kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[AreaPut, ...], told(minItems=1, maxItems=5_000)]


class CustomersPut(Incoming, frozen=True):
    """Customers of a list kept elsewhere; each row gets its verdict. The rules say what to do with gaps in the list."""

    items: Annotated[tuple[CustomerPut, ...], told(minItems=1, maxItems=5_000)]
    unknown_areas: Literal["refuse", "without"] = "refuse"
    unknown_channels: Literal["refuse", "make"] = "refuse"
    missing_names: Literal["refuse", "code"] = "refuse"


class CustomersChanged(CustomerChange, frozen=True, kw_only=True):
    """One change for many customers; each gets its verdict. Delisting needs a reason."""

    customers: Annotated[tuple[CustomerRef, ...], told(minItems=1, maxItems=5_000)]


class ManagersPut(Incoming, frozen=True):
    """Who answers for which territory from now on; each row gets its verdict."""

    items: Annotated[tuple[ManagerPut, ...], told(minItems=1, maxItems=5_000)]


class ShippersPut(Incoming, frozen=True):
    """Who carries goods to which area; each row gets its verdict."""

    items: Annotated[tuple[ShipperPut, ...], told(minItems=1, maxItems=5_000)]


class SuppliersPut(Incoming, frozen=True):
    """Suppliers of a list kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[SupplierPut, ...], told(minItems=1, maxItems=5_000)]
