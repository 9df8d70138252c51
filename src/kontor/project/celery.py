"""The task worker's application. A task carries no fact: it wakes up whoever looks into a work table.

Without KONTOR_BROKER_URL the messages are files under `<data>/queue`; losing one costs a few seconds, nothing else,
because beat wakes every table again.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

from kontor.project import queue_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

from kontor.project.settings import ENVIRONMENT, Environment  # the variable above comes first


def broker(environment: Environment) -> dict[str, Any]:
    """Celery's broker settings: the given broker, or folders in the data directory."""
    if environment.broker_url:
        return {"broker_url": environment.broker_url, "broker_connection_retry_on_startup": True}
    queue = environment.data / "queue"
    return {
        "broker_url": f"{queue_files.SCHEME}://",
        "broker_transport_options": {
            "data_folder_in": str(queue / "messages"),
            "data_folder_out": str(queue / "messages"),
            "control_folder": str(queue / "control"),
            "store_processed": False,
            "polling_interval": 0.5,
        },
    }


#: Every job that is started by the clock: name -> task, seconds. A wake-up nobody took within its period is dropped.
BEAT_SCHEDULE: dict[str, tuple[str, float]] = {
    "dispatch-outbox": ("kontor.project.tasks.dispatch_outbox", 2.0),
    "remake-category-images": ("kontor.project.tasks.remake_category_images", 5.0),
    "forget-idempotency-keys": ("kontor.project.tasks.forget_idempotency_keys", 3600.0),
    "nightly-backup": ("kontor.project.tasks.nightly_backup", 300.0),  # looks whether one is due
}

app = Celery("kontor")
app.conf.update(
    **broker(ENVIRONMENT),
    include=["kontor.project.tasks"],
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_prefetch_multiplier=1,
    timezone="UTC",
    beat_schedule={
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in BEAT_SCHEDULE.items()
    },
)
