"""The rows of the house, read from the one place that states them: the import contract in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src" / "kontor"


@cache
def rows() -> dict[str, int]:
    """Package -> row, 0 at the bottom."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return {
        package: row for row, layer in enumerate(reversed(contract["layers"])) for package in re.findall(r"\w+", layer)
    }


def may_use(package: str, other: str) -> bool:
    """Whether `package` may know `other`: itself, or a lower row."""
    return package == other or rows()[other] < rows()[package]


def package_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def python_files() -> list[Path]:
    """Every file of the packages but the migrations, which Django writes."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
