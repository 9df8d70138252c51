from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from kontor.access.types import Actor
from kontor.imports.models import ImportRun
from kontor.imports.types import ImportReport
from kontor.kernel.idempotency import KeyReused, release
from kontor.kernel.wire import RequestKey

CONTINUED_WITHIN: Final = timedelta(hours=24)


class Begun(NamedTuple):
    run_id: int
    is_continued: bool


def begin_run(
    *, kind: str, file_name: str, fingerprint: str, actor: Actor, now: datetime, key: RequestKey | None
) -> Begun:
    """A new run, or the unfinished one of the same file, options and actor, if it began within a day.

    An older one is given up: what was in the books then need not be so now.
    """
    unfinished = ImportRun.objects.filter(fingerprint=fingerprint, finished_at__isnull=True)
    unfinished.filter(started_at__lt=now - CONTINUED_WITHIN).update(finished_at=now, token="")
    run, is_new = ImportRun.objects.get_or_create(
        fingerprint=fingerprint,
        finished_at=None,
        defaults={
            "kind": kind,
            "file_name": file_name[:200],
            "token": key.token if key else "",
            "actor_id": actor.id,
            "actor_name": actor.name[:150],
            "started_at": now,
        },
    )
    return Begun(run.pk, not is_new)


def finish_run(*, run_id: int, report: ImportReport, batches: int, actor: Actor, now: datetime) -> None:
    """The run is over: its report is kept, and the keys of its batches are not needed any more."""
    text = msgspec.json.encode(report).decode()
    ImportRun.objects.filter(id=run_id, finished_at__isnull=True).update(finished_at=now, report=text)
    for number in range(batches):
        release(batch_key(run_id, number, "", actor))


def batch_key(run_id: int, number: int, fingerprint: str, actor: Actor) -> RequestKey:
    """No client can send it: there is a space in it."""
    return RequestKey(actor.id, f"import {run_id} batch {number}", fingerprint)


def answered_before(key: RequestKey, fingerprint: str) -> ImportReport | None:
    """The report of the call that came with this key and is finished. Raises KeyReused where it asked for another."""
    run = ImportRun.objects.filter(token=key.token).first()
    if run is None:
        return None
    if run.fingerprint != fingerprint:
        raise KeyReused()
    return msgspec.json.decode(run.report, type=ImportReport) if run.report else None
