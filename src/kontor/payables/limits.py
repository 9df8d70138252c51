"""How much one entry and one request may hold."""

from __future__ import annotations

from typing import Final

#: Of one entry, in minor units: a hundred thousand million of the currency's hundredths.
MOST_MINOR: Final = 10**13
MOST_ENTRIES: Final = 1_000
#: How long after its day a bill may be due.
MOST_DAYS_TO_PAY: Final = 3_650
