"""The installation's own folder: database file, secret, queue, logs of the day. Nobody else may read it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from kontor.kernel.command_line import CannotRun


def prepare(data: Path) -> None:
    """Create the directory (0700), the queue's folders and the secret where they are missing."""
    try:
        for folder in (data, data / "queue" / "messages", data / "queue" / "control"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
        _keep_secret(data / "secret_key")
    except OSError as error:
        raise CannotRun(
            f"The data directory {data} cannot be used ({error.strerror}); name another with --data."
        ) from error


def require_database() -> None:
    """Refuse a SQLite file that is not there, which SQLite would make empty. Raises CannotRun."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and os.path.isabs(database["NAME"]) and not Path(database["NAME"]).exists():
        advice = "name another with --data or --database-url, or make one with `./kontor up`"
        raise CannotRun(f"There is no database {database['NAME']}; {advice}.")


def _keep_secret(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
