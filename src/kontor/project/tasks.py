"""Tasks of the worker. Each one names a work table and drains it; it takes no arguments and returns nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from kontor.kernel.idempotency import forget_keys
from kontor.kernel.outbox import publish, retry_failed, run_handler
from kontor.project.celery import app
from kontor.project.handlers import HANDLERS


@app.task
def dispatch_outbox() -> None:
    """Number what is new in the outbox and hand it to every handler, until nothing is left."""
    while publish():
        pass
    for handler in HANDLERS:
        while run_handler(handler, datetime.now(UTC)):
            pass
        retry_failed(handler, datetime.now(UTC))


@app.task
def forget_idempotency_keys() -> None:
    """Forget the answers nobody will ask for again."""
    forget_keys(datetime.now(UTC))
