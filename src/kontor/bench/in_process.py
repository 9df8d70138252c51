"""Several processes that call `place_orders` themselves, each on its own connection."""

from __future__ import annotations

import multiprocessing
import random
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING, Final

import msgspec

from kontor.bench.workload import Skew, ahead, draw_lines, picker

if TYPE_CHECKING:
    from kontor.access.types import Actor
    from kontor.sales.types import OrderDraft


#: Orders a second of one process, at most: so many are drawn before the clock starts.
_MOST: Final = 1_200


class Work(msgspec.Struct, frozen=True):
    """What each process does for `seconds`: batches of `size` orders of `lines` lines.

    Plain values: a new process reads them before Django is set up in it.
    """

    actor: Actor
    location: str
    skus: Sequence[str]
    customers: Sequence[str]
    seconds: float
    size: int
    lines: int
    skew: Skew
    seed: str


class Done(msgspec.Struct, frozen=True):
    """Orders placed while it was measured, the seconds until the last of them, CPU seconds of Python for them, and the
    milliseconds of each call."""

    orders: int
    seconds: float
    python_seconds: float
    calls_ms: tuple[float, ...]


def place_in_processes(work: Work, processes: int) -> list[Done]:
    """Start them, let them warm up, measure them together."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    with context.Pool(processes, _set_up, (barrier,)) as pool:
        works = [msgspec.structs.replace(work, seed=f"{work.seed} {number}") for number in range(processes)]
        return pool.map(_place, works, chunksize=1)


_barrier: Barrier | None = None


def _set_up(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier
    import gc

    import django

    django.setup()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the web server does


def _place(work: Work) -> Done:
    from kontor.kernel.wire import RequestKey
    from kontor.sales.operations import place_orders

    chance = random.Random(work.seed)
    pick = picker(chance, len(work.skus), work.skew)

    drawn = round(work.seconds * _MOST / work.size)
    drafts_of = ahead(lambda: [_draft(work, chance, pick) for _ in range(work.size)], drawn)

    def call() -> float:
        drafts = drafts_of()
        key = RequestKey(work.actor.id, uuid.uuid4().hex, "bench")
        started = time.perf_counter()
        answer = place_orders(drafts=drafts, actor=work.actor, now=datetime.now(UTC), key=key)
        taken = time.perf_counter() - started
        assert all(item.order is not None for item in answer.items), answer.items
        return taken * 1000

    for _ in range(max(3, 20 // work.size)):
        call()
    assert _barrier is not None
    _barrier.wait(60)
    used, begin, calls = time.process_time(), time.perf_counter(), []
    while time.perf_counter() < begin + work.seconds:
        calls.append(call())
    # A large batch begun in time ends after it.
    seconds = time.perf_counter() - begin
    return Done(len(calls) * work.size, seconds, time.process_time() - used, tuple(calls))


def _draft(work: Work, chance: random.Random, pick: Callable[[], int]) -> OrderDraft:
    from kontor.sales.types import DraftLine, OrderDraft

    lines = draw_lines(chance, pick, work.lines)
    return OrderDraft(
        location=work.location,
        customer=chance.choice(work.customers),
        confirm=True,
        lines=tuple(DraftLine(sku=work.skus[number], quantity=quantity) for number, quantity in lines),
    )
