"""`kontor worker`: the task worker, one process with threads; with --beat also the clock that wakes the work tables."""

from __future__ import annotations

import argparse

from kontor.kernel.command_line import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, metavar="N", help="tasks at the same time (default: 2)")
    parser.add_argument("--beat", action="store_true", help="run the clock too; in one worker of an installation")


def run(arguments: argparse.Namespace) -> Outcome:
    """Work until told to stop. The clock is a thread here: as a process of its own it would cost 40 MB."""
    from celery.beat import EmbeddedService

    from kontor.customization.plugins import report_broken
    from kontor.kernel.struct_types import finish_struct_types
    from kontor.project.celery import app
    from kontor.project.settings import ENVIRONMENT, require_kept_secret

    require_kept_secret(ENVIRONMENT)
    report_broken()
    app.loader.import_default_modules()
    finish_struct_types()
    beat = None
    if arguments.beat:
        beat = EmbeddedService(app, thread=True, schedule_filename=str(ENVIRONMENT.data / "queue" / "beat-schedule"))
        beat.start()
    worker = app.Worker(
        pool="threads",
        concurrency=arguments.concurrency,
        loglevel=ENVIRONMENT.log_level,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    if beat is not None:
        beat.stop()
    return Outcome(exit_code=worker.exitcode or 0)
