"""`kontor plugins`: which plug-ins are installed, what uses them, and which are broken."""

from __future__ import annotations

import argparse

from kontor.kernel.command_line import FOUND, Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # it has none


def run(arguments: argparse.Namespace) -> Outcome:
    """Load every plug-in and list it. Ends with 1 where one is broken; the others are used all the same."""
    from kontor.customization.plugin_shapes import SHAPES
    from kontor.customization.plugins import plugins

    rows: list[dict[str, str]] = []
    for plugin in plugins():
        used = SHAPES[plugin.group].called_by
        state = f"BROKEN: {plugin.problem}" if plugin.problem else f"used by {used}" if used else "not called yet"
        print(f"{plugin.group}  {plugin.name}  ({plugin.package} {plugin.version}, {plugin.target})  {state}")
        rows.append(
            {
                "group": plugin.group,
                "name": plugin.name,
                "package": plugin.package,
                "version": plugin.version,
                "target": plugin.target,
                "used_by": used,
                "problem": plugin.problem,
            }
        )
    if not rows:
        print(f"No plug-ins are installed. Packages bring them as entry points of {', '.join(SHAPES)}.")
    is_broken = any(row["problem"] for row in rows)
    return Outcome(FOUND if is_broken else 0, {"plugins": rows})
