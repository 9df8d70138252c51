"""When a product was made and until when it is good. Pure."""

from __future__ import annotations

from datetime import date

from kontor.catalog.errors import ProductInvalid


def check_shelf_life(manufactured_on: date | None, expires_on: date | None) -> None:
    """Raises ProductInvalid unless it expires after it was made, where both are known."""
    if manufactured_on is not None and expires_on is not None and expires_on <= manufactured_on:
        raise ProductInvalid(
            f"It expires on {expires_on}, which is not after {manufactured_on}, when it was made.", field="expires_on"
        )


def is_expired(expires_on: date | None, on: date) -> bool:
    """Good until the end of the day it expires on."""
    return expires_on is not None and on > expires_on
