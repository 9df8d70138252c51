"""An installation of its own for commands that run as processes: committed for real, killed for real."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a fresh installation, on a database of the pass's kind."""
    data = {"KONTOR_DATA": str(tmp_path / "data")}
    if connection.vendor != "postgresql":
        yield data
        return
    import psycopg

    server, name = os.environ["DATABASE_URL"], f"test_replay_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {**data, "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
