"""Requests of several threads become one call: those that come while one is under way wait, and go together next.

Whoever comes alone is never kept waiting: it makes a call at once, with just its own request. Under load a call takes
along what has gathered during the one before. Those who were just answered tend to come back together, so a call waits
for as many as went with the last one, but no longer than a fraction of what a call takes. The thread that leads works
for the others and hands over to one that waits; there is no thread beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from threading import Condition, Lock
from typing import Final, Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class _Asked(Generic[Q, A]):
    """One request on its way; `woken` is held until somebody has something to say to it."""

    __slots__ = ("answer", "error", "is_answered", "leads", "request", "woken")

    def __init__(self, request: Q) -> None:
        self.request = request
        self.answer: A | None = None
        self.error: Exception | None = None
        self.is_answered = self.leads = False
        self.woken = Lock()
        self.woken.acquire()


class Gathering(Generic[Q, A]):
    """`answer_all(requests)` gives one answer per request, in their order.

    Where it raises for several requests, each is asked again by itself, so that nobody suffers for another's request;
    `is_doubtful(error)` tells the errors after which that must not be: then all of them get the error. Requests with
    the same `identity` never go together.
    """

    def __init__(
        self,
        answer_all: Callable[[Sequence[Q]], Sequence[A]],
        *,
        identity: Callable[[Q], Hashable],
        is_doubtful: Callable[[Exception], bool],
        most: int,
        patience_seconds: float,
    ) -> None:
        self._answer_all, self._identity, self._is_doubtful = answer_all, identity, is_doubtful
        self._most: Final = most
        self._patience_seconds: Final = patience_seconds
        self._changed = Condition(Lock())
        self._waiting: list[_Asked[Q, A]] = []
        self._is_led = False
        self._expected = 1

    def ask(self, request: Q) -> A:
        """The answer to this request, alone or together with those of other threads."""
        asked = _Asked[Q, A](request)
        with self._changed:
            if self._is_led:
                self._waiting.append(asked)
                if self._are_all_here():
                    self._changed.notify()
            else:
                self._is_led = asked.leads = True
        if not asked.leads:
            asked.woken.acquire()
        if asked.leads:
            self._lead(asked)
        if asked.error is not None:
            raise asked.error
        if not asked.is_answered:
            (asked.answer,) = self._answer_all([request])
        return asked.answer  # type: ignore[return-value]  # an A: it was answered

    def _lead(self, own: _Asked[Q, A]) -> None:
        group = [own]
        try:
            group += self._take(own)
            self._answer(group)
        finally:
            self._hand_over()
            for asked in group[1:]:
                asked.woken.release()

    def _take(self, own: _Asked[Q, A]) -> list[_Asked[Q, A]]:
        """Those that go along; twins of one that goes already stay for later."""
        taken: list[_Asked[Q, A]] = []
        left: list[_Asked[Q, A]] = []
        seen = {self._identity(own.request)}
        with self._changed:
            self._changed.wait_for(self._are_all_here, self._patience_seconds)
            for asked in self._waiting:
                identity = self._identity(asked.request)
                if len(taken) + 1 < self._most and identity not in seen:
                    seen.add(identity)
                    taken.append(asked)
                else:
                    left.append(asked)
            self._waiting = left
            self._expected = 1 + len(taken)
        return taken

    def _are_all_here(self) -> bool:
        """As many as went together the last time, with the one who leads."""
        return 1 + len(self._waiting) >= self._expected

    def _answer(self, group: Sequence[_Asked[Q, A]]) -> None:
        try:
            answers = self._answer_all([asked.request for asked in group])
        except Exception as error:  # noqa: BLE001  # whatever it is: each gets its own, or all of them this one
            if len(group) == 1 or self._is_doubtful(error):
                for asked in group:
                    asked.error = error
            return
        for asked, answer in zip(group, answers, strict=True):
            asked.answer, asked.is_answered = answer, True

    def _hand_over(self) -> None:
        with self._changed:
            heir = self._waiting.pop(0) if self._waiting else None
            self._is_led = heir is not None
        if heir is not None:
            heir.leads = True
            heir.woken.release()
