"""Memory of process trees, from /proc: what each process has for itself and its share of what several have (PSS)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from kontor.bench import cpu
from kontor.kernel.command_line import CannotRun

_PSS: Final = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


def tree_megabytes(root: int) -> dict[str, float]:
    """PSS of `root` and of every living descendant, by what it is and its id. Raises CannotRun without /proc."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise CannotRun("PSS is read from /proc/*/smaps_rollup, which Linux has; measure memory there.")
    found = {}
    for process in sorted(cpu.tree(root)):
        kilobytes = _pss_kilobytes(process)
        if kilobytes is not None:
            found[f"{_command(process)} {process}"] = round(kilobytes / 1024, 1)
    return found


def _pss_kilobytes(process: int) -> int | None:
    """None for one that has just ended."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return None
    pss = _PSS.search(rollup)
    return int(pss[1]) if pss else None


def _command(process: int) -> str:
    """What it is, by the words of its command line."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "ended"
    names = {"kontor.project.wsgi:application": "web server", "worker": "task worker", "up": "supervisor"}
    return next((name for word, name in names.items() if word in words), "web worker or helper")
