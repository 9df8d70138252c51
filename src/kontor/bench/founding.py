"""A measured company in another database: made and proved in a process of its own, so this imports no models."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.bench.elsewhere import call_elsewhere
from kontor.kernel.command_line import CannotRun

if TYPE_CHECKING:
    from kontor.bench.company import BenchCompany


def found_on_sqlite(file: Path, *, skus: int, customers: int) -> tuple[str, BenchCompany]:
    """The database's URL and the company in it."""
    url = f"sqlite:///{file}"
    return url, found_in(url, skus=skus, customers=customers)


def found_in(database_url: str, *, skus: int, customers: int) -> BenchCompany:
    """The company in the empty database of this URL."""
    return call_elsewhere(database_url, _found, skus, customers)


def prove_elsewhere(database_url: str) -> int:
    """How many movements the books were proved over. Raises CannotRun where they differ."""
    compared, first = call_elsewhere(database_url, _prove)
    if first:
        raise CannotRun(f"The books differ after the measurement: {first}")
    return compared


def _found(skus: int, customers: int) -> BenchCompany:
    from django.core.management import call_command

    from kontor.bench.company import make_company

    call_command("migrate", interactive=False, verbosity=0)
    return make_company(now=datetime.now(UTC), skus=skus, customers=customers)


def _prove() -> tuple[int, str]:
    from kontor.maintenance.operations import verify_books

    proof = verify_books(clock=lambda: datetime.now(UTC))
    return proof.compared["movements"], str(proof.differences[0]) if proof.differences else ""
