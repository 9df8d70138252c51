"""The register of customers: a name stands once for an area and a channel. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kontor.parties.errors import CustomerTwice
from kontor.parties.rows import CustomerRow


class _Registered(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def area_id(self) -> int: ...
    @property
    def channel_id(self) -> int: ...


class Register:
    """Places taken: those of the rows given and those of this batch. One that a row of the batch leaves stays taken.

    So no row depends on the order in which one UPDATE frees and takes places.
    """

    def __init__(self, rows: Iterable[_Registered]) -> None:
        self._places = {(row.name, row.area_id, row.channel_id): row.id for row in rows}

    def take(self, row: CustomerRow) -> None:
        """Raises CustomerTwice when another customer has the row's place."""
        if row.area_id is None or row.channel_id is None:
            return
        if self._places.setdefault((row.name, row.area_id, row.channel_id), row.id) != row.id:
            raise CustomerTwice(f"There is a customer {row.name} of this channel in this area already.", field="name")
