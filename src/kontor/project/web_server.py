"""The web server: granian with some worker processes that share one application, each on a processor of its own.

The application is loaded once, before the workers are made: they share its memory as long as nobody writes there, and
one that takes the place of another is ready at once.

A Python process runs one thread at a time. Left to itself, the kernel spreads its threads over the processors, and each
hand-over from one to the next carries the process's memory from one processor's cache to the other's: lists came out a
quarter faster without that. Only where there are as many workers as processors, or a multiple, does each keep to one;
elsewhere some processors would be left over or shared by more workers than others, and the kernel does better.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import secrets
import socket
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from kontor.project.supervisor import end_with_parent

#: A thread's database connection lives as long as the thread, so idle threads are kept as long as granian allows.
_IDLE_SECONDS: Final = 600
_RESPAWN_SECONDS: Final = 0.5


class UnknownApplication(Exception):
    """The module has nothing of that name."""


class WebServer(msgspec.Struct, frozen=True):
    """What to serve and where. `stop_seconds`: how long a worker may take to end when it is told to."""

    host: str
    port: int
    workers: int
    threads: int
    application: str
    stop_seconds: int


def serve(web: WebServer) -> None:
    """Serve until told to stop. Raises UnknownApplication, and granian's FatalError where workers crash as soon as
    they are started."""
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        web.application,
        address=web.host,
        port=web.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=web.workers,
        blocking_threads=web.threads,
        blocking_threads_idle_timeout=_IDLE_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=_RESPAWN_SECONDS,
        workers_kill_timeout=web.stop_seconds,
        log_level=LogLevels.warning,
    )
    if multiprocessing.get_start_method() == "fork":
        _application(web)  # each worker finds it there
        connections.close_all()  # should a plug-in have asked the database something
    server.serve(target_loader=partial(_load, web, secrets.token_hex(8)), wrap_loader=False)


def processors_of(place: int, workers: int, processors: Sequence[int]) -> Sequence[int]:
    """Where the worker in this place, from 0, may run: on one processor, if each then has as many workers."""
    if workers % len(processors):
        return processors
    return [processors[place % len(processors)]]


def _load(web: WebServer, token: str) -> Callable[..., Any]:
    """The application, in a worker."""
    end_with_parent()
    if sys.platform == "linux":
        _settle(web.workers, token)
    return _application(web)


def _application(web: WebServer) -> Callable[..., Any]:
    module, _, name = web.application.partition(":")
    application: Callable[..., Any] | None = getattr(importlib.import_module(module), name, None)
    if application is None:
        raise UnknownApplication(web.application)
    return application


def _settle(workers: int, token: str) -> None:
    """Move to this worker's processors. A worker that replaces one which has not ended yet goes anywhere."""
    for place in range(workers):
        if _is_free(f"\0kontor-web-{token}-{place}"):
            os.sched_setaffinity(0, processors_of(place, workers, sorted(os.sched_getaffinity(0))))
            return


#: The kernel takes a place back when its worker ends, however it ends.
_held: Final[list[socket.socket]] = []


def _is_free(name: str) -> bool:
    place = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        place.bind(name)
    except OSError:
        place.close()
        return False
    _held.append(place)
    return True
