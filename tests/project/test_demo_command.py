"""Row 83: sample data by a command that says how much of it."""

from __future__ import annotations

import argparse
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from kontor.project.commands import demo


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.add_arguments(parser)
    return parser.parse_args(arguments)


def test_row_83_the_size_asked_for_is_the_size_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def make_company(**wanted: Any) -> SimpleNamespace:
        made.append(wanted["size"])
        return SimpleNamespace(logins=[], api_key=None, is_new=True)

    modules = "kontor.demo.operations"
    monkeypatch.setattr(import_module(f"{modules}.make_company"), "make_company", make_company)
    monkeypatch.setattr(import_module(f"{modules}.found_retailer"), "show_retailer", lambda **_: None)
    for arguments in ((), ("--size", "M"), ("--size", "L")):
        demo.make(parsed(*arguments).size)
    assert made == ["S", "M", "L"]


def test_a_size_there_is_not_is_refused() -> None:
    with pytest.raises(SystemExit):
        parsed("--size", "XXL")
