"""What several callers want placed together, and each one's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from kontor.access.types import Actor
from kontor.kernel import request_id
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import Answer, KeyReused, KeyRow, replayed
from kontor.kernel.ids import Id
from kontor.kernel.wire import RequestKey
from kontor.sales.answers import batch_answer
from kontor.sales.decided import Decided
from kontor.sales.entry_checks import entry_warnings
from kontor.sales.types import BatchAnswer, EntryWarning, ItemResult, OrderDraft


class PlacingCall(NamedTuple):
    """What one caller wants placed, and what plug-ins said to it."""

    drafts: Sequence[OrderDraft]
    warnings: Sequence[Sequence[EntryWarning]]
    actor: Actor
    now: datetime
    key: RequestKey | None
    request_id: str


Placed = BatchAnswer | KontorError
"""The answer of one call; an error where its key was used for something else."""


class Asked(NamedTuple):
    """One draft, and what it gets if it is taken: ids of its order and its posting, a number."""

    call: PlacingCall
    draft: OrderDraft
    warnings: Sequence[EntryWarning]
    identity: tuple[Id, Id, str]


class Verdict(NamedTuple):
    """Whose draft, and what came of it: an order, or the reason why not, or the order there was already."""

    call: PlacingCall
    item: Decided | ItemResult


def placing_call(drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None) -> PlacingCall:
    warnings = [entry_warnings(draft, now) for draft in drafts]
    return PlacingCall(drafts, warnings, actor, now, key, request_id.current())


def drafts_of(calls: Sequence[PlacingCall]) -> Sequence[OrderDraft]:
    return calls[0].drafts if len(calls) == 1 else [draft for call in calls for draft in call.drafts]


def keys_of(calls: Sequence[PlacingCall]) -> list[RequestKey]:
    return [call.key for call in calls if call.key]


def asked_now(
    calls: Sequence[PlacingCall], identities: Iterable[tuple[Id, Id, str]], answered: Mapping[str, KeyRow]
) -> list[Asked]:
    """The drafts of the calls that were not answered before; one identity for each draft of every call."""
    left = iter(identities)
    every = [
        Asked(call, *one)
        for call in calls
        for one in zip(call.drafts, call.warnings, islice(left, len(call.drafts)), strict=True)
    ]
    return [one for one in every if not (one.call.key and one.call.key.token in answered)] if answered else every


class PlacedCalls(NamedTuple):
    """Each call's answer; the answers to be stored; the keys under which none is, since every draft was refused."""

    answers: list[Placed]
    new: list[Answer]
    refused_keys: list[RequestKey]


def all_answers(
    calls: Sequence[PlacingCall], answered: Mapping[str, KeyRow], verdicts: Sequence[Verdict]
) -> PlacedCalls:
    """The verdicts parted among the calls that were not answered before."""
    left = iter(verdicts)
    placed = PlacedCalls([], [], [])
    for call in calls:
        if call.key and call.key.token in answered:
            placed.answers.append(answered_before(call.key, answered))
            continue
        own = list(islice(left, len(call.drafts)))
        answer = answer_of(own)
        placed.answers.append(answer)
        if call.key and is_any_taken(own):
            placed.new.append(Answer(call.key, answer, call.now))
        elif call.key:
            placed.refused_keys.append(call.key)
    return placed


def answer_of(verdicts: Sequence[Verdict]) -> BatchAnswer:
    return batch_answer(item.result if isinstance(item, Decided) else item for _, item in verdicts)


def is_any_taken(verdicts: Sequence[Verdict]) -> bool:
    return any(isinstance(item, Decided) for _, item in verdicts)


def answered_before(key: RequestKey, answered: Mapping[str, KeyRow]) -> Placed:
    row = answered[key.token]
    try:
        return replayed(key, row.fingerprint, row.answer, BatchAnswer)
    except KeyReused as error:
        return error


def answer_or_raise(placed: Placed) -> BatchAnswer:
    if isinstance(placed, KontorError):
        raise placed
    return placed
