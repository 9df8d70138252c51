from __future__ import annotations

import os
import subprocess
import sys
import tomllib

from tests.architecture.rows import ROOT, SOURCE, rows


def test_every_package_imports_lower_rows_only():
    result = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_contract_ignores_no_import():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert [contract["ignore_imports"] for contract in contracts] == [[]]


def test_every_package_stands_in_a_row():
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages <= set(rows())
