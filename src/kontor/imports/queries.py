"""What was brought in, and the files that wait to be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.imports.errors import UploadNotFound
from kontor.imports.kinds import KINDS, kind_of
from kontor.imports.models import ImportRun, Upload
from kontor.imports.types import ImportOptions, ImportReport
from kontor.kernel.errors import Forbidden


class UploadDetail(msgspec.Struct, frozen=True):
    id: int
    kind: str
    file_name: str
    options: ImportOptions
    report: ImportReport


class RunItem(msgspec.Struct, frozen=True):
    id: int
    kind: str
    file_name: str
    actor_name: str
    started_at: datetime
    finished_at: datetime | None
    report: ImportReport | None  # None: it was interrupted


def kinds_for(actor: Actor) -> tuple[str, ...]:
    """What the actor may bring in."""
    return tuple(kind.name for kind in KINDS.values() if actor.may(kind.right))


def require_a_kind(actor: Actor) -> None:
    """Raises Forbidden for who may bring in nothing at all."""
    if not kinds_for(actor):
        rights = sorted({kind.right for kind in KINDS.values()})
        raise Forbidden(f"This needs one of the rights {', '.join(rights)}.", rights=rights)


def column_names(kind: str) -> tuple[str, ...]:
    return tuple(column.name for column in kind_of(kind).form.columns)


def upload_detail(*, upload_id: int, actor: Actor) -> UploadDetail:
    """An own upload without its content. Raises UploadNotFound."""
    row = Upload.objects.filter(id=upload_id, actor_id=actor.id).defer("content").first()
    if row is None:
        raise UploadNotFound("There is no such file of yours any more; send it again.")
    options = msgspec.json.decode(row.options, type=ImportOptions)
    return UploadDetail(row.pk, row.kind, row.file_name, options, msgspec.json.decode(row.report, type=ImportReport))


def latest_runs(*, actor: Actor, most: int = 20) -> Sequence[RunItem]:
    """The last files written, of the kinds the actor may bring in, the latest first."""
    rows = ImportRun.objects.filter(kind__in=kinds_for(actor)).order_by("-id")[:most]
    return [
        RunItem(
            row.pk,
            row.kind,
            row.file_name,
            row.actor_name,
            row.started_at,
            row.finished_at,
            msgspec.json.decode(row.report, type=ImportReport) if row.report else None,
        )
        for row in rows
    ]
