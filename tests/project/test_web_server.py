"""The web server's processes: where they run, and what becomes of one that ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest

from kontor.project.web_server import processors_of
from tests.concurrency.races import until_true
from tests.concurrency.servers import free_port, running_server
from tests.faults.cluster import children, is_running
from tests.project.program import kontor


@pytest.mark.parametrize(
    ("workers", "processors", "expected"),
    [
        (1, [0], [[0]]),
        (2, [0, 1], [[0], [1]]),
        (2, [3, 7], [[3], [7]]),
        (4, [0, 1], [[0], [1], [0], [1]]),
        (2, [0], [[0], [0]]),
        (1, [0, 1], [[0, 1]]),
        (2, [0, 1, 2, 3], [[0, 1, 2, 3]] * 2),
        (3, [0, 1], [[0, 1]] * 3),
        (6, [0, 1, 2, 3], [[0, 1, 2, 3]] * 6),
    ],
)
def test_each_worker_keeps_to_one_processor_where_all_then_have_as_many(workers, processors, expected):
    assert [list(processors_of(place, workers, processors)) for place in range(workers)] == expected


@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to a processor")
def test_workers_stay_where_they_are_put_and_one_that_replaces_another_takes_its_place(migrated_books: Path, tmp_path):
    processors = sorted(os.sched_getaffinity(0))
    workers = len(processors)
    with running_server(f"sqlite:///{migrated_books}", tmp_path, workers=workers, threads=1) as server:

        def places() -> list[list[int]]:
            with suppress(ProcessLookupError):  # one that ends just now
                return sorted(sorted(os.sched_getaffinity(pid)) for pid in children(server.process.pid))
            return []

        each_its_own = sorted(list(processors_of(place, workers, processors)) for place in range(workers))
        until_true(lambda: places() == each_its_own)
        first = min(children(server.process.pid))
        os.kill(first, signal.SIGKILL)
        until_true(lambda: first not in children(server.process.pid))
        until_true(lambda: places() == each_its_own)


@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_workers_end_with_a_server_that_was_killed(migrated_books: Path, tmp_path):
    with running_server(f"sqlite:///{migrated_books}", tmp_path, workers=2, threads=1) as server:
        workers = children(server.process.pid)
        assert len(workers) == 2
        server.process.kill()
        until_true(lambda: not any(is_running(worker) for worker in workers))


def test_workers_can_share_what_is_loaded_before_them(tmp_path):
    """No thread, which a fork would not bring along, and no connection, which all would use."""
    asked = """
        import threading
        from kontor.project.wsgi import application
        from django.db import connections
        print(threading.active_count(), [one.connection for one in connections.all()])
    """
    shown = subprocess.run(
        [sys.executable, "-c", dedent(asked)],
        env={**os.environ, **prepared(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.stdout.strip() == "1 [None]", shown.stderr


def prepared(folder: Path) -> dict[str, str]:
    return {"KONTOR_SECRET_KEY": "of a test " * 8, "KONTOR_DATA": str(folder)}


def test_what_cannot_be_counted_is_refused_by_the_name_it_was_given():
    result = kontor("web", "--workers", "0")
    assert (result.returncode, "--workers" in result.stderr) == (2, True), result.stderr


def test_a_port_that_is_taken_is_refused_with_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = kontor("web", "--port", str(port), extra=prepared(tmp_path))
    expected = f"kontor: Port {port} is in use; stop what listens there, or choose another with --port {port + 1}."
    assert (result.returncode, result.stderr.splitlines()) == (3, [expected])


@pytest.mark.parametrize(
    "application", ["nowhere:app", "kontor.nowhere.wsgi:app", "kontor.project.wsgi", "kontor.project.wsgi:app", ":app"]
)
def test_an_application_that_is_not_there_is_refused_before_anything_starts(tmp_path, application):
    words = ["--port", str(free_port()), "--application", application]
    result = kontor("web", *words, extra=prepared(tmp_path))
    expected = f"kontor: There is no application {application}; --application takes MODULE:NAME."
    assert (result.returncode, result.stderr.splitlines()) == (2, [expected])


def test_a_folder_that_nothing_was_prepared_in_is_one_sentence(tmp_path):
    result = kontor("web", "--port", str(free_port()), extra={"KONTOR_DATA": str(tmp_path / "nothing")})
    assert result.returncode == 3
    (sentence,) = result.stderr.splitlines()
    assert "KONTOR_SECRET_KEY" in sentence
