"""Every way in and the right it needs: the packages' tables, joined by hand."""

from __future__ import annotations

from typing import Final

from kontor.access.rights import ROUTES as ACCESS
from kontor.access.types import Route
from kontor.backoffice.rights import PAGES as BACKOFFICE
from kontor.catalog.rights import ROUTES as CATALOG
from kontor.organization.rights import ROUTES as ORGANIZATION
from kontor.parties.rights import ROUTES as PARTIES
from kontor.pricing.rights import ROUTES as PRICING
from kontor.sales.rights import ROUTES as SALES

_PROJECT: Final = (
    Route("livez", "GET", None),
    Route("readyz", "GET", None),
    Route("schema", "GET", None),
    Route("swagger", "GET", None),
    Route("redoc", "GET", None),
)

ROUTES: Final[tuple[Route, ...]] = (
    *_PROJECT,
    *ACCESS,
    *ORGANIZATION,
    *SALES,
    *CATALOG,
    *PARTIES,
    *PRICING,
    *BACKOFFICE,
)
