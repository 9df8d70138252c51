"""What a plug-in of each kind must have. A plug-in is a module or an object; its entry point's name is its name."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec

from kontor.customization.types import CustomValue


class EnteredLine(msgspec.Struct, frozen=True):
    """A line as it was typed: the quantity is in `pack`, or in the SKU's base pack."""

    sku: str
    quantity: str
    pack: str | None
    unit_price: str | None
    discount_bp: int
    is_free: bool


class Entered(msgspec.Struct, frozen=True):
    """A document as it was typed, before anything was looked up or decided."""

    kind: str
    location: str
    customer: str | None
    source: str
    is_counter_sale: bool
    entered_at: datetime
    lines: tuple[EnteredLine, ...]
    custom: Mapping[str, CustomValue]


class EntryCheck(Protocol):
    """kontor.checks: looks at what was typed and warns. It refuses nothing and asks no database."""

    def check(self, entered: Entered) -> Iterable[str]: ...


class Connector(Protocol):
    """kontor.connectors: one outside system's sales."""

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool: ...
    def parse(self, body: bytes) -> Sequence[Mapping[str, Any]]: ...
    def fetch(self, since: datetime) -> Iterable[bytes]: ...


class PushTarget(Protocol):
    """kontor.push_targets: where approved entries are pushed to."""

    def push(self, entries: Sequence[Mapping[str, Any]]) -> None: ...
    def pushed_through(self) -> int: ...


class Report(Protocol):
    """kontor.reports: one question in SQL, asked of the tables `days` and `stock` (docs/extending.md)."""

    @property
    def title(self) -> str: ...
    @property
    def sql(self) -> str: ...


class Shape(msgspec.Struct, frozen=True):
    """Methods with the number of arguments they are called with, and texts. `called_by`: who uses it, "" for nobody."""

    protocol: type
    methods: Mapping[str, int]
    texts: tuple[str, ...] = ()
    called_by: str = ""


SHAPES: Final[Mapping[str, Shape]] = {
    "kontor.connectors": Shape(Connector, {"verify": 2, "parse": 1, "fetch": 1}),
    "kontor.checks": Shape(EntryCheck, {"check": 1}, called_by="placing orders"),
    "kontor.push_targets": Shape(PushTarget, {"push": 1, "pushed_through": 0}),
    "kontor.reports": Shape(Report, {}, ("title", "sql"), called_by="the pages of reports and ./kontor report"),
}


def misfits(plugin: object, group: str) -> Iterator[str]:
    """What keeps `plugin` from being one of `group`."""
    shape = SHAPES[group]
    if isinstance(plugin, type):
        yield f"{plugin.__name__} is a class; name an object of it"
        return
    for name, count in shape.methods.items():
        method = getattr(plugin, name, None)
        if not callable(method):
            yield f"it has no {name}()"
        elif not _takes(method, count):
            yield f"{name}() must take {count} argument{'' if count == 1 else 's'}"
    for name in shape.texts:
        value = getattr(plugin, name, None)
        if not isinstance(value, str) or not value.strip():
            yield f"its {name} is no text"


def _takes(method: Any, count: int) -> bool:
    try:
        inspect.signature(method).bind(*[None] * count)
    except ValueError:  # written in C: nothing is known of it
        return True
    except TypeError:
        return False
    return True
