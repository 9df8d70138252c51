"""`kontor web`: the web server alone, where each process is a service of its own; `kontor up` starts it too."""

from __future__ import annotations

import argparse
import errno
import importlib.util
import socket
from typing import Final

from kontor.kernel.command_line import CannotRun, Outcome, WrongUsage
from kontor.project.processes import WEB_APPLICATION, WEB_THREADS, WEB_WORKERS

_MOST_AT_ONCE: Final = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine)")
    parser.add_argument("--workers", type=count, default=WEB_WORKERS, metavar="N", help="processes (default: 2)")
    parser.add_argument("--threads", type=count, default=WEB_THREADS, metavar="N", help="threads in each (default: 4)")
    parser.add_argument(
        "--stop-within",
        type=count,
        default=5,
        metavar="SECONDS",
        help="how long requests under way may take when it is stopped (default: 5)",
    )
    parser.add_argument(
        "--application",
        default=WEB_APPLICATION,
        metavar="MODULE:NAME",
        help=f"WSGI application (default: {WEB_APPLICATION})",
    )


def count(text: str) -> int:
    """A number of processes, threads or seconds, as argparse reads it."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_AT_ONCE):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_AT_ONCE}")
    return int(text)


def run(arguments: argparse.Namespace) -> Outcome:
    """Serve until told to stop."""
    from granian.errors import FatalError

    from kontor.project.settings import ENVIRONMENT, require_kept_secret
    from kontor.project.web_server import UnknownApplication, WebServer, serve

    require_kept_secret(ENVIRONMENT)  # workers would crash over it again and again
    refuse_used_port(arguments.host, arguments.port)
    _refuse_unknown(arguments.application)
    try:
        serve(
            WebServer(
                host=arguments.host,
                port=arguments.port,
                workers=arguments.workers,
                threads=arguments.threads,
                application=arguments.application,
                stop_seconds=arguments.stop_within,
            )
        )
    except UnknownApplication as error:
        raise _unknown(arguments.application) from error
    except FatalError as error:
        raise CannotRun("The web server cannot go on (see above).") from error
    return Outcome()


def refuse_used_port(host: str, port: int) -> None:
    """Raises CannotRun where nobody could listen there."""
    if not 1 <= port <= 65_535:
        raise CannotRun(f"{port} is not a port; choose one from 1 to 65535 with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                advice = f"stop what listens there, or choose another with --port {port + 1}"
                raise CannotRun(f"Port {port} is in use; {advice}.") from error
            raise CannotRun(f"Cannot listen on {host}:{port} ({error.strerror}); change --host or --port.") from error


def _refuse_unknown(application: str) -> None:
    module, _, name = application.partition(":")
    try:
        is_there = bool(name) and importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):  # of a package that is not there, or no name at all
        is_there = False
    if not is_there:
        raise _unknown(application)


def _unknown(application: str) -> WrongUsage:
    return WrongUsage(f"There is no application {application}; --application takes MODULE:NAME.")
