"""How much of something is still meant."""

from __future__ import annotations

from typing import Final

MOST_LEAD_TIME_DAYS: Final = 3_650
MOST_COST_MICROS: Final = 10**15
