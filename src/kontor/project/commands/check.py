"""`kontor check`: every check that needs no running system. Each is a command of its own, so it can be run alone."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from typing import Final

from kontor.kernel.command_line import FOUND, CannotRun, Outcome

_PYTHON: Final = sys.executable
CHECKS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("lint", (_PYTHON, "-m", "ruff", "check", "--output-format=concise", ".")),
    ("format", (_PYTHON, "-m", "ruff", "format", "--check", ".")),
    ("imports", (_PYTHON, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")),
    ("migrations", (_PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run")),
    ("openapi", (_PYTHON, "-m", "kontor", "openapi", "--compare")),
    ("events", (_PYTHON, "-m", "kontor", "events", "--compare")),
    ("erd", (_PYTHON, "-m", "kontor", "erd", "--compare")),
    ("plugins", (_PYTHON, "-m", "kontor", "plugins")),
    ("types", (_PYTHON, "-m", "mypy")),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"of {', '.join(name for name, _ in CHECKS)}")


def run(arguments: argparse.Namespace) -> Outcome:
    """Run every check, also after one failed, and say at the end which ones did."""
    names = [name for name, _ in CHECKS]
    unknown = sorted(set(arguments.only) - set(names))
    if unknown:
        raise CannotRun(f"There is no check called {unknown[0]!r}; use one of {', '.join(names)}.")
    from kontor.project.settings import ROOT

    # The checks look at code only: nothing of this machine's installation may reach them.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    environment["DATABASE_URL"] = "sqlite://:memory:"
    failed = []
    for name, command in CHECKS:
        if arguments.only and name not in arguments.only:
            continue
        started = time.monotonic()
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
            failed.append(name)
        print(f"   {name}: {'FAILED' if name in failed else 'ok'} ({time.monotonic() - started:.1f} s)", flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.", flush=True)
    return Outcome(FOUND if failed else 0, {"failed": failed})
