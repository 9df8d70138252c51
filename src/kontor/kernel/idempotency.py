"""One request, one effect: the answer is stored with the key in the request's own transaction.

Same key and same body: the stored answer again. Other body: 422. A twin that is still at work: the insert below waits
for it (at most the connection's lock_timeout of 2 s, then Busy, 409). A refused or failed request leaves no key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeVar

import msgspec
from django.db import connection

from kontor.kernel.errors import InvalidInput
from kontor.kernel.models import IdempotencyKey
from kontor.kernel.statements import Read, Write, among, insert, keys_text, records, records_text
from kontor.kernel.wire import RequestKey

T = TypeVar("T")
KEYS_LIVE: Final = timedelta(days=30)


class KeyReused(InvalidInput):
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request; take a new one"


def once(key: RequestKey | None, now: datetime, answer: type[T], write: Callable[[], T]) -> T:
    """Run `write` unless `key` has an answer already; inside the operation's transaction. None: no key, just write."""
    if key is None:
        return write()
    assert connection.in_atomic_block
    if not claim(key, now):
        return stored_answer(key, answer)
    result = write()
    keep(key, result)
    return result


def claim(key: RequestKey, now: datetime) -> bool:
    """Take the key for this transaction. False: somebody committed it before (waits for a twin at work)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (token, fingerprint, answer, created_at) VALUES (%s, %s, '', %s)"
            " ON CONFLICT (token) DO NOTHING",
            [key.token, key.fingerprint, connection.ops.adapt_datetimefield_value(now)],
        )
        return bool(cursor.rowcount == 1)


def claim_all(keys: Sequence[RequestKey], now: datetime) -> None:
    """Claim every key, in one order for everybody; those that somebody committed before stay as they are."""
    for key in sorted(keys, key=_token):
        claim(key, now)


def claim_writes(keys: Sequence[RequestKey], now: datetime) -> list[Write]:
    """Take keys that nobody has as part of an operation's writes: AlreadyThere where somebody was faster."""
    rows = [KeyRow(key.token, key.fingerprint, "", now) for key in sorted(keys, key=_token)]
    return [insert("kernel_idempotencykey", rows, name="claims")] if rows else []


def keep(key: RequestKey, result: object) -> None:
    IdempotencyKey.objects.filter(token=key.token).update(answer=msgspec.json.encode(result).decode())


def release(key: RequestKey) -> None:
    """Give a claimed key back: a refused request leaves none."""
    IdempotencyKey.objects.filter(token=key.token).delete()


def forget_keys(now: datetime) -> int:
    """Forget the keys older than KEYS_LIVE; returns how many. An offline till may come back late, but not later."""
    forgotten, _ = IdempotencyKey.objects.filter(created_at__lt=now - KEYS_LIVE).delete()
    return forgotten


def stored_answer(key: RequestKey, answer: type[T]) -> T:
    """The answer given before. Raises KeyReused when the key came with another body."""
    row = IdempotencyKey.objects.get(token=key.token)
    return replayed(key, row.fingerprint, row.answer, answer)


def replayed(key: RequestKey, fingerprint: str, stored: str, answer: type[T]) -> T:
    if fingerprint != key.fingerprint:
        raise KeyReused()
    return msgspec.json.decode(stored, type=answer)


class KeyRow(msgspec.Struct, frozen=True):
    """A row of kernel_idempotencykey."""

    token: str
    fingerprint: str
    answer: str
    created_at: datetime


class Answer(NamedTuple):
    """What is to be stored under a key, and when it was given."""

    key: RequestKey
    result: object
    at: datetime


def answers_read(keys: Sequence[RequestKey]) -> Read:
    """The rows of those keys that were answered before: for an operation's one read statement."""
    sql = f"SELECT token, fingerprint, answer, created_at FROM kernel_idempotencykey WHERE {among('token', str)}"
    return Read(sql, (keys_text([key.token for key in keys]),), KeyRow)


def answer_read(key: RequestKey | None) -> Read:
    return answers_read([key] if key else [])


def answers_writes(
    answers: Sequence[Answer], *, are_claimed: bool, give_back: Sequence[RequestKey] = ()
) -> list[Write]:
    """Store the answers as part of an operation's writes, first of all: a twin then waits right here.

    `are_claimed`: the rows were taken before (`claim`), so only the answers are filled in, and `give_back`, the keys of
    calls that were refused and leave none, are deleted.
    """
    writes = [_answers_write(answers, are_claimed=are_claimed)] if answers else []
    return [*writes, _give_back_write(give_back)] if are_claimed and give_back else writes


def _answers_write(answers: Sequence[Answer], *, are_claimed: bool) -> Write:
    rows = [
        KeyRow(key.token, key.fingerprint, msgspec.json.encode(result).decode(), at)
        for key, result, at in sorted(answers, key=lambda answer: _token(answer.key))
    ]
    if not are_claimed:
        return insert("kernel_idempotencykey", rows, name="idempotency")
    sql = (
        f"UPDATE kernel_idempotencykey AS k SET answer = d.answer FROM {records(KeyRow)}"
        " WHERE k.token = d.token RETURNING 1"
    )
    return Write("idempotency", sql, (records_text(rows),), expected=len(rows))


def _give_back_write(keys: Sequence[RequestKey]) -> Write:
    sql = f"DELETE FROM kernel_idempotencykey WHERE {among('token', str)} RETURNING 1"
    return Write("given_back", sql, (keys_text([key.token for key in keys]),), expected=len(keys))


def answer_writes(key: RequestKey | None, result: object, now: datetime, *, is_claimed: bool) -> list[Write]:
    return answers_writes([Answer(key, result, now)] if key else [], are_claimed=is_claimed)


def _token(key: RequestKey) -> str:
    """Keys are taken in this order: two calls with the same ones wait for each other at the first of them."""
    return key.token
