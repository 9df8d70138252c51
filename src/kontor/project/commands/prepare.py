"""`kontor prepare`: what `up` does before the processes start. Its own process, so that `up` stays small."""

from __future__ import annotations

import argparse
import importlib.util
from datetime import UTC, datetime

from kontor.kernel.command_line import Outcome
from kontor.project.commands import migrate

SIZES = ("S", "M", "L")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-demo", action="store_true", help="make no sample company")
    parser.add_argument("--size", choices=SIZES, default="S", help="size of the sample company (default: S)")
    parser.set_defaults(plan=False)


def run(arguments: argparse.Namespace) -> Outcome:
    """Migrate and, unless told not to, make the sample company; report its logins."""
    outcome = migrate.run(arguments)
    logins = [] if arguments.no_demo else _demo_logins(arguments.size)
    return Outcome(report={**outcome.report, "logins": logins})


def _demo_logins(size: str) -> list[dict[str, str]]:
    """Who can sign in to the sample company, which is made when the database holds no company yet."""
    if importlib.util.find_spec("kontor.demo.operations.make_company") is None:
        return []
    from kontor.demo.operations.make_company import make_company  # type: ignore[import-not-found]  # not built yet

    company = make_company(size=size, now=datetime.now(UTC))
    return [{"user_name": login.user_name, "password": login.password, "role": login.role} for login in company.logins]
