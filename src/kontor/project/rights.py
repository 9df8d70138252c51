"""Every way in under /api/ and the right it needs: the packages' tables, joined by hand."""

from __future__ import annotations

from typing import Final

from kontor.access.rights import ROUTES as ACCESS
from kontor.access.types import Route

_PROJECT: Final = (
    Route("schema", "GET", None),
    Route("swagger", "GET", None),
    Route("redoc", "GET", None),
)

ROUTES: Final[tuple[Route, ...]] = (
    *_PROJECT,
    *ACCESS,
)
