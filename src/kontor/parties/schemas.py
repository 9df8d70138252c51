"""What the API of parties takes beside the values of `types`."""

from __future__ import annotations

from typing import Annotated

from kontor.kernel.wire import Incoming, told
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
    """Customers of a list kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[CustomerPut, ...], told(minItems=1, maxItems=5_000)]


class SuppliersPut(Incoming, frozen=True):
    """Suppliers of a list kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[SupplierPut, ...], told(minItems=1, maxItems=5_000)]
