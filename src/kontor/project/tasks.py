"""Tasks of the worker. Each one names a work table and drains it; it takes no arguments and returns nothing."""

from __future__ import annotations

from kontor.project.celery import app


@app.task
def dispatch_outbox() -> None:
    """Hand every new event to its handlers, in order for each aggregate. No package publishes events yet."""
