"""What a file may be called, how long it may get, and what may stand in it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.rows import ROOT, SOURCE, package_of, python_files

# DESIGN: a module with another name holds pure functions or plain values, so it may not touch Django or the database.
MODULES = {
    "__init__", "models", "states", "types", "errors", "events", "rights", "queries", "api", "schemas", "pages",
    "admin", "imports", "tasks", "handlers", "urls", "apps", "commands", "http",
}  # fmt: skip
FOLDERS = {
    "queries", "operations", "sql", "documents", "adapters", "commands", "migrations", "templates", "static", "locale",
    "management", "api", "templatetags", "pages",
}  # fmt: skip
# The kernel is made of mechanisms, the project of wiring, bench of measurements: none looks like a business package.
WITHOUT_SHAPE = {"kernel", "project", "bench"}
MAX_LINES = 400


def is_pure(tree: ast.AST) -> bool:
    """No Django, and none of the modules that hold rows. What stands under TYPE_CHECKING does not run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return not any(
        re.match(r"django\b|rest_framework\b|kontor\.\w+\.(models|queries|operations|sql|adapters)\b", name)
        for name in imported
    )


def is_shaped(path) -> bool:
    """Whether a package's file has one of the design's names, stands in one of its folders, or is pure."""
    parts = path.relative_to(SOURCE).parts[1:]
    return path.stem in MODULES or any(part in FOLDERS for part in parts[:-1]) or is_pure(ast.parse(path.read_text()))


def test_a_packages_files_have_the_designs_names_or_are_pure():
    strange = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if len(path.relative_to(SOURCE).parts) > 1 and package_of(path) not in WITHOUT_SHAPE and not is_shaped(path)
    ]
    assert strange == []


@pytest.mark.parametrize(
    ("source", "pure"),
    [
        ("from decimal import Decimal", True),
        ("from kontor.kernel.money import Money", True),
        ("from django.db import models", False),
        ("import django", False),
        ("from kontor.inventory import queries", False),
        ("from kontor.inventory.operations.post_stock import post_stock", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from django.db import models", True),
    ],
)
def test_purity_is_judged_by_imports(source, pure):
    assert is_pure(ast.parse(source)) is pure


def test_no_file_grows_past_400_lines():
    files = [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {path: lines for path, lines in long.items() if lines > MAX_LINES and "migrations" not in path} == {}


def test_no_name_joins_two_ideas():
    vague = re.compile(r"(^|_)(and|utils?|managers?|helpers?|common|core|misc)(_|$)")
    assert [str(path.relative_to(SOURCE)) for path in python_files() if vague.search(path.stem)] == []


def opens_transaction(tree: ast.AST) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in {"atomic", "set_autocommit", "commit"}
         and ast.unparse(node.value) in {"transaction", "django.db.transaction"})
        or (isinstance(node, ast.ImportFrom) and node.module == "django.db.transaction")
        for node in ast.walk(tree)
    )  # fmt: skip


def test_transactions_open_in_operations_only():
    openers = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if opens_transaction(ast.parse(path.read_text()))
        and package_of(path) != "kernel"
        and not {"operations", "commands", "commands.py"} & set(path.parts)
    ]
    assert openers == []


@pytest.mark.parametrize(
    ("source", "opens"),
    [
        ("from django.db import transaction\nwith transaction.atomic():\n    pass", True),
        ("from django.db.transaction import atomic", True),
        ("from django.db import transaction\ntransaction.on_commit(print)", False),
    ],
)
def test_an_opened_transaction_is_recognized(source, opens):
    assert opens_transaction(ast.parse(source)) is opens


# `noqa` or `type: ignore` must name its rule and be followed by a reason: "# Django comes first".
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b")
WITH_REASON = re.compile(r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w, -]+\])\s+#\s+\S+")


def test_a_silenced_check_says_why():
    without = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*python_files(), *(ROOT / "tests").rglob("*.py")]
        if path.name != "test_files.py"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if SILENCED.search(line) and not WITH_REASON.search(line)
    ]
    assert without == []


@pytest.mark.parametrize(
    ("line", "accepted"),
    [
        ("x = 1  # noqa: E741  # the formula's own letter", True),
        ("x = 1  # type: ignore[assignment]  # the stub is wrong", True),
        ("x = 1  # noqa: E741", False),
        ("x = 1  # noqa", False),
        ("x = 1  # type: ignore", False),
    ],
)
def test_a_reason_is_recognized(line, accepted):
    assert SILENCED.search(line)
    assert bool(WITH_REASON.search(line)) is accepted
