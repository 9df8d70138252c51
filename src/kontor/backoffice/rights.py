"""The pages and the rights they need. A page that needs somebody signed in sends others to the sign-in page."""

from __future__ import annotations

from typing import Final

from kontor.access.types import SIGNED_IN, Route

PAGES: Final[tuple[Route, ...]] = (
    Route("home", "GET", SIGNED_IN),
    Route("sign-in", "GET", None),
    Route("sign-in", "POST", None),
    Route("sign-out", "POST", SIGNED_IN),
)
