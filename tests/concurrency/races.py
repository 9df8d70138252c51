"""Running things at the same moment, each in a thread with a connection of its own, and the controls beside them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

T = TypeVar("T")
PATIENCE_SECONDS = 20.0


def race(*calls: Callable[[], T]) -> list[T]:
    """The results of all calls, started at once. Raises what the first failed one raised."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        start.wait(PATIENCE_SECONDS)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(with_own_connection(run), call) for call in calls]
        return [future.result(PATIENCE_SECONDS) for future in futures]


def one_meets_the_other_uncommitted(first: Callable[[], Any], second: Callable[[], T]) -> T:
    """Run `first` in a transaction, start `second` beside it until it waits for a row, then commit; second's result."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(with_own_connection(second))
            until_somebody_waits_for_us()
        return waiting.result(PATIENCE_SECONDS)


def with_own_connection(call: Callable[..., T]) -> Callable[..., T]:
    """`call`, closing the connection that its thread has opened."""

    def run(*arguments: Any) -> T:
        try:
            return call(*arguments)
        finally:
            connection.close()

    return run


def until_somebody_waits_for_us() -> None:
    """Return as soon as another connection waits for a row that this one has locked."""
    for _ in range(int(PATIENCE_SECONDS / 0.01)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            row = cursor.fetchone()
        if row and row[0]:
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits for this connection")


def until_true(condition: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE_SECONDS / 0.01)):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never became true")


def meet_before_first_write(monkeypatch: pytest.MonkeyPatch, module: ModuleType, parties: int) -> None:
    """Let `parties` threads read before any of them writes through `module.write_all`: the worst moment for a race."""
    barrier, seen, write_all = threading.Barrier(parties), threading.local(), module.write_all

    def meet(writes: Any) -> None:
        if not hasattr(seen, "here"):
            seen.here = True
            barrier.wait(PATIENCE_SECONDS)
        write_all(writes)

    monkeypatch.setattr(module, "write_all", meet)


def copy_of(module: ModuleType, old: str, new: str) -> ModuleType:
    """The module once more with `old` replaced by `new`: what a control runs instead of the guarded statement."""
    assert module.__file__ is not None
    source = Path(module.__file__).read_text()
    assert source.count(old) == 1, f"the control no longer fits {module.__name__}"
    copy = ModuleType(f"{module.__name__}_control")
    exec(compile(source.replace(old, new), module.__file__, "exec"), copy.__dict__)
    return copy
