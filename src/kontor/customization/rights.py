from __future__ import annotations

from kontor.access.types import SIGNED_IN, Route

ROUTES: tuple[Route, ...] = (
    Route("custom-fields", "GET", SIGNED_IN),
    Route("custom-fields-of", "GET", SIGNED_IN),
    Route("custom-fields-of", "PUT", "customization.write"),
    Route("custom-field-versions", "GET", SIGNED_IN),
)
