"""Whoever comes alone is answered at once; whoever comes while a call is under way goes with the next one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import pytest

from kontor.kernel.gathering import Gathering

PATIENCE_SECONDS: Final = 10.0


class Desk:
    """Answers texts with themselves in capitals; may be held up, and notes which texts came together."""

    def __init__(
        self,
        *,
        most: int = 50,
        patience_seconds: float = 0.0,
        fails: Callable[[Sequence[str]], Exception | None] = lambda _: None,
    ) -> None:
        self.calls: list[list[str]] = []
        self.held, self.at_work = threading.Event(), threading.Event()
        self._fails = fails
        self.gathering = Gathering[str, str](
            self._answer,
            identity=lambda text: text.split("/")[0],
            is_doubtful=lambda error: isinstance(error, ConnectionError),
            most=most,
            patience_seconds=patience_seconds,
        )

    def _answer(self, texts: Sequence[str]) -> list[str]:
        self.calls.append(list(texts))
        self.at_work.set()
        if texts[0] == "first":
            assert self.held.wait(PATIENCE_SECONDS)
        if error := self._fails(texts):
            raise error
        return [text.upper() for text in texts]

    def after_the_first(self, *texts: str) -> list[Future[str]]:
        """Hold up a call, let the texts come meanwhile, one after the other, and let it go."""
        with ThreadPoolExecutor(len(texts) + 1) as pool:
            first = pool.submit(self.gathering.ask, "first")
            assert self.at_work.wait(PATIENCE_SECONDS)
            asked = []
            for number, text in enumerate(texts, start=1):
                asked.append(pool.submit(self.gathering.ask, text))
                self._until_waiting(number)
            self.held.set()
        assert first.result() == "FIRST"
        return asked

    def _until_waiting(self, count: int) -> None:
        patience = threading.Event()
        for _ in range(1000):
            if len(self.gathering._waiting) == count:
                return
            patience.wait(0.01)
        raise AssertionError(f"{count} never waited")


def test_whoever_comes_alone_is_answered_alone() -> None:
    desk = Desk()
    assert [desk.gathering.ask(text) for text in ("a", "b")] == ["A", "B"]
    assert desk.calls == [["a"], ["b"]]


def test_those_who_came_meanwhile_go_together_and_each_gets_its_own_answer() -> None:
    desk = Desk()
    asked = desk.after_the_first("a", "b", "c")
    assert desk.calls == [["first"], ["a", "b", "c"]]
    assert [one.result() for one in asked] == ["A", "B", "C"]


def test_twins_never_go_together() -> None:
    desk = Desk()
    asked = desk.after_the_first("a/1", "b", "a/2")
    assert desk.calls == [["first"], ["a/1", "b"], ["a/2"]]
    assert [one.result() for one in asked] == ["A/1", "B", "A/2"]


def test_no_call_takes_more_than_its_most() -> None:
    desk = Desk(most=2)
    desk.after_the_first("a", "b", "c", "d", "e")
    assert desk.calls == [["first"], ["a", "b"], ["c", "d"], ["e"]]


def test_nobody_suffers_for_anothers_request() -> None:
    desk = Desk(fails=lambda texts: ValueError("b is bad") if "b" in texts else None)
    a, b, c = desk.after_the_first("a", "b", "c")
    assert [a.result(), c.result()] == ["A", "C"]
    with pytest.raises(ValueError, match="b is bad"):
        b.result()
    assert desk.calls[:2] == [["first"], ["a", "b", "c"]]
    assert sorted(desk.calls[2:]) == [["a"], ["b"], ["c"]]


def test_a_doubtful_error_is_everybodys_and_nobody_is_asked_again() -> None:
    desk = Desk(fails=lambda texts: ConnectionError("lost") if "b" in texts else None)
    for asked in desk.after_the_first("a", "b", "c"):
        with pytest.raises(ConnectionError, match="lost"):
            asked.result()
    assert desk.calls == [["first"], ["a", "b", "c"]]
    assert desk.gathering.ask("d") == "D"


def test_a_call_waits_for_as_many_as_went_together_and_then_no_more() -> None:
    desk = Desk(patience_seconds=PATIENCE_SECONDS)
    desk.after_the_first("a", "b")
    with ThreadPoolExecutor(2) as pool:
        started = time.monotonic()
        assert list(pool.map(desk.gathering.ask, ("c", "d"))) == ["C", "D"]
        assert time.monotonic() - started < PATIENCE_SECONDS / 2
    assert desk.calls[:2] == [["first"], ["a", "b"]]
    assert [sorted(call) for call in desk.calls[2:]] == [["c", "d"]]


def test_whoever_is_alone_again_is_kept_waiting_once() -> None:
    desk = Desk(patience_seconds=0.2)
    desk.after_the_first("a", "b")
    started = time.monotonic()
    assert desk.gathering.ask("c") == "C"
    assert time.monotonic() - started >= 0.2
    started = time.monotonic()
    assert desk.gathering.ask("d") == "D"
    assert time.monotonic() - started < 0.2


def test_many_threads_each_get_their_own() -> None:
    desk = Desk()

    def ask(client: int) -> None:
        for number in range(200):
            text = f"c{client} {number}"
            assert desk.gathering.ask(text) == text.upper()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(ask, range(16)))
    assert sorted(text for call in desk.calls for text in call) == sorted(
        f"c{client} {number}" for client in range(16) for number in range(200)
    )
