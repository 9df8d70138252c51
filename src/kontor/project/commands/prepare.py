"""`kontor prepare`: what `up` does before the processes start. Its own process, so that `up` stays small."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from kontor.kernel.command_line import Outcome
from kontor.project.commands import demo, migrate

if TYPE_CHECKING:
    from kontor.demo.company.types import SizeName

SIZES: Final = demo.SIZES

#: Businesses of replayed files: beside them there is room for the sample company, whose people then see them too.
_REPLAYED: Final = ("ONLINE-RETAIL",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-demo", action="store_true", help="make no sample company")
    parser.add_argument("--size", choices=SIZES, default="S", help="size of the sample company (default: S)")
    parser.set_defaults(plan=False)


def run(arguments: argparse.Namespace) -> Outcome:
    """Migrate and, unless told not to, make the sample company; report who can sign in to it."""
    outcome = migrate.run(arguments)
    company = demo.NO_COMPANY if arguments.no_demo else _company(arguments.size)
    return Outcome(report={**outcome.report, **company, "has_owner": _has_owner()})


def _has_owner() -> bool:
    from kontor.access.queries import UserFilter, list_users

    return bool(list_users(after=None, limit=1, wanted=UserFilter(role="owner", is_active=True)).items)


def _company(size: SizeName) -> Mapping[str, Any]:
    """The sample company, unless the database holds somebody's own books."""
    from kontor.demo.company.queries import is_room_for_company

    if not is_room_for_company(besides=_REPLAYED):
        return demo.NO_COMPANY
    print("Looking after the sample company ...", flush=True)
    return demo.make(size)
