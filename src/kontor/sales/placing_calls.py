"""What several callers want placed together, and each one's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from kontor.access.types import Actor
from kontor.kernel import request_id
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import Answer, KeyReused, KeyRow, answers_writes, replayed
from kontor.kernel.statements import Write
from kontor.kernel.wire import RequestKey
from kontor.sales.answers import batch_answer
from kontor.sales.decided import Decided, Identity
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


class Batch(NamedTuple):
    """Calls that are placed as one; a business date and a number for each draft, in the calls' order."""

    calls: Sequence[PlacingCall]
    dates: Sequence[date]
    numbers: Sequence[str]

    @property
    def drafts(self) -> Sequence[OrderDraft]:
        return self.calls[0].drafts if len(self.calls) == 1 else [one for call in self.calls for one in call.drafts]

    @property
    def keys(self) -> list[RequestKey]:
        return [call.key for call in self.calls if call.key]

    @property
    def now(self) -> datetime:
        """When the last of the calls came."""
        return max(call.now for call in self.calls)


class Asked(NamedTuple):
    """One draft of a call that was not answered before."""

    call: PlacingCall
    draft: OrderDraft
    warnings: Sequence[EntryWarning]
    identity: Identity


class Verdict(NamedTuple):
    """Whose draft, and what came of it: an order, or the reason why not, or the order there was already."""

    call: PlacingCall
    item: Decided | ItemResult


def placing_call(drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None) -> PlacingCall:
    warnings = [entry_warnings(draft, now) for draft in drafts]
    return PlacingCall(drafts, warnings, actor, now, key, request_id.current())


def asked_now(batch: Batch, ids: Iterable[tuple[int, int]], answered: Mapping[str, KeyRow]) -> list[Asked]:
    """The drafts of the calls that were not answered before; `ids` are of the order and the posting of every draft."""
    drafts = (
        (call, draft, warnings)
        for call in batch.calls
        for draft, warnings in zip(call.drafts, call.warnings, strict=True)
    )
    every = [Asked(*one, Identity(number, *own)) for one, number, own in zip(drafts, batch.numbers, ids, strict=True)]
    return [one for one in every if not (one.call.key and one.call.key.token in answered)] if answered else every


class Answers(NamedTuple):
    """Each call's answer; the answers to be kept; the keys under which none is, since every draft was refused."""

    by_call: list[Placed]
    kept: list[Answer]
    refused_keys: list[RequestKey]

    def key_writes(self, *, are_claimed: bool) -> list[Write]:
        """The keys with their answers; where the keys are claimed already, those of refused calls are given back."""
        return answers_writes(self.kept, are_claimed=are_claimed, give_back=self.refused_keys)


def answers_of(batch: Batch, answered: Mapping[str, KeyRow], verdicts: Sequence[Verdict]) -> Answers:
    """The verdicts parted among the calls that were not answered before."""
    left = iter(verdicts)
    answers = Answers([], [], [])
    for call in batch.calls:
        if call.key and call.key.token in answered:
            answers.by_call.append(answered_before(call.key, answered))
            continue
        own = list(islice(left, len(call.drafts)))
        answer = answer_of(own)
        answers.by_call.append(answer)
        if call.key and is_any_taken(own):
            answers.kept.append(Answer(call.key, answer, call.now))
        elif call.key:
            answers.refused_keys.append(call.key)
    return answers


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
