"""When a bill is due and what an address is for, as the words they are stored and sent by."""

from __future__ import annotations

from typing import Final

#: cod: on delivery; net_N: N days after the bill; advance_50: half before delivery.
PAYMENT_TERMS: Final = (
    "immediate", "cod", "net_7", "net_15", "net_30", "net_45", "net_60", "net_90", "advance_50",
)  # fmt: skip

#: Where the bill goes, where the goods go.
ADDRESS_KINDS: Final = ("billing", "delivery")
