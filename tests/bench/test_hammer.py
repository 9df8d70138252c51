"""The load of a measurement: every answer is counted once, and one that has no place ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kontor.bench import hammer as hammering
from kontor.bench.hammer import UnexpectedAnswer, hammer, request_bytes


@contextmanager
def server(status: int = 201, *, answers: int = 1_000_000, length: bool = True) -> Iterator[tuple[int, list[bytes]]]:
    """Answers in two pieces; after `answers` of them a connection is closed. With it what was received."""
    received: list[bytes] = []

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        given = 0

        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            if self.given == answers:
                self.close_connection = True
                return
            self.given += 1
            self.send_response(status)
            if length:
                self.send_header("Content-Length", "6")
            self.end_headers()
            for piece in (b"all", b"ok."):
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            return

    desk = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=desk.serve_forever, daemon=True)
    thread.start()
    try:
        yield desk.server_address[1], received
    finally:
        desk.shutdown()
        desk.server_close()


def ask(number: int) -> bytes:
    return request_bytes("POST", "/orders", secret="kt", body=b"%d" % number)


def test_each_connection_asks_as_soon_as_it_was_answered() -> None:
    with server() as (port, received):
        load = hammer(port, [lambda: ask(1), lambda: ask(2)], seconds=0.3, expected=[201], warm_up=0.1)
    assert load.answers.keys() == {201}
    assert 0 < load.answers[201] <= len(received)
    assert set(received) == {b"1", b"2"}
    assert 0 < load.p50_ms <= load.p99_ms <= load.slowest_ms
    assert load.rate(201) == load.answers[201] / 0.3


def test_another_status_ends_it_with_the_body() -> None:
    with server(status=500) as (port, _), pytest.raises(UnexpectedAnswer, match=r"^500: .*allok\."):
        hammer(port, [lambda: ask(1)], seconds=0.2, expected=[201])


def test_a_lost_connection_ends_it() -> None:
    with server(answers=2) as (port, _), pytest.raises(UnexpectedAnswer, match="connection was lost"):
        hammer(port, [lambda: ask(1)], seconds=5, expected=[201])


def test_an_answer_of_unknown_length_ends_it() -> None:
    with server(length=False) as (port, _), pytest.raises(UnexpectedAnswer, match="no content-length"):
        hammer(port, [lambda: ask(1)], seconds=5, expected=[201])


def test_silence_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hammering, "_SILENT_SECONDS", 0.2)

    def never() -> bytes:
        return b"POST / HTTP/1.1\r\n"  # a head without its end

    with server() as (port, _), pytest.raises(UnexpectedAnswer, match="nobody was answered"):
        hammer(port, [never], seconds=5, expected=[201])
