"""docs/requirements.md claims a requirement only with a test that exists."""

from __future__ import annotations

import re

import pytest

from tests.architecture.rows import ROOT

CLAIM = re.compile(r"^\|\s*(\d+)\s*\|[^|]*\|\s*(done|open)\s*\|\s*(.*?)\s*\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def unknown_tests(text: str) -> list[str]:
    """What a row claims without a test that is there: "12: no test", "13: tests/x.py::test_y"."""
    faults = []
    for number, state, tests in CLAIM.findall(text):
        named = TEST.findall(tests)
        if state == "done" and not named:
            faults.append(f"{number}: no test")
        faults += [f"{number}: {path}::{name}" for path, name in named if not exists(path, name)]
    return faults


def exists(path: str, name: str) -> bool:
    file = ROOT / path
    return file.exists() and re.search(rf"^\s*def {name}\(", file.read_text(), re.MULTILINE) is not None


def test_every_claimed_row_names_a_test_that_exists():
    text = (ROOT / "docs" / "requirements.md").read_text()
    assert unknown_tests(text) == []


def test_every_row_is_listed_once():
    numbers = [int(number) for number, _, _ in CLAIM.findall((ROOT / "docs" / "requirements.md").read_text())]
    assert numbers == list(range(1, 96))


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("| 3 | stock | done | `tests/architecture/test_requirements.py::test_every_row_is_listed_once` |", []),
        ("| 3 | stock | done |  |", ["3: no test"]),
        ("| 3 | stock | done | `tests/none.py::test_x` |", ["3: tests/none.py::test_x"]),
        ("| 3 | stock | open |  |", []),
    ],
)
def test_a_claim_without_its_test_is_found(row, faults):
    assert unknown_tests(row) == faults
