"""One active user must always be an owner, whoever changes whom."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.access.errors import LastOwner


@dataclass(slots=True)
class Owners:
    """The active owners left while users are changed one after the other."""

    ids: set[int]

    def remove(self, user_id: int) -> None:
        """The user is deactivated or gets another role. Raises LastOwner when nobody would be left."""
        if self.ids == {user_id}:
            raise LastOwner()
        self.ids.discard(user_id)
