"""The pages and the rights they need. A page that needs somebody signed in sends others to the sign-in page.

What a page shows of the navigation and which buttons it has follow from this table too: see `may_open`.
"""

from __future__ import annotations

from typing import Final

from kontor.access.types import SIGNED_IN, Actor, Route

PAGES: Final[tuple[Route, ...]] = (
    Route("home", "GET", SIGNED_IN),
    Route("sign-in", "GET", None),
    Route("sign-in", "POST", None),
    Route("sign-out", "POST", SIGNED_IN),
    Route("styleguide", "GET", SIGNED_IN),
    Route("profile", "GET", SIGNED_IN),
    Route("page-orders", "GET", "sales.read"),
    Route("page-order", "GET", "sales.read"),
    Route("page-order-new", "GET", "sales.place"),
    Route("page-order-new", "POST", "sales.place"),
    Route("page-order-submit", "POST", "sales.place"),
    Route("page-order-confirm", "POST", "sales.confirm"),
    Route("page-order-ship", "POST", "sales.ship"),
    Route("page-order-bill", "POST", "sales.bill"),
    Route("page-order-cancel", "POST", "sales.cancel"),
    Route("page-order-reprice", "POST", "sales.reprice"),
    Route("page-order-release_hold", "POST", "sales.release_hold"),
    Route("page-suggest-customers", "GET", "parties.read"),
    Route("page-suggest-products", "GET", "catalog.read"),
    Route("page-stock", "GET", "stock.read"),
    Route("page-product", "GET", "stock.read"),
    Route("page-movements", "GET", "stock.read"),
    Route("page-adjustments", "GET", "stock.read"),
    Route("page-adjustment", "GET", "stock.read"),
    Route("page-adjustment-new", "GET", "stock.adjust"),
    Route("page-adjustment-new", "POST", "stock.adjust"),
    Route("page-adjustment-approve", "POST", "stock.approve_adjustment"),
    Route("page-adjustment-reject", "POST", "stock.approve_adjustment"),
    Route("page-transfers", "GET", "stock.read"),
    Route("page-transfer", "GET", "stock.read"),
    Route("page-transfer-new", "GET", "stock.transfer"),
    Route("page-transfer-new", "POST", "stock.transfer"),
    Route("page-transfer-receive", "POST", "stock.transfer"),
)


def may_open(actor: Actor) -> frozenset[str]:
    """The names of the pages and steps that are open to the actor; pages that share a name ask for one right."""
    return frozenset(route.name for route in PAGES if route.right in (None, SIGNED_IN) or route.right in actor.rights)
