"""CPU seconds of process trees, from /proc: what an order costs the database, Python, and the client that asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def is_known() -> bool:
    return Path("/proc/self/stat").exists()


def tree_seconds(root: int) -> float:
    """User and system time so far of `root`, its living descendants, and the children they have waited for."""
    parents, used = _processes()
    return sum(used.get(process, 0) for process in _tree(root, parents)) / _TICKS


def tree(root: int) -> list[int]:
    """`root` and its living descendants."""
    return _tree(root, _processes()[0])


def _tree(root: int, parents: dict[int, int]) -> list[int]:
    children: dict[int, list[int]] = {}
    for process, parent in parents.items():
        children.setdefault(parent, []).append(process)
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, [])
    return found


def _processes() -> tuple[dict[int, int], dict[int, int]]:
    parents, used = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(int(field) for field in fields[11:15])
    return parents, used


def parent_of(process: int) -> int | None:
    return _processes()[0].get(process)
