"""`kontor up` as a person runs it. One start serves the tests of a running system; the stop is the last of them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.project.program import ROOT, environment, free_port, kontor

pytestmark = pytest.mark.xdist_group("up")


@dataclass
class Running:
    process: subprocess.Popen
    port: int
    data: Path

    def get(self, path: str) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def services(self) -> dict[str, int]:
        """Name -> process id of what the supervisor started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        commands = {}
        for child in children:
            with suppress(OSError):  # one that ends just now
                commands[int(child)] = Path(f"/proc/{child}/cmdline").read_text()
        return {"web" if "\0web\0" in command else "worker": pid for pid, command in commands.items()}


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, str]]:
    """The variables that name the pass's database: a new one on the test server, or none for the SQLite file."""
    if connection.vendor != "postgresql":
        yield {}
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    name = f"kontor_up_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def running(tmp_path_factory, database) -> Iterator[Running]:
    data, port = tmp_path_factory.mktemp("up") / "data", free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "kontor", "up", "--no-demo", "--data", str(data), "--port", str(port)],
        cwd=ROOT,
        env=environment(database),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    assert any(f"Kontor is running at http://127.0.0.1:{port}" in line for line in lines), "it ended before"
    assert "Nobody can sign in yet: `./kontor owner NAME --data " in next(lines)
    yield Running(process, port, data)
    if process.poll() is None:
        process.kill()
        process.wait()


def wait_until(condition, *, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(running: Running) -> bool:
    try:
        return running.get("/livez")[0] == 200
    except OSError:
        return False


def group_members(leader: int) -> list[int]:
    """The processes of a group that still run."""
    members = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == leader and state != "Z":
            members.append(int(path.parent.name))
    return members


def test_the_probes_answer(running):
    assert running.get("/livez") == (200, {"status": "alive"})
    assert running.get("/readyz") == (
        200,
        {"status": "ready", "checks": {"database": "ok", "migrations": "applied"}},
    )


def test_the_data_directory_is_for_its_owner_alone(running):
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((running.data / "secret_key").stat().st_mode) == 0o600
    assert len((running.data / "secret_key").read_text()) >= 50


def test_it_listens_on_this_machine_only(running):
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = {local for _, local, _, state, *_ in rows if state == "0A"}
    assert {address for address in listening if address.endswith(f":{running.port:04X}")} == {
        f"0100007F:{running.port:04X}"
    }


def test_a_second_start_on_the_same_data_is_refused(running):
    result = kontor("up", "--no-demo", "--data", str(running.data), "--port", str(free_port()))
    assert result.returncode == 3
    assert result.stderr == (
        f"kontor: Kontor is already running on {running.data} (process {running.process.pid}); "
        "stop it, or name another directory with --data.\n"
    )


def test_a_killed_web_server_comes_back(running):
    before = running.services()
    os.kill(before["web"], signal.SIGKILL)
    wait_until(lambda: running.services().get("web", before["web"]) != before["web"] and answers(running))
    assert group_members(before["web"]) == []
    assert running.services()["worker"] == before["worker"]


def test_a_killed_worker_comes_back(running):
    before = running.services()
    os.kill(before["worker"], signal.SIGKILL)
    wait_until(lambda: running.services().get("worker", before["worker"]) != before["worker"])
    assert running.services()["web"] == before["web"]


def test_a_stop_leaves_no_process_behind(running):
    wait_until(lambda: answers(running) and set(running.services()) == {"web", "worker"})
    services = running.services()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(20) == 0
    assert {name: group_members(leader) for name, leader in services.items()} == {"web": [], "worker": []}
    assert not answers(running)


def test_a_port_in_use_is_a_sentence_that_names_the_option(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = kontor("up", "--no-demo", "--data", str(tmp_path), "--port", str(port))
    assert result.returncode == 3
    assert result.stdout == ""
    assert result.stderr == (
        f"kontor: Port {port} is in use; stop what listens there, or choose another with --port {port + 1}.\n"
    )
    assert not (tmp_path / "kontor.sqlite3").exists()


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--port", "0", 3), ("--port", "65536", 3), ("--web-workers", "0", 2), ("--web-threads", "-1", 2)],
)
def test_a_number_that_cannot_be_is_refused_by_the_name_it_was_given(tmp_path, option, value, code):
    result = kontor("up", "--no-demo", "--data", str(tmp_path), option, value)
    assert (result.returncode, option in result.stderr, value in result.stderr) == (code, True, True), result.stderr
    assert not (tmp_path / "kontor.sqlite3").exists()


def test_a_web_server_that_cannot_start_is_a_sentence_with_its_reason(tmp_path):
    (tmp_path / "granian").mkdir()
    (tmp_path / "granian" / "__init__.py").touch()
    (tmp_path / "granian" / "errors.py").write_text("import sys; print('No such module: x', flush=True); sys.exit(1)")
    result = kontor(
        *("up", "--no-demo", "--data", str(tmp_path / "data"), "--port", str(free_port())),
        extra={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}"},
    )
    assert result.returncode == 3
    assert result.stderr.splitlines()[-1] == (
        f"kontor: The web server does not start (No such module: x); more is in {tmp_path}/data/logs/web.log."
    )


@pytest.mark.parametrize(("wrapper", "outlives"), [((), False), (("nohup",), True)])
def test_a_closed_terminal_ends_it_unless_it_was_started_with_nohup(tmp_path, wrapper, outlives):
    script = (
        "from kontor.project.supervisor import Supervisor\n"
        "with Supervisor([], say=print) as supervisor:\n"
        "    print('up', flush=True)\n"
        "    supervisor.run()\n"
    )
    command = [*wrapper, sys.executable, "-c", script]
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as in a terminal, whoever runs the tests
    try:
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    process.send_signal(signal.SIGHUP)
    if outlives:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.terminate()
    assert process.wait(20) == 0


def test_a_supervisor_killed_outright_takes_its_services_along(tmp_path):
    log = tmp_path / "child.log"
    script = (
        "import sys; from pathlib import Path; from kontor.project.supervisor import Service, Supervisor\n"
        f"service = Service('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'], Path({str(log)!r}))\n"
        "with Supervisor([service], say=print) as supervisor:\n"
        "    supervisor.start()\n"
        "    print(service.process.pid, flush=True)\n"
        "    supervisor.run()\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], env=environment(), stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    sleeper = int(supervisor.stdout.readline())
    assert group_members(sleeper) == [sleeper]
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: group_members(sleeper) == [], seconds=5)
