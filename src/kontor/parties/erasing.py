"""What is left of a customer when who it was is erased. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from kontor.parties.rows import CustomerRow

_NOBODY: Final = {"address": "", "phone": "", "email": "", "tax_pin": "", "custom": "{}"}


def erased_row(row: CustomerRow, now: datetime) -> CustomerRow:
    """Code and ids stay."""
    return msgspec.structs.replace(_nameless(row), erased_at=now, version=row.version + 1)


def erased_listing(text: str) -> str:
    """The JSON of a row kept with a delisting, without who it was."""
    return msgspec.json.encode(_nameless(msgspec.json.decode(text, type=CustomerRow))).decode()


def _nameless(row: CustomerRow) -> CustomerRow:
    return msgspec.structs.replace(row, name=f"Erased {row.code}", **_NOBODY)
