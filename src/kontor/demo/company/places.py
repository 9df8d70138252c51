"""Where the sample company trades and who works there. People are called as their roles."""

from __future__ import annotations

from typing import Final

import msgspec

BUSINESS: Final = "LUSAKA"
BUSINESS_NAME: Final = "Lusaka Daily Goods"
CURRENCY: Final = "ZMW"
TIME_ZONE: Final = "Africa/Lusaka"


class Site(msgspec.Struct, frozen=True):
    """A branch with the one location of its name."""

    code: str
    name: str
    kind: str
    shortage_policy: str


DEPOT: Final = Site("DEPOT", "Lusaka depot, Kafue Road", "warehouse", "refuse")
SHOPS: Final = (
    Site("KABWATA", "Kabwata shop", "shop", "accept"),
    Site("CHELSTONE", "Chelstone shop", "shop", "accept"),
    Site("MATERO", "Matero shop", "shop", "accept"),
    Site("CHILENJE", "Chilenje shop", "shop", "accept"),
)
SITES: Final = (DEPOT, *SHOPS)
VAN: Final = "VAN-1"  # of the depot's branch
VAN_NAME: Final = "Van 1, southern route"
COUNTERS: Final = (*(shop.code for shop in SHOPS), VAN)

#: User name -> role.
PEOPLE: Final[dict[str, str]] = {
    "owner": "owner",
    "manager": "branch_manager",
    "sales": "sales",
    "cashier": "cashier",
    "storekeeper": "storekeeper",
    "driver": "driver",
    "accountant": "accountant",
    "approver": "approver",
    "auditor": "auditor",
}
OWNER: Final = "owner"
SALES: Final = "sales"
INTEGRATION: Final = "integration"
#: Who works in one branch only; everybody else works in all of them.
WORKS_ONLY_IN: Final = {"cashier": SHOPS[0].code}

ROUTES: Final = ("Great East Road", "Great North Road", "Kafue Road", "Mumbwa Road", "Town centre")
