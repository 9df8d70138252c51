from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("businesses", "GET", "organization.read"),
    Route("businesses", "POST", "organization.write"),
    Route("business", "GET", "organization.read"),
    Route("business", "PATCH", "organization.write"),
    Route("business-branches", "POST", "organization.write"),
    Route("branches", "GET", "organization.read"),
    Route("branch", "GET", "organization.read"),
    Route("branch", "PATCH", "organization.write"),
    Route("close-period", "POST", "organization.close_period"),
    Route("employments", "GET", "organization.read"),
    Route("employments", "POST", "organization.write"),
    Route("employment", "GET", "organization.read"),
    Route("employment", "PATCH", "organization.write"),
    Route("end-employment", "POST", "organization.write"),
    Route("employment-password-reset", "POST", "access.reset_password"),
)
