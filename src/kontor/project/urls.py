"""Every address of the installation. A package adds its own with one `include` line."""

from __future__ import annotations

from django.urls import include, path

from kontor.project import docs, health
from kontor.project.admin.site import site as admin

handler400 = "kontor.backoffice.pages.refusals.unreadable"
handler404 = "kontor.backoffice.pages.refusals.not_found"
handler500 = "kontor.backoffice.pages.refusals.failed"

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("api/schema/", docs.schema, name="schema"),
    path("api/docs/", docs.swagger, name="swagger"),
    path("api/redoc/", docs.redoc, name="redoc"),
    path("api/v1/", include("kontor.sales.urls")),  # first: addresses are tried in turn, and tills ask these
    path("api/v1/", include("kontor.access.urls")),
    path("api/v1/", include("kontor.organization.urls")),
    path("api/v1/", include("kontor.customization.urls")),
    path("api/v1/", include("kontor.catalog.urls")),
    path("api/v1/", include("kontor.parties.urls")),
    path("api/v1/", include("kontor.alerts.urls")),
    path("api/v1/", include("kontor.inventory.urls")),
    path("api/v1/", include("kontor.pricing.urls")),
    path("api/v1/", include("kontor.payables.urls")),
    path("api/v1/", include("kontor.procurement.urls")),
    path("api/v1/", include("kontor.pos.urls")),
    path("api/v1/", include("kontor.maintenance.urls")),
    path("api/v1/", include("kontor.imports.urls")),
    path("api/v1/", include("kontor.reporting.urls")),
    path("admin/", admin.urls),
    path("", include("kontor.backoffice.urls")),
]
