"""Tasks of the worker. Each one names a work table and drains it; it takes no arguments and returns nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from kontor.catalog.api.images import image_folder
from kontor.catalog.operations import remake_images
from kontor.kernel.idempotency import forget_keys
from kontor.kernel.outbox import publish, retry_failed, run_handler
from kontor.maintenance.operations import run_nightly_backup
from kontor.project.celery import app
from kontor.project.handlers import HANDLERS
from kontor.project.settings import ENVIRONMENT, MEDIA_ROOT


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
def remake_category_images() -> None:
    """Remake the pictures that were sent for categories."""
    remake_images(folder=image_folder())


@app.task
def forget_idempotency_keys() -> None:
    """Forget the answers nobody will ask for again."""
    forget_keys(datetime.now(UTC))


@app.task
def nightly_backup() -> None:
    """Take the night's backup if it is due."""
    if ENVIRONMENT.backup_at is not None:
        run_nightly_backup(
            folder=ENVIRONMENT.backups,
            at=ENVIRONMENT.backup_at,
            keep=ENVIRONMENT.backup_keep,
            media=MEDIA_ROOT,
            clock=lambda: datetime.now(UTC),
        )
