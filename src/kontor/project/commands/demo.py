"""`kontor demo`: make the sample company, whatever else is in the books."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from kontor.kernel.command_line import Outcome

if TYPE_CHECKING:
    from kontor.demo.company.types import SizeName

SIZES: Final = ("S", "M", "L")
NO_COMPANY: Final[Mapping[str, Any]] = {"logins": [], "api_key": None, "is_new": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "make a distributor with three weeks of trade; where it is there, say how to sign in"
    parser.add_argument("--size", choices=SIZES, default="S", help="250, 20,000 or 100,000 orders (default: S)")


def run(arguments: argparse.Namespace) -> Outcome:
    """Make it or find it, and say how to sign in. One that is there stays as large as it is."""
    from django.core.management import call_command

    from kontor.project import data_directory
    from kontor.project.settings import ENVIRONMENT

    data_directory.prepare(ENVIRONMENT.data)
    call_command("migrate", interactive=False, verbosity=0)
    started = time.monotonic()
    report = make(arguments.size)
    seconds = round(time.monotonic() - started, 1)
    print(
        f"The sample company was made in {seconds} s." if report["is_new"] else "The sample company is there already."
    )
    print("\n".join(ways_in(report) or ["This data directory does not hold its passwords."]))
    return Outcome(report={**report, "seconds": seconds})


def make(size: SizeName) -> dict[str, Any]:
    """The sample company as a report: who can sign in, the integration's key, and whether it was made now."""
    from kontor.demo.operations.found_retailer import show_retailer
    from kontor.demo.operations.make_company import make_company
    from kontor.project.settings import ENVIRONMENT

    now = datetime.now(UTC)
    company = make_company(size=size, data=ENVIRONMENT.data, now=now)
    show_retailer(now=now)
    logins = [
        {"user_name": login.user_name, "password": login.password, "role": login.role} for login in company.logins
    ]
    return {"logins": logins, "api_key": company.api_key, "is_new": company.is_new}


def ways_in(report: Mapping[str, Any]) -> list[str]:
    """One line a login, and one for the key."""
    lines = [f"  {login['role']:<16} {login['user_name']} / {login['password']}" for login in report["logins"]]
    return [*lines, f"  {'API key':<16} {report['api_key']}"] if report["api_key"] else lines
