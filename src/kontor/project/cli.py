"""The `kontor` program: one table of commands, and one place that turns their ends into exit codes.

Exit codes: 0 done; 1 ran and found something wrong; 2 wrong usage; 3 the machine or the settings do not allow it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from kontor.kernel.command_line import CANNOT_RUN, FOUND, USAGE, CannotRun, Outcome, WrongUsage
from kontor.kernel.errors import KontorError
from kontor.maintenance import commands as maintenance
from kontor.project import data_directory
from kontor.project.commands import (
    backup,
    bench,
    check,
    demo,
    erd,
    events,
    import_,
    migrate,
    openapi,
    owner,
    plugins,
    prepare,
    replay,
    restore,
    test,
    up,
    web,
    worker,
)
from kontor.reporting import commands as reporting


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand. The module of `run` must import no models at its top: Django is set up after the table is read.

    `passes_rest`: arguments the command does not know arrive in `arguments.rest` instead of being refused.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Outcome]
    needs_django: bool = True
    passes_rest: bool = False


COMMANDS: Final = (
    Command("up", "start everything on this machine", up.add_arguments, up.run, needs_django=False),
    Command(
        "test", "run the tests on both databases", test.add_arguments, test.run, needs_django=False, passes_rest=True
    ),
    Command("check", "run every static check", check.add_arguments, check.run, needs_django=False),
    Command("migrate", "bring the database up to this version", migrate.add_arguments, migrate.run),
    Command("prepare", "migrate and make the sample company", prepare.add_arguments, prepare.run),
    Command("owner", "make an owner who can sign in, or give one a new password", owner.add_arguments, owner.run),
    Command("import", "bring in areas, customers, prices and more by file", import_.add_arguments, import_.run),
    Command("replay", "post a real year of trade from a file", replay.add_arguments, replay.run),
    Command("demo", "make the sample company", demo.add_arguments, demo.run),
    Command("web", "run the web server", web.add_arguments, web.run, needs_django=False),
    Command("worker", "run the task worker", worker.add_arguments, worker.run),
    Command("verify", "prove the books", maintenance.add_verify_arguments, maintenance.run_verify),
    Command("recount", "count the day totals again", reporting.add_recount_arguments, reporting.run_recount),
    Command("report", "run a report of a plug-in", reporting.add_report_arguments, reporting.run_named_report),
    Command("backup", "take a checked copy of everything", backup.add_arguments, backup.run),
    Command("restore", "put a backup into an empty database", restore.add_arguments, restore.run),
    Command("bench", "measure how fast it is", bench.add_arguments, bench.run, needs_django=False),
    Command("plugins", "list the plug-ins and name the broken ones", plugins.add_arguments, plugins.run),
    Command("events", "print the list of events or compare it", events.add_arguments, events.run),
    Command("erd", "print the diagram of the tables or compare it", erd.add_arguments, erd.run),
    Command("openapi", "print the API's description or compare it", openapi.add_arguments, openapi.run),
)

#: They work on books that are there; SQLite would make an empty file where there are none.
_NEED_BOOKS: Final = frozenset({"owner", "import", "verify", "recount"})


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code. Errors are one sentence; KONTOR_DEBUG=on shows where they came from."""
    command, arguments = _parse(argv)
    _set_environment(arguments)
    try:
        if command.needs_django:
            _set_up_django()
        if command.name in _NEED_BOOKS:
            data_directory.require_database()
        outcome = command.run(arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the outermost edge: whatever it is becomes a sentence and a code
        if os.environ.get("KONTOR_DEBUG", "").lower() in {"1", "on", "true", "yes"}:
            raise
        outcome = _refusal(error)
        print(f"kontor: {outcome.report['error']}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(_told(outcome), default=str), flush=True)
    return outcome.exit_code


def _told(outcome: Outcome) -> dict[str, object]:
    """The report; a command that did not end well says so in it too."""
    return {"exit_code": outcome.exit_code, **outcome.report} if outcome.exit_code else dict(outcome.report)


def _parse(argv: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="kontor", parents=[_global_options()], allow_abbrev=False)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        # Absent options are SUPPRESSed: a default set after the command would overwrite one given before it.
        subparser = subparsers.add_parser(
            command.name, help=command.help, description=command.help, parents=[_global_options()], allow_abbrev=False
        )
        command.add_arguments(subparser)
    arguments, rest = parser.parse_known_args(argv)
    command = next(command for command in COMMANDS if command.name == arguments.command)
    if rest and not command.passes_rest:
        subparsers.choices[command.name].error(f"unknown arguments: {' '.join(rest)}")
    arguments.rest = rest
    for name, default in (("data", None), ("database_url", None), ("json", False)):
        if not hasattr(arguments, name):
            setattr(arguments, name, default)
    return command, arguments


def _global_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = options.add_argument_group("everywhere")
    group.add_argument("--data", metavar="DIR", help="data directory (default: KONTOR_DATA, then var/)")
    group.add_argument("--database-url", metavar="URL", help="database (default: DATABASE_URL, then SQLite in --data)")
    group.add_argument("--json", action="store_true", help="print one JSON object as the last line of standard output")
    return options


def _set_environment(arguments: argparse.Namespace) -> None:
    """Options win over variables, and children inherit them."""
    if arguments.data is not None:
        os.environ["KONTOR_DATA"] = str(Path(arguments.data).expanduser().absolute())
    if arguments.database_url is not None:
        os.environ["DATABASE_URL"] = arguments.database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")


def _set_up_django() -> None:
    import django

    django.setup()


def _refusal(error: Exception) -> Outcome:
    """The exit code and the sentence of an error that ended a command."""
    from django.db import DatabaseError, OperationalError

    sentence = " ".join(str(error).split())
    match error:
        case WrongUsage():
            return Outcome(USAGE, {"error": sentence})
        case KontorError():
            return Outcome(FOUND, {"error": sentence, "code": error.code})
        case CannotRun() | ImproperlyConfigured():
            return Outcome(CANNOT_RUN, {"error": sentence})
        case OperationalError() | DatabaseError():
            advice = "check --database-url, and run `./kontor migrate` if the database is new"
            return Outcome(CANNOT_RUN, {"error": f"the database refused ({sentence}); {advice}."})
    advice = "set KONTOR_DEBUG=on and run it again to see where"
    return Outcome(CANNOT_RUN, {"error": f"stopped by {type(error).__name__}: {sentence}; {advice}."})
