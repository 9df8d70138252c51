"""Reference data sets stand beside the repository, not in it: tests over them are skipped where they are missing."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("KONTOR_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def shared_path(name: str) -> Path:
    """Where data set file `name` is, such as "northwind/Customers.csv.gz"; skips the test without it and in CI."""
    path = ROOT / "data" / name
    if os.environ.get("CI", "").lower() == "true":
        pytest.skip("the reference data sets are not part of the repository")
    if not path.exists():
        pytest.skip(f"{path} is missing; set KONTOR_SHARED to the folder that holds data/")
    return path


def shared_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a data set file; skips as `shared_path` does."""
    with gzip.open(shared_path(name), "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
