"""How long somebody has to wait who keeps failing to sign in."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

FREE_TRIES: Final = 5
FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(minutes=15)


def wait_seconds(tries: int, last_try_at: datetime, now: datetime) -> int:
    """Seconds until the next try may be made: 0 for the first five, then 30, doubling up to 15 minutes."""
    if tries < FREE_TRIES:
        return 0
    delay: timedelta = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(tries - FREE_TRIES, 10))
    return max(0, math.ceil((last_try_at + delay - now).total_seconds()))


def tries_left_over(tries: int, last_try_at: datetime, now: datetime) -> int:
    """The tries that still count: none after 15 quiet minutes beyond the longest delay."""
    return 0 if now - last_try_at > 2 * LONGEST_DELAY else tries
