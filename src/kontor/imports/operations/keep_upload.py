from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.imports.errors import ImportInvalid, UploadNotFound
from kontor.imports.models import Upload
from kontor.imports.operations.import_table import import_table
from kontor.imports.types import ImportOptions, ImportReport
from kontor.kernel.wire import RequestKey

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 20_000  # what somebody waits for at a page or a call; more goes through `kontor import`
KEPT: Final = timedelta(days=1)


def keep_upload(*, kind: str, file_name: str, content: bytes, actor: Actor, now: datetime) -> int:
    """Keep a file for a day with the verdicts of a dry run, for its sender to look at. Uploads older than that go.

    Raises ImportInvalid beyond 10 MB, and what `import_table` raises; nothing is kept then.
    """
    if len(content) > MOST_BYTES:
        raise ImportInvalid(f"The file is larger than {MOST_BYTES // 2**20} MB; use `kontor import` or send parts.")
    options = ImportOptions()
    report = _run(kind, file_name, content, options, actor, now, dry_run=True)
    Upload.objects.filter(uploaded_at__lt=now - KEPT).delete()
    upload = Upload.objects.create(
        kind=kind,
        file_name=file_name[:200],
        content=content,
        options=_text(options),
        report=_text(report),
        actor_id=actor.id,
        uploaded_at=now,
    )
    return upload.pk


def check_upload(*, upload_id: int, options: ImportOptions, actor: Actor, now: datetime) -> None:
    """Judge an own upload anew, with other options. Raises UploadNotFound and what `import_table` raises."""
    upload = _own(upload_id, actor)
    report = _run(upload.kind, upload.file_name, bytes(upload.content), options, actor, now, dry_run=True)
    Upload.objects.filter(id=upload.pk).update(options=_text(options), report=_text(report))


def write_upload(*, upload_id: int, skip_bad: bool, actor: Actor, now: datetime, key: RequestKey) -> ImportReport:
    """Bring in an own upload with the options it was last judged with; its content goes once it is written.

    Raises UploadNotFound, also where it is written already, and what `import_table` raises.
    """
    upload = _own(upload_id, actor)
    options = msgspec.json.decode(upload.options, type=ImportOptions)
    options = msgspec.structs.replace(options, skip_bad=skip_bad)
    content = bytes(upload.content)
    report = _run(upload.kind, upload.file_name, content, options, actor, now, dry_run=False, key=key)
    upload.report = _text(report)
    if report.written:
        upload.content = b""
    upload.save(update_fields=["report", "content"])
    return report


def _own(upload_id: int, actor: Actor) -> Upload:
    upload = Upload.objects.filter(id=upload_id, actor_id=actor.id).first()
    if upload is None or not upload.content:
        raise UploadNotFound("This file is written already or was sent too long ago; send it again.")
    return upload


def _run(
    kind: str,
    file_name: str,
    content: bytes,
    options: ImportOptions,
    actor: Actor,
    now: datetime,
    *,
    dry_run: bool,
    key: RequestKey | None = None,
) -> ImportReport:
    return import_table(
        kind=kind,
        file=io.BytesIO(content),
        file_name=file_name,
        options=options,
        actor=actor,
        now=now,
        dry_run=dry_run,
        key=key,
        most_rows=MOST_ROWS,
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
