from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kontor.access.models import ApiKey

GRANULARITY: Final = timedelta(hours=1)


def note_key_use(*, key_id: int, last_used_at: datetime | None, now: datetime) -> None:
    """Keep when a key was last used, to the hour: a call must not cost a write. Leaves no audit row."""
    if last_used_at is None or now - last_used_at >= GRANULARITY:
        with transaction.atomic():  # on SQLite only transactions wait in the writers' queue
            ApiKey.objects.filter(id=key_id).update(last_used_at=now)
