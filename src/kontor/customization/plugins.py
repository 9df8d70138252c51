"""Plug-ins found through Python's entry points. One that is broken is named and left out; nothing else stops.

They are loaded once in each process, when first asked for. A package installed later is seen after a restart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import msgspec
import structlog

from kontor.customization.plugin_shapes import SHAPES, misfits

_log: structlog.stdlib.BoundLogger = structlog.get_logger("kontor.plugins")


class Plugin(msgspec.Struct, frozen=True):
    """One entry point; `plugin` is what it loads, and `problem` says why that is not used."""

    group: str
    name: str
    target: str
    package: str
    version: str
    plugin: Any = None
    problem: str = ""


@cache
def plugins() -> tuple[Plugin, ...]:
    """All of them, those that are broken too, by group and name."""
    return tuple(_marked_twice([plugin for group in SHAPES for plugin in _of(group)]))


def loaded(group: str) -> Mapping[str, Any]:
    """Name -> plug-in, of those that work."""
    assert group in SHAPES, group
    return {plugin.name: plugin.plugin for plugin in plugins() if plugin.group == group and not plugin.problem}


def broken() -> list[Plugin]:
    return [plugin for plugin in plugins() if plugin.problem]


def report_broken() -> None:
    """Said once when a server or worker starts, so that nobody wonders why a plug-in does nothing."""
    for plugin in broken():
        _log.error("plugins.broken", group=plugin.group, plugin=plugin.name, reason=plugin.problem)


def _of(group: str) -> Iterator[Plugin]:
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        package = point.dist.name if point.dist is not None else ""
        version = point.dist.version if point.dist is not None else ""
        plugin, problem = _load(point, group)
        yield Plugin(group, point.name, point.value, package, version, plugin, problem)


def _load(point: EntryPoint, group: str) -> tuple[Any, str]:
    try:
        plugin = point.load()
        return plugin, "; ".join(misfits(plugin, group))
    except (Exception, SystemExit) as error:  # noqa: BLE001  # somebody else's code: whatever it raises is its problem
        return None, f"{type(error).__name__}: {' '.join(str(error).split())}"[:400]


def _marked_twice(found: list[Plugin]) -> Iterator[Plugin]:
    """Which of two of one name was meant, nobody knows: neither is used."""
    names = [(plugin.group, plugin.name) for plugin in found]
    for plugin in found:
        if names.count((plugin.group, plugin.name)) > 1 and not plugin.problem:
            yield msgspec.structs.replace(plugin, problem="another package brings a plug-in of this name")
        else:
            yield plugin
