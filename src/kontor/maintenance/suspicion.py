"""From what two witnesses say to the movement that was changed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from kontor.maintenance.types import Difference

HINT = "It was changed beside the ledger: two witnesses say otherwise. Restore it from the last backup."


class Witnessed(msgspec.Struct, frozen=True):
    """A movement that `document` contradicts."""

    movement_id: int
    posting_id: int
    reference: str
    on_hand_delta: int
    reserved_delta: int
    document: str


def narrowed(suspects: Iterable[Witnessed]) -> list[Witnessed]:
    """Per document, those that contradict themselves where there are such, else all: goods and promise leave alike."""
    of_document: dict[str, list[Witnessed]] = defaultdict(list)
    for suspect in suspects:
        of_document[suspect.document].append(suspect)
    return [item for group in of_document.values() for item in _strongest(group)]


def _strongest(group: Sequence[Witnessed]) -> Sequence[Witnessed]:
    torn = [item for item in group if item.on_hand_delta and item.reserved_delta]
    return torn or group


def as_difference(suspect: Witnessed) -> Difference:
    return Difference(
        "changed",
        f"movement {suspect.movement_id} of posting {suspect.posting_id} {suspect.reference}".rstrip(),
        f"what {suspect.document} says",
        f"{suspect.on_hand_delta:+d} on hand, {suspect.reserved_delta:+d} reserved",
        HINT,
    )
