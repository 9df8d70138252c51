"""Every right there is, and what the ten shipped roles may do. A migration writes them; each company may edit its own.

A package that brings rights adds them here, to the roles that get them, and in a data migration for what exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RIGHTS: Final[tuple[str, ...]] = (
    "catalog.read", "catalog.write",
    "parties.read", "parties.write",
    "pricing.read", "pricing.write",
    "sales.read", "sales.place", "sales.amend", "sales.confirm", "sales.ship", "sales.bill", "sales.cancel",
    "sales.reprice", "sales.override_price", "sales.release_hold", "sales.reverse",
    "stock.read", "stock.receive", "stock.issue", "stock.transfer", "stock.adjust", "stock.approve_adjustment",
    "stock.backdate",
    "alerts.read", "alerts.resolve",
    "organization.read", "organization.write", "organization.close_period",
    "access.read", "access.write",
    "audit.read",
    "verify.read",
)  # fmt: skip


#: What these show or change belongs to no branch, so they are not for a branch's own people.
COMPANY_WIDE: Final = frozenset({"organization.write", "access.read", "access.write", "audit.read", "verify.read"})


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
        ),
    ),
    ShippedRole(
        "driver",
        "Driver",
        ("catalog.read", "parties.read", "sales.read", "stock.read", "organization.read"),
    ),
    ShippedRole(
        "accountant",
        "Accountant and credit controller",
        (
            "catalog.read", "parties.read", "parties.write", "pricing.read",
            "sales.read", "sales.bill", "sales.release_hold", "sales.reverse",
            "stock.read", "alerts.read", "organization.read", "organization.close_period",
            "verify.read",
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
        ),
    ),
)  # fmt: skip
