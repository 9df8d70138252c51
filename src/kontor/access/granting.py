"""Who may hand out power: nobody beyond the own."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.access.errors import RightsBeyondOwn
from kontor.access.types import Actor


def require_own_rights(rights: Iterable[str], actor: Actor) -> None:
    """Raises RightsBeyondOwn when `rights` hold one the actor does not have."""
    beyond = sorted(set(rights) - actor.rights)
    if beyond:
        raise RightsBeyondOwn(f"You do not have the right {beyond[0]} yourself.", right=beyond[0])
