from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Recount(msgspec.Struct, frozen=True):
    """How a recount ended: documents counted, shares and days that were wrong before, and what differs still."""

    documents: int
    corrected_shares: int
    corrected_days: int
    differences: Sequence[msgspec.Struct]
