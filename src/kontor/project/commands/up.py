"""`kontor up`: everything on this machine, from an empty directory to a page that answers."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kontor.kernel.command_line import CannotRun, Outcome
from kontor.project import data_directory
from kontor.project.commands import demo, prepare, web
from kontor.project.processes import WEB_THREADS, WEB_WORKERS, web_command, worker_command
from kontor.project.supervisor import Service, Supervisor

_READY_WITHIN_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.05
_CRASHES_BEFORE_READY: Final = 2
_THIS_MACHINE: Final = {"127.0.0.1", "::1", "localhost"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port of the web server (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine)")
    parser.add_argument(
        "--web-workers", type=web.count, default=WEB_WORKERS, metavar="N", help="web processes (default: 2)"
    )
    parser.add_argument(
        "--web-threads", type=web.count, default=WEB_THREADS, metavar="N", help="threads in each (default: 4)"
    )
    parser.add_argument("--no-demo", action="store_true", help="make no sample company")
    parser.add_argument("--size", choices=prepare.SIZES, default="S", help="size of the sample company (default: S)")


def run(arguments: argparse.Namespace) -> Outcome:
    """Prepare the data directory and the database, start web server and worker, and keep them running."""
    from kontor.project.settings import ENVIRONMENT

    data = ENVIRONMENT.data
    data_directory.prepare(data)
    with only_one(data), Supervisor(_services(arguments, data), say=_say) as supervisor:
        web.refuse_used_port(arguments.host, arguments.port)
        report = _prepare(arguments)
        url = f"http://{_reachable(arguments.host)}:{arguments.port}"
        supervisor.start()
        if _wait_until_ready(supervisor, arguments):
            _greet(url, report, data)
            if not ENVIRONMENT.allowed_hosts and arguments.host not in _THIS_MACHINE:
                _say("Other machines get an answer only by a name in KONTOR_ALLOWED_HOSTS, which is not set.")
            if arguments.json:
                print(json.dumps({"url": url, **report}), flush=True)
        supervisor.run()
        _say("Stopping ...")
    return Outcome(report={"url": url})


def _services(arguments: argparse.Namespace, data: Path) -> list[Service]:
    serving = web_command(
        arguments.port, host=arguments.host, workers=arguments.web_workers, threads=arguments.web_threads
    )
    logs = data / "logs"
    return [
        Service("web server", serving, logs / "web.log"),
        Service("task worker", worker_command(), logs / "worker.log"),
    ]


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data directory for this process; refuse when another `up` holds it."""
    with open(data / "up.lock", "a+") as lock:
        if not _try_lock(lock.fileno()):
            lock.seek(0)
            raise CannotRun(
                f"Kontor is already running on {data} (process {lock.read().strip() or 'unknown'}); "
                "stop it, or name another directory with --data."
            )
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _try_lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prepare(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run `kontor prepare`, pass on what it says, and return what it reports."""
    command = [sys.executable, "-m", "kontor", "prepare", "--json", "--size", arguments.size]
    if arguments.no_demo:
        command.append("--no-demo")
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            if last:
                _say(last.rstrip())
            last = line
    if process.returncode != 0:
        raise CannotRun("The database could not be prepared (see above).")
    report: dict[str, Any] = json.loads(last)
    return report


def _wait_until_ready(supervisor: Supervisor, arguments: argparse.Namespace) -> bool:
    """True as soon as /readyz says so, false when told to stop meanwhile."""
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    web = supervisor.services[0]
    while not supervisor.is_stopping:
        if _is_ready(_reachable(arguments.host), arguments.port):
            return True
        if web.crashes >= _CRASHES_BEFORE_READY:
            raise CannotRun(f"The {web.name} does not start ({_last_line(web.log)}); more is in {web.log}.")
        if time.monotonic() > deadline:
            raise CannotRun(f"The {web.name} is not ready after {_READY_WITHIN_SECONDS:.0f} s; look into {web.log}.")
        supervisor.wait(_POLL_SECONDS)
    return False


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "without a word")


def _is_ready(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host.strip("[]"), port), timeout=5) as connection:
            # By name, since a server on all addresses may be allowed to answer to its own names only.
            connection.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return connection.makefile("rb").readline().split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def _reachable(host: str) -> str:
    """The address to open in a browser for the address listened on."""
    if host in {"0.0.0.0", "::", ""}:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _greet(url: str, report: dict[str, Any], data: Path) -> None:
    _say(f"Kontor is running at {url}  (API: {url}/api/docs/, logs: {data / 'logs'})")
    for line in demo.ways_in(report):
        _say(line)
    if not report["has_owner"]:
        from kontor.project.settings import ROOT

        where = "" if data == ROOT / "var" else f" --data {data}"
        _say(f"Nobody can sign in yet: `./kontor owner NAME{where}` makes an owner and prints the password.")
    _say("Stop it with Ctrl-C.")


def _say(text: str) -> None:
    print(text, flush=True)
