from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (Route("custom-field-misfits", "GET", "customization.write"),)
