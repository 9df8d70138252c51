"""Every right there is, and what the ten shipped roles may do. Nobody edits these: a company adds roles of its own.

A package that brings rights adds them here and to the roles that get them, and a data migration that calls
`write_shipped` for what exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

RIGHTS: Final[tuple[str, ...]] = (
    "catalog.read", "catalog.write",
    "parties.read", "parties.write", "parties.erase",
    "pricing.read", "pricing.write",
    "payables.read", "payables.write",
    "sales.read", "sales.place", "sales.amend", "sales.confirm", "sales.ship", "sales.bill", "sales.cancel",
    "sales.reprice", "sales.override_price", "sales.release_hold", "sales.reverse",
    "stock.read", "stock.receive", "stock.issue", "stock.transfer", "stock.adjust", "stock.approve_adjustment",
    "stock.backdate",
    "alerts.read", "alerts.resolve",
    "organization.read", "organization.write", "organization.close_period",
    "access.read", "access.write", "access.reset_password",
    "audit.read",
    "customization.write",
    "verify.read",
    "costs.read", "contacts.read", "supplier_terms.read",
)  # fmt: skip


#: These open no route: without them the columns they name are null, and may not be set (see kernel.masking).
MASKS: Final = {
    "costs.read": "What goods cost and are worth, and the margin.",
    "contacts.read": "Telephone, e-mail and tax number of customers, suppliers and employees.",
    "supplier_terms.read": "Payment terms and balances agreed with suppliers.",
}

#: What these show or change belongs to no branch, so they are not for a branch's own people.
COMPANY_WIDE: Final = frozenset(
    {
        "parties.erase", "organization.write", "access.read", "access.write", "audit.read", "verify.read",
        "customization.write", "payables.read", "payables.write",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShippedRole:
    code: str
    name: str
    rights: tuple[str, ...]


ROLES: Final = (
    ShippedRole("owner", "Owner", RIGHTS),
    ShippedRole(
        "branch_manager",
        "Branch manager",
        tuple(right for right in RIGHTS if right not in COMPANY_WIDE),
    ),
    ShippedRole(
        "sales",
        "Sales representative",
        (
            "catalog.read", "parties.read", "parties.write", "pricing.read",
            "sales.read", "sales.place", "sales.amend", "sales.confirm", "sales.cancel",
            "stock.read", "alerts.read", "organization.read",
            "contacts.read",
        ),
    ),
    ShippedRole(
        "cashier",
        "Cashier",
        (
            "catalog.read", "parties.read", "pricing.read",
            "sales.read", "sales.place", "sales.confirm",
            "stock.read", "organization.read",
        ),
    ),
    ShippedRole(
        "storekeeper",
        "Storekeeper",
        (
            "catalog.read", "parties.read",
            "sales.read", "sales.ship",
            "stock.read", "stock.receive", "stock.issue", "stock.transfer", "stock.adjust",
            "alerts.read", "alerts.resolve", "organization.read",
            "costs.read",
        ),
    ),
    ShippedRole(
        "driver",
        "Driver",
        ("catalog.read", "parties.read", "sales.read", "stock.read", "organization.read", "contacts.read"),
    ),
    ShippedRole(
        "accountant",
        "Accountant and credit controller",
        (
            "catalog.read", "parties.read", "parties.write", "pricing.read",
            "sales.read", "sales.bill", "sales.release_hold", "sales.reverse",
            "stock.read", "alerts.read", "organization.read", "organization.close_period",
            "verify.read", "payables.read", "payables.write",
            "costs.read", "contacts.read", "supplier_terms.read",
        ),
    ),
    ShippedRole(
        "approver",
        "Approver",
        (
            "catalog.read", "parties.read", "pricing.read",
            "sales.read", "sales.release_hold",
            "stock.read", "stock.approve_adjustment",
            "alerts.read", "organization.read",
        ),
    ),
    ShippedRole("auditor", "Auditor", tuple(right for right in RIGHTS if right.endswith(".read"))),
    ShippedRole(
        "integration",
        "Integration",
        (
            "catalog.read", "catalog.write", "parties.read", "parties.write", "pricing.read", "pricing.write",
            "sales.read", "sales.place", "sales.amend", "sales.confirm", "sales.ship", "sales.bill", "sales.cancel",
            "stock.read", "stock.receive", "stock.issue", "stock.transfer",
            "alerts.read", "organization.read",
            "costs.read", "contacts.read", "supplier_terms.read",
        ),
    ),
)  # fmt: skip


#: Whoever has this role can do everything; one active user must always have it.
OWNER: Final = "owner"


def write_shipped(role: Any) -> None:
    """Bring the rows of the shipped roles up to this page; `role` is the model as the calling migration knows it."""
    for shipped in ROLES:
        values = {"name": shipped.name, "rights": sorted(shipped.rights), "is_shipped": True}
        role.objects.update_or_create(code=shipped.code, defaults=values)
