from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def installation(tmp_path: Path, migrated_books: Path) -> dict[str, str]:
    """The variables of an installation of one's own, on SQLite, migrated."""
    books = shutil.copy(migrated_books, tmp_path / "own.sqlite3")
    return {"KONTOR_DATA": str(tmp_path / "data"), "DATABASE_URL": f"sqlite:///{books}"}
