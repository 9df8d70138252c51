"""When a nightly backup is due, and when a failed one is tried again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

import msgspec

#: A run that has said nothing for so long was killed.
SILENCE: Final = timedelta(minutes=10)
#: After a failure, as long as the night is the last one.
TRY_AGAIN_AFTER: Final = timedelta(hours=1)


class Attempt(msgspec.Struct, frozen=True):
    """The newest attempt at a night's backup."""

    number: int
    heard_at: datetime
    finished_at: datetime | None
    error: str


def last_due(now: datetime, at: time) -> datetime:
    """The latest moment, now or before, at which a backup was due."""
    today = datetime.combine(now.astimezone(UTC).date(), at, UTC)
    return today if today <= now else today - timedelta(days=1)


def next_attempt(newest: Attempt | None, now: datetime) -> int | None:
    """The number of the attempt to make now; None while there is nothing to do."""
    if newest is None:
        return 1
    if newest.finished_at is None:
        return newest.number + 1 if now - newest.heard_at > SILENCE else None
    is_over = not newest.error or now - newest.finished_at < TRY_AGAIN_AFTER
    return None if is_over else newest.number + 1
