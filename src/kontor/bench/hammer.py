"""Many kept-alive HTTP connections that each ask as soon as they were answered. Nothing is retried.

Leaner than `load_client`, since the client shares the processor with what it measures.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from kontor.bench.figures import percentile


class Load(msgspec.Struct, frozen=True):
    """What came of it. `seconds` is the time measured, latencies are milliseconds."""

    seconds: float
    answers: dict[int, int]
    p50_ms: float
    p95_ms: float
    p99_ms: float
    slowest_ms: float

    def rate(self, status: int) -> float:
        """Answers of this status a second."""
        return self.answers.get(status, 0) / self.seconds


class UnexpectedAnswer(Exception):
    """An answer that the measurement has no place for."""


Ask = Callable[[], bytes]


def request_bytes(method: str, path: str, *, secret: str, body: bytes = b"", key: str = "") -> bytes:
    """One request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"authorization: Bearer {secret}"]
    if body:
        head += ["content-type: application/json", f"content-length: {len(body)}"]
    if key:
        head.append(f"idempotency-key: {key}")
    return "\r\n".join([*head, "", ""]).encode() + body


def hammer(port: int, asks: Iterable[Ask], *, seconds: float, expected: Iterable[int], warm_up: float = 1.0) -> Load:
    """Keep one connection per ask busy; what was answered in the first `warm_up` seconds is not counted.

    Raises UnexpectedAnswer for a status that is not expected, with the body's beginning.
    """
    return asyncio.run(_hammer(port, list(asks), seconds, frozenset(expected), warm_up))


async def _hammer(port: int, asks: list[Ask], seconds: float, expected: frozenset[int], warm_up: float) -> Load:
    loop = asyncio.get_running_loop()
    begin = time.perf_counter() + warm_up
    clients = [_Client(ask, begin, begin + seconds, expected) for ask in asks]
    for client in clients:
        await loop.create_connection(partial(_itself, client), "127.0.0.1", port)
    await asyncio.gather(*(client.ended for client in clients))
    answers = Counter(status for client in clients for status, _ in client.counted)
    times = sorted(taken * 1000 for client in clients for _, taken in client.counted)
    if not times:
        raise UnexpectedAnswer("nothing was answered while it was measured")
    return Load(seconds, dict(answers), *(percentile(times, part) for part in (0.5, 0.95, 0.99, 1.0)))


def _itself(client: _Client) -> _Client:
    return client


class _Client(asyncio.Protocol):
    """One connection; an answer is read whole before the next request is sent."""

    def __init__(self, ask: Ask, begin: float, end: float, expected: frozenset[int]) -> None:
        self._ask, self._begin, self._end, self._expected = ask, begin, end, expected
        self.counted: list[tuple[int, float]] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._received = b""
        self._wanted = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(UnexpectedAnswer(f"the connection was lost: {error}"))

    def _send(self) -> None:
        self._started = time.perf_counter()
        self._transport.write(self._ask())

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._wanted and not self._read_head():
            return
        if len(self._received) >= self._wanted:
            self._answered()

    def _read_head(self) -> bool:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._received[:end].lower()
        start = head.find(b"\r\ncontent-length:")
        if start < 0:
            self._fail(f"no content-length in {head!r}")
            return False
        length = head[start + 17 :].split(b"\r\n", 1)[0]
        self._status, self._wanted = int(head[9:12]), end + 4 + int(length)
        return True

    def _answered(self) -> None:
        now = time.perf_counter()
        if self._status not in self._expected:
            self._fail(f"{self._status}: {self._received[-500:]!r}")
            return
        if self._begin <= now <= self._end:
            self.counted.append((self._status, now - self._started))
        self._received, self._wanted = b"", 0
        if now < self._end:
            self._send()
        else:
            self.ended.set_result(None)
            self._transport.close()

    def _fail(self, what: str) -> None:
        if not self.ended.done():
            self.ended.set_exception(UnexpectedAnswer(what))
        self._transport.close()
