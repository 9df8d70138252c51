"""A refusal as a value: what a batch answers for one item that it did not take."""

from __future__ import annotations

from typing import Any

import msgspec

from kontor.kernel.errors import Conflict, KontorError


class Refusal(msgspec.Struct, frozen=True):
    """Why one item of a batch was not taken: the same members as a problem document."""

    status: int
    code: str
    title: str
    detail: str
    data: dict[str, Any] = {}

    @classmethod
    def of(cls, error: KontorError) -> Refusal:
        return cls(error.status, error.code, error.title, error.detail, error.data)


class Refused(Conflict):
    """A refusal decided as a value, raised where a single item was asked for."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail, **refusal.data)
        self.status = refusal.status  # type: ignore[misc]  # the kind was decided in the batch
        self.code = refusal.code  # type: ignore[misc]  # likewise
        self.title = refusal.title  # type: ignore[misc]  # likewise
