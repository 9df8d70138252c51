"""What the API of parties takes beside the values of `types`."""

from __future__ import annotations

from typing import Annotated

from kontor.kernel.wire import Incoming, told
from kontor.parties.types import CustomerDraft, SupplierDraft


class NewCustomers(Incoming, frozen=True):
    """Customers that are taken together or not at all."""

    items: Annotated[tuple[CustomerDraft, ...], told(minItems=1, maxItems=5_000)]


class NewSuppliers(Incoming, frozen=True):
    """Suppliers that are taken together or not at all."""

    items: Annotated[tuple[SupplierDraft, ...], told(minItems=1, maxItems=5_000)]
