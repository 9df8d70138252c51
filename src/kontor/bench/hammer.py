"""Many kept-alive HTTP connections that each ask as soon as they were answered. Nothing is retried.

Leaner than `load_client`, and without an event loop's own work, since the client shares the processor with what it
measures.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NoReturn

import msgspec

from kontor.bench.figures import percentile

_MOST_BYTES: Final = 1 << 20
_SILENT_SECONDS: Final = 30.0
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


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
    begin = time.perf_counter() + warm_up
    wanted = frozenset(expected)
    with selectors.DefaultSelector() as selector:
        clients = [_Client(port, ask, begin, begin + seconds, wanted) for ask in asks]
        try:
            for client in clients:
                selector.register(client.socket, selectors.EVENT_READ, client)
                client.send()
            while selector.get_map():
                for key, _ in selector.select(_SILENT_SECONDS) or _silence():
                    if key.data.has_ended():
                        selector.unregister(key.fileobj)
        finally:
            for client in clients:
                client.socket.close()
    answers = Counter(status for client in clients for status, _ in client.counted)
    times = sorted(taken * 1000 for client in clients for _, taken in client.counted)
    if not times:
        raise UnexpectedAnswer("nothing was answered while it was measured")
    return Load(seconds, dict(answers), *(percentile(times, part) for part in (0.5, 0.95, 0.99, 1.0)))


def _silence() -> NoReturn:
    raise UnexpectedAnswer(f"nobody was answered for {_SILENT_SECONDS:g} seconds")


class _Client:
    """One connection; an answer is read whole before the next request is sent."""

    def __init__(self, port: int, ask: Ask, begin: float, end: float, expected: frozenset[int]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ask, self._begin, self._end, self._expected = ask, begin, end, expected
        self.counted: list[tuple[int, float]] = []
        self._received = b""
        self._wanted = 0

    def send(self) -> None:
        self._started = time.perf_counter()
        self.socket.sendall(self._ask())

    def has_ended(self) -> bool:
        """Take what has come; ask again where the answer is whole and there is time left."""
        data = self.socket.recv(_MOST_BYTES)
        if not data:
            raise UnexpectedAnswer("the connection was lost")
        self._received += data
        if not self._wanted:
            self._read_head()
        return bool(self._wanted) and len(self._received) >= self._wanted and not self._goes_on()

    def _read_head(self) -> None:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._received, 0, end + 2)
        if length is None:
            raise UnexpectedAnswer(f"no content-length in {self._received[:end]!r}")
        self._status, self._wanted = int(self._received[9:12]), end + 4 + int(length[1])

    def _goes_on(self) -> bool:
        now = time.perf_counter()
        if self._status not in self._expected:
            raise UnexpectedAnswer(f"{self._status}: {self._received[-500:]!r}")
        if self._begin <= now <= self._end:
            self.counted.append((self._status, now - self._started))
        self._received, self._wanted = b"", 0
        if now < self._end:
            self.send()
            return True
        return False
