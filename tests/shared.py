"""Reference data sets stand beside the repository, not in it: where they are missing their tests say so and skip.

In CI nothing is skipped: there a missing data set is a failure.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

from tests.services import missing_service

ROOT = Path(os.environ.get("KONTOR_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def shared_file(name: str) -> Path:
    """Where data set file `name` is; without it the test is skipped, and fails in CI."""
    path = ROOT / "data" / name
    if not path.exists():
        missing_service(f"{path} is missing; set KONTOR_SHARED to the folder that holds data/")
    return path


def shared_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of data set file `name`, such as "northwind/Customers.csv.gz"."""
    path = shared_file(name)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
