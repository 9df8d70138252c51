"""Pages of a list over HTTP, ours beside those of a ModelSerializer: the same content, then the rates, in turns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from kontor.bench import cpu
from kontor.bench.bench import Bench, Run, alternate
from kontor.bench.found import Compared
from kontor.bench.hammer import Ask, Load, hammer, request_bytes
from kontor.bench.measures.orders import latency, measured_web, ms
from kontor.bench.web import WebServer, fetch, running_web
from kontor.kernel.command_line import CannotRun

CLIENTS: Final = 8
_COMPARED: Final = 20
_OURS: Final = "kontor.project.wsgi:application"
_OTHERS: Final = "kontor.bench.drf.wsgi:application"
_WARM_UP: Final = 1.0  # seconds


class Pages(msgspec.Struct, frozen=True):
    """A list: `path` takes `&cursor=` one of `cursors`, each page after one holds `items` items."""

    name: str
    unit: str
    path: str
    cursors: Sequence[int]
    items: int


def compare_pages(bench: Bench, pages: Pages) -> Compared:
    """Raises CannotRun where the two do not give the same pages."""
    with measured_web(bench) as ours, running_web(lambda port: _other(bench, port), bench.folder) as others:
        _compare_content(bench, pages, ours, others)
        return alternate(
            bench,
            pages.name,
            pages.unit,
            "DRF",
            lambda number: _load(bench, pages, others, number).rate(200),
            lambda number: _run(bench, pages, ours, number),
        )


def _other(bench: Bench, port: int) -> Sequence[str]:
    """The same server with the same workers and threads, with the other application in it."""
    command = [_OTHERS if part == _OURS else part for part in bench.web_command(port)]
    assert _OTHERS in command, command
    return command


def _compare_content(bench: Bench, pages: Pages, ours: WebServer, others: WebServer) -> None:
    for cursor in random.Random(pages.name).sample(list(pages.cursors), _COMPARED):
        path = f"{pages.path}&cursor={cursor}"
        mine, other = (plain(fetch(web, path, secret=bench.company.secret)) for web in (ours, others))
        if mine != other:
            raise CannotRun(f"The two do not give the same for {path}: {first_difference(mine, other)}.")
        if len(mine["items"]) != pages.items:
            raise CannotRun(f"{path} has {len(mine['items'])} items instead of {pages.items}.")
    bench.say(f"{pages.name}: {_COMPARED} pages have the same content on both sides")


def plain(body: bytes) -> Any:
    return _instants(msgspec.json.decode(body))


def _instants(value: Any) -> Any:
    """With instants as such: one writes fractions of a second where the other leaves them out."""
    if isinstance(value, dict):
        return {name: _instants(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_instants(part) for part in value]
    if isinstance(value, str) and len(value) >= len("2026-11-21T00:00:00Z") and value[10:11] == "T":
        return datetime.fromisoformat(value)
    return value


def first_difference(mine: Any, other: Any) -> str:
    """The first place where the two differ."""
    if isinstance(mine, dict) and isinstance(other, dict) and mine.keys() == other.keys():
        return next(f"{key}: {first_difference(mine[key], other[key])}" for key in mine if mine[key] != other[key])
    if isinstance(mine, list) and isinstance(other, list) and len(mine) == len(other):
        pairs = enumerate(zip(mine, other, strict=True))
        return next(f"{number}: {first_difference(*pair)}" for number, pair in pairs if pair[0] != pair[1])
    return f"{str(mine)[:200]} and {str(other)[:200]}"


def _run(bench: Bench, pages: Pages, web: WebServer, number: int) -> Run:
    database, python = bench.database_seconds(), cpu.tree_seconds(web.pid)
    load = _load(bench, pages, web, number)
    database, python = bench.database_seconds() - database, cpu.tree_seconds(web.pid) - python
    # Those of the warm-up, which nobody counted, used the processor too.
    answered = round(load.answers[200] * (bench.seconds + _WARM_UP) / bench.seconds)
    return Run(
        load.rate(200), latency(load) | {"database_ms": ms(database, answered), "python_ms": ms(python, answered)}
    )


def _load(bench: Bench, pages: Pages, web: WebServer, number: int) -> Load:
    asks = [_ask(bench, pages, random.Random(f"{number} {client}")) for client in range(CLIENTS)]
    return hammer(web.port, asks, seconds=bench.seconds, expected=[200], warm_up=_WARM_UP)


def _ask(bench: Bench, pages: Pages, chance: random.Random) -> Ask:
    def ask() -> bytes:
        path = f"{pages.path}&cursor={chance.choice(pages.cursors)}"
        return request_bytes("GET", path, secret=bench.company.secret)

    return ask
