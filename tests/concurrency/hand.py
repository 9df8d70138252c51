"""A client with a name for every answer it got: what all storms over HTTP count and judge."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from kontor.bench.load_client import LoadClient, Reply

#: What a person may be told in a race and do something about. Whatever else comes is a failure.
HONEST_REFUSALS: Final = frozenset(
    {"409 stock_short", "409 transition_refused", "412 version_mismatch", "409 busy with Retry-After"}
)


class Hand:
    """One connection with a key, a chance of its own (seeded, so that a run can be told again) and shared counts."""

    def __init__(self, port: int, key: str, *, number: int = 0, answers: Counter[str] | None = None) -> None:
        self.chance = random.Random(number)
        self.answers: Counter[str] = Counter() if answers is None else answers
        self.seconds: list[float] = []
        self._client = LoadClient("127.0.0.1", port, headers={"authorization": f"Bearer {key}"})

    async def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, key: str = ""
    ) -> Reply:
        """One call below /api/v1, with an idempotency key of its own unless `key` says which; its answer is counted."""
        own = {"idempotency-key": key or uuid.uuid4().hex} if method != "GET" else {}
        data = b"" if body is None else msgspec.json.encode(body)
        reply = await self._client.request(method, f"/api/v1/{path}", data, {**own, **(headers or {})})
        self.answers[said(reply)] += 1
        self.seconds.append(reply.seconds)
        return reply

    def close(self) -> None:
        self._client.close()


def said(reply: Reply) -> str:
    """The answer in a word: "201", "409 stock_short", "409 busy with Retry-After"."""
    if reply.status < 300:
        return str(reply.status)
    code = str(content(reply).get("code", "without a code"))
    return f"{reply.status} {code}{' with Retry-After' if 'retry-after' in reply.headers else ''}"


def content(reply: Reply) -> dict[str, Any]:
    return msgspec.json.decode(reply.body, type=dict[str, Any])


def dishonest(answers: Mapping[str, int]) -> dict[str, int]:
    """The answers that are neither a success nor a refusal somebody can act on."""
    return {
        answer: times
        for answer, times in answers.items()
        if not answer.startswith("2") and answer not in HONEST_REFUSALS
    }


def until(seconds: float) -> Deadline:
    return Deadline(time.monotonic() + seconds)


class Deadline:
    def __init__(self, at: float) -> None:
        self._at = at

    def is_open(self) -> bool:
        return time.monotonic() < self._at
