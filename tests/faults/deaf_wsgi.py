"""The control's application: Kontor without its ear for the warning that a commit was not confirmed by a standby."""

from __future__ import annotations

from typing import Any

from kontor.kernel.postgres.base import DatabaseWrapper
from kontor.project.wsgi import application


def hear_nothing(self: DatabaseWrapper, diagnostic: Any) -> None:
    return None


DatabaseWrapper._note = hear_nothing  # type: ignore[method-assign]  # the guard that is switched off

__all__ = ["application"]
