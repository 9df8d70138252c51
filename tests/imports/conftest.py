from __future__ import annotations

import pytest

from tests.project.program import kontor


@pytest.fixture
def installation(tmp_path):
    """The variables of an installation of one's own, on SQLite, migrated."""
    extra = {"KONTOR_DATA": str(tmp_path / "data"), "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}
    assert kontor("migrate", extra=extra).returncode == 0
    return extra
