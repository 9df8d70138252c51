"""Whether what clients did and saw at the same time can have happened one after the other. Pure, and knows no Kontor.

A history is what the clients wrote down: when each call began and ended on one clock, what it changed, what it saw.
Three questions: is each counter linearizable (some order of the calls, each within its own time, explains all that was
seen); does a sum that nothing may change look the same in every snapshot; is no edit lost.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import msgspec

NEVER: Final = math.inf


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call on a counter that must not fall below zero. `seen`: what it saw just before it changed it by `delta`.

    `below`: it was refused because the counter was below this. `ended` NEVER: nobody knows whether it took effect.
    """

    subject: str
    started: float
    ended: float
    delta: int = 0
    seen: int | None = None
    below: int | None = None
    text: str = ""

    def may_follow(self, value: int) -> bool:
        """Whether it could have come to this at a moment when the counter stood at `value`."""
        return (
            (self.seen is None or self.seen == value)
            and (self.below is None or value < self.below)
            and (self.delta >= 0 or value + self.delta >= 0)
        )


class Snapshot(msgspec.Struct, frozen=True):
    """What one read saw of a subject in each of its places."""

    subject: str
    started: float
    ended: float
    places: Mapping[str, int]


class Edit(msgspec.Struct, frozen=True):
    """An edit that was taken: it read `version`, and wrote one more than the `value` it read."""

    subject: str
    started: float
    ended: float
    version: int
    value: int


class Anomaly(msgspec.Struct, frozen=True):
    kind: str
    subject: str
    text: str


# --- counters ----------------------------------------------------------------------------------------------------

# What may be true at a moment: which of the calls still under way have taken effect, and the value after them.
_State = tuple[frozenset[int], int]


def counter_anomalies(calls: Iterable[Call], at_first: Mapping[str, int]) -> list[Anomaly]:
    """Per subject the first call no order of calls explains. `at_first`: what each counter stood at before them.

    Exact. Costs up to 2 to the power of the calls on one counter that overlap, those without an end included.
    """
    by_subject: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by_subject[call.subject].append(call)
    found = []
    for subject, own in sorted(by_subject.items()):
        unexplained = _first_unexplained(own, at_first[subject])
        if unexplained is not None:
            found.append(Anomaly("not linearizable", subject, str(unexplained)))
    return found


def _first_unexplained(calls: Sequence[Call], at_first: int) -> Call | None:
    under_way: set[int] = set()
    states: set[_State] = {(frozenset(), at_first)}
    for index, is_end in _moments(calls):
        if not is_end:
            under_way.add(index)
            continue
        states = {(done - {index}, value) for done, value in _with_effect(index, states, under_way, calls)}
        under_way.remove(index)
        if not states:
            return calls[index]
    return None


def _moments(calls: Sequence[Call]) -> Iterator[tuple[int, bool]]:
    """Beginnings and ends (True) of the calls by time; at the same instant beginnings first: these calls overlap."""
    begun = [(call.started, False, index) for index, call in enumerate(calls)]
    ended = [(call.ended, True, index) for index, call in enumerate(calls) if call.ended != NEVER]
    for _, is_end, index in sorted(begun + ended):
        yield index, is_end


def _with_effect(wanted: int, states: set[_State], under_way: set[int], calls: Sequence[Call]) -> set[_State]:
    """All that may be true once `wanted` has taken effect, whatever else under way did so before it.

    What may as well take effect later is left for later: the search stops as soon as `wanted` is in.
    """
    reached = {state for state in states if wanted in state[0]}
    waiting = list(states - reached)
    tried = set(waiting)
    while waiting:
        done, value = waiting.pop()
        for index in under_way - done:
            if not calls[index].may_follow(value):
                continue
            state = (done | {index}, value + calls[index].delta)
            if index == wanted:
                reached.add(state)
            elif state not in tried:
                tried.add(state)
                waiting.append(state)
    return reached


# --- sums in snapshots -------------------------------------------------------------------------------------------


def sum_anomalies(snapshots: Iterable[Snapshot], totals: Mapping[str, int]) -> list[Anomaly]:
    """Snapshots whose places do not add up to what the subject has in all: they saw half of a transfer."""
    return [
        Anomaly("torn sum", snapshot.subject, f"{dict(snapshot.places)} is not {totals[snapshot.subject]}")
        for snapshot in snapshots
        if sum(snapshot.places.values()) != totals[snapshot.subject]
    ]


# --- edits -------------------------------------------------------------------------------------------------------


def edit_anomalies(edits: Iterable[Edit], at_last: Mapping[str, int]) -> list[Anomaly]:
    """Edits that overwrote another one, that read a state older than it may have been, or that are gone at the end.

    `at_last`: each subject's value after all of them.
    """
    by_subject: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_subject[edit.subject].append(edit)
    return [anomaly for subject, own in sorted(by_subject.items()) for anomaly in _of_edits(own, at_last[subject])]


def _of_edits(edits: Sequence[Edit], at_last: int) -> Iterator[Anomaly]:
    in_order = sorted(edits, key=lambda edit: edit.version)
    for earlier, later in pairwise(in_order):
        if earlier.version == later.version:
            yield Anomaly("lost update", later.subject, f"{later} is based on what {earlier} changed")
        elif later.value != earlier.value + 1:
            yield Anomaly("lost update", later.subject, f"{later} did not read what {earlier} wrote")
        if later.ended < earlier.started:
            yield Anomaly("stale read", later.subject, f"{earlier} began after {later} had ended")
    if in_order and at_last != in_order[0].value + len(in_order):
        text = f"{len(in_order)} edits since {in_order[0].value}, and {at_last} at last"
        yield Anomaly("lost update", in_order[0].subject, text)
