"""Who signs in: one account a role, named by the role, so that nobody is invented."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.demo.company.places import DEPOT, PLACES, SHOPS

_EVERYWHERE: Final = tuple(place.branch for place in PLACES)


class Account(msgspec.Struct, frozen=True):
    """A user of the sample company; `role` is one of the shipped roles."""

    username: str
    role: str
    department: str
    branches: tuple[str, ...]


OWNER: Final = Account("owner", "owner", "Management", _EVERYWHERE)
MANAGER: Final = Account("manager", "branch_manager", "Management", (DEPOT.branch,))
SALES: Final = Account("sales", "sales", "Sales", (DEPOT.branch,))
CASHIER: Final = Account("cashier", "cashier", "Shop", (SHOPS[0].branch,))
STOREKEEPER: Final = Account("storekeeper", "storekeeper", "Warehouse", (DEPOT.branch,))
DRIVER: Final = Account("driver", "driver", "Delivery", (DEPOT.branch,))
ACCOUNTANT: Final = Account("accountant", "accountant", "Accounts", _EVERYWHERE)
APPROVER: Final = Account("approver", "approver", "Accounts", _EVERYWHERE)
AUDITOR: Final = Account("auditor", "auditor", "Audit", _EVERYWHERE)
INTEGRATION: Final = Account("integration", "integration", "Systems", _EVERYWHERE)

#: Those who sign in with a password; the integration has an API key instead.
STAFF: Final = (OWNER, MANAGER, SALES, CASHIER, STOREKEEPER, DRIVER, ACCOUNTANT, APPROVER, AUDITOR)
