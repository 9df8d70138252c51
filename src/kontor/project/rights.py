"""Every way in and the right it needs: the packages' tables, joined by hand."""

from __future__ import annotations

from typing import Final

from kontor.access.rights import ROUTES as ACCESS
from kontor.access.types import Route
from kontor.alerts.rights import ROUTES as ALERTS
from kontor.backoffice.rights import PAGES as BACKOFFICE
from kontor.catalog.rights import ROUTES as CATALOG
from kontor.customization.rights import ROUTES as CUSTOMIZATION
from kontor.imports.rights import ROUTES as IMPORTS
from kontor.inventory.rights import ROUTES as INVENTORY
from kontor.maintenance.rights import ROUTES as MAINTENANCE
from kontor.organization.rights import ROUTES as ORGANIZATION
from kontor.parties.rights import ROUTES as PARTIES
from kontor.payables.rights import ROUTES as PAYABLES
from kontor.pos.rights import ROUTES as POS
from kontor.pricing.rights import ROUTES as PRICING
from kontor.procurement.rights import ROUTES as PROCUREMENT
from kontor.project.admin.rights import ROUTES as ADMIN
from kontor.reporting.rights import ROUTES as REPORTING
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
    *CUSTOMIZATION,
    *SALES,
    *CATALOG,
    *PARTIES,
    *ALERTS,
    *INVENTORY,
    *PRICING,
    *PAYABLES,
    *PROCUREMENT,
    *POS,
    *IMPORTS,
    *REPORTING,
    *MAINTENANCE,
    *BACKOFFICE,
    *ADMIN,
)
