"""Token buckets in memory: how many calls an actor, or an address that is nobody yet, may make a minute.

Each process counts for itself, so several workers together allow a multiple. What must hold across processes, the
sign-in delay, stands in the database instead (access.operations.sign_in).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable
from typing import Final

from kontor.kernel.errors import TooManyRequests

_MOST_BUCKETS: Final = 20_000


class TokenBuckets:
    """A bucket per caller, full at first, that refills evenly; every call takes a token."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[Hashable, tuple[float, float]] = {}  # tokens left, and when that was so

    def take(self, caller: Hashable, *, per_minute: int) -> None:
        """Take one token. Raises TooManyRequests with the seconds until there is one again."""
        now = self._clock()
        with self._lock:
            tokens, since = self._buckets.get(caller, (float(per_minute), now))
            tokens = min(float(per_minute), tokens + (now - since) * per_minute / 60)
            if tokens < 1:
                raise TooManyRequests(retry_after_seconds=math.ceil((1 - tokens) * 60 / per_minute))
            self._buckets[caller] = (tokens - 1, now)
            if len(self._buckets) > _MOST_BUCKETS:
                self._drop_idle(now)

    def clear(self) -> None:
        with self._lock:
            self._buckets.clear()

    def _drop_idle(self, now: float) -> None:
        """After a minute without a call a bucket is full again, as a new one would be."""
        self._buckets = {caller: state for caller, state in self._buckets.items() if now - state[1] < 60}


ACTORS: Final = TokenBuckets()
ADDRESSES: Final = TokenBuckets()
