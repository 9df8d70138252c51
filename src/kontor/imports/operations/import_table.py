from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

import msgspec

from kontor.access.types import Actor
from kontor.imports.errors import ImportInvalid
from kontor.imports.judging import Findings, Taken, matched_columns, taken_batches
from kontor.imports.kinds import Kind, check_rules, kind_of
from kontor.imports.operations.begin_run import answered_before, batch_key, begin_run, finish_run
from kontor.imports.operations.put_batch import put_batch
from kontor.imports.types import ImportOptions, ImportReport
from kontor.kernel.masking import refuse_masked
from kontor.kernel.tables import Table, open_table
from kontor.kernel.wire import RequestKey

#: Told while it works: "checking" or "writing", and how many rows are done.
Progress = Callable[[str, int], None]


def import_table(
    *,
    kind: str,
    file: BinaryIO,
    file_name: str,
    options: ImportOptions,
    actor: Actor,
    now: datetime,
    dry_run: bool = False,
    key: RequestKey | None = None,
    most_rows: int | None = None,
    on_progress: Progress = lambda stage, rows: None,
) -> ImportReport:
    """Bring in a file of master data: every row gets its verdict, found by its code, so the same file changes nothing.

    The whole file is checked first. If anything is wrong with it nothing is written, unless `options.skip_bad` says to
    write the other rows, where there are any. It is written in batches, each in its own transaction with a key of its
    own; interrupted, the same file with the same options continues where it was and doubles nothing. Should somebody
    write meanwhile what makes a row wrong, only that row is refused.
    `key` is a call's: its answer is given again. More rows than `most_rows` are refused.

    Raises Forbidden without the kind's right, FieldMasked for a column the caller may not see,
    ImportKindUnknown, ImportInvalid, TableUnreadable and KeyReused.
    """
    wanted = kind_of(kind)
    actor.require(wanted.right)
    check_rules(wanted, options)
    fingerprint = _fingerprint(wanted, file, options, actor, key)
    if key and not dry_run and (answer := answered_before(key, fingerprint)):
        return answer
    table = open_table(file, encoding=options.encoding, sheet=options.sheet)
    checked = _check(table, wanted, options, actor, now, most_rows, on_progress)
    is_all_bad = checked.counts["refused"] == checked.rows
    is_stopped = checked.matched.problems or (checked.counts["refused"] and (is_all_bad or not options.skip_bad))
    if dry_run or is_stopped:
        return checked.report(table, file_name, written=False)
    run = begin_run(kind=kind, file_name=file_name, fingerprint=fingerprint, actor=actor, now=now, key=key)
    written = Findings(table.headers, checked.matched, wanted)
    batches = 0
    for number, batch in enumerate(taken_batches(table, options, written)):
        _put(batch, written, options, actor, now, batch_key(run.run_id, number, fingerprint, actor), dry_run=False)
        batches = number + 1
        on_progress("writing", written.rows)
    report = written.report(table, file_name, written=True, continued=run.is_continued)
    finish_run(run_id=run.run_id, report=report, batches=batches, actor=actor, now=now)
    return report


def _check(
    table: Table,
    kind: Kind,
    options: ImportOptions,
    actor: Actor,
    now: datetime,
    most_rows: int | None,
    on_progress: Progress,
) -> Findings:
    found = Findings(table.headers, matched_columns(table, kind, options), kind)
    for batch in taken_batches(table, options, found):
        if not found.matched.problems:
            _put(batch, found, options, actor, now, None, dry_run=True)
        if most_rows is not None and found.rows > most_rows:
            raise ImportInvalid(f"More than {most_rows:,} rows take too long here; use `kontor import` or send parts.")
        on_progress("checking", found.rows)
    return found


def _put(
    batch: list[Taken],
    findings: Findings,
    options: ImportOptions,
    actor: Actor,
    now: datetime,
    key: RequestKey | None,
    *,
    dry_run: bool,
) -> None:
    """A row that an earlier one has said already is unchanged, whatever became of that one."""
    rows = [taken for taken in batch if not taken.is_twin]
    findings.counts["unchanged"] += len(batch) - len(rows)
    if not rows:
        return
    for taken in rows:
        refuse_masked(taken.draft)
    verdicts = put_batch(
        findings.kind.name, [taken.draft for taken in rows], options, actor=actor, now=now, key=key, dry_run=dry_run
    )
    for taken, verdict in zip(rows, verdicts, strict=True):
        findings.take_verdict(taken.number, verdict)


def _fingerprint(kind: Kind, file: BinaryIO, options: ImportOptions, actor: Actor, key: RequestKey | None) -> str:
    file.seek(0)
    content = hashlib.sha256()
    while chunk := file.read(1 << 20):
        content.update(chunk)
    asked = [kind.name, content.hexdigest(), msgspec.to_builtins(options), actor.id, key.token if key else None]
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()
