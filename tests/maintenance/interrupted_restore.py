"""Restores a backup and kills itself in the middle: `python -m tests.maintenance.interrupted_restore FILE STAGE`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings

django.setup()

from kontor.maintenance.adapters import archive, sqlite_copy  # noqa: E402  # Django comes first
from kontor.maintenance.operations import restore_backup  # noqa: E402  # Django comes first


def main(file: str, stage: str) -> None:
    archive._CHUNK_BYTES = 8192  # type: ignore[misc]  # small pieces, so that there is a middle
    sqlite_copy.PAGES_A_STEP = 20  # type: ignore[misc]  # small pieces, so that there is a middle

    def kill_in_the_middle(current: str, done: int, total: int) -> None:
        if current == stage and done * 2 >= total:
            os.kill(os.getpid(), signal.SIGKILL)

    media = Path(settings.MEDIA_ROOT)
    restore_backup(path=Path(file), media=media, clock=lambda: datetime.now(UTC), progress=kill_in_the_middle)


if __name__ == "__main__":
    main(*sys.argv[1:])
