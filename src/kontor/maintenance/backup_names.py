"""How backup files are called, and which of them have served their time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

SUFFIX: Final = ".kontor.zip"
NIGHTLY: Final = "nightly-"
_MANUAL: Final = "backup-"


def file_name(at: datetime, *, is_nightly: bool = False) -> str:
    """Names sort as the moments do."""
    return f"{NIGHTLY if is_nightly else _MANUAL}{at:%Y%m%dT%H%M%SZ}{SUFFIX}"


def served(names: Iterable[str], keep: int) -> list[str]:
    """The nightly backups beyond the newest `keep`, the oldest first; nobody else's files."""
    nightly = sorted(name for name in names if name.startswith(NIGHTLY) and name.endswith(SUFFIX))
    return nightly[: max(0, len(nightly) - keep)]
