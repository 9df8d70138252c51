"""Who acts: a frozen value built once at the edge and passed to every operation and query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from kontor.kernel.errors import Forbidden, NotFound

ActorKind = Literal["user", "client", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API client or a job, with the rights and branches that hold for this one call."""

    id: int
    kind: ActorKind
    name: str
    rights: frozenset[str]
    branch_ids: frozenset[int]

    def may(self, right: str) -> bool:
        return right in self.rights

    def require(self, right: str) -> None:
        """Raise Forbidden unless this actor has `right`."""
        if right not in self.rights:
            raise Forbidden(f"This needs the right {right}.", right=right)

    def require_branch(self, branch_id: int) -> None:
        """Raise NotFound unless this actor works in the branch: a foreign row must not even be known to exist."""
        if branch_id not in self.branch_ids:
            raise NotFound("There is no such branch for you.")


def system_actor(branch_ids: Iterable[int]) -> Actor:
    """Kontor itself, reacting to what happened in these branches; needs no right, its name stands in the audit."""
    return Actor(id=0, kind="job", name="system", rights=frozenset(), branch_ids=frozenset(branch_ids))


#: A route for whoever is signed in or holds a key, whatever their role.
SIGNED_IN: Final = "signed_in"


@dataclass(frozen=True, slots=True)
class Route:
    """One way in: the URL's name, the method, and the right it needs.

    SIGNED_IN: no right in particular. None: anybody, such as signing in; the view then has no actor.
    """

    name: str
    method: str
    right: str | None
