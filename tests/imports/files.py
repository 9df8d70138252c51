"""Files to bring in, and the shortest way to do it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from kontor.imports.operations import import_table
from kontor.imports.types import ImportOptions, ImportReport
from tests.world import NOW, World


def csv_file(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def bring(
    world: World, kind: str, content: bytes | Sequence[str], *, dry_run: bool = False, **options: Any
) -> ImportReport:
    data = content if isinstance(content, bytes) else csv_file(*content)
    how = {name: options.pop(name) for name in ("key", "most_rows", "on_progress", "now", "actor") if name in options}
    how = {"actor": world.actor, "now": NOW, **how}
    return import_table(
        kind=kind, file=io.BytesIO(data), file_name="f.csv", options=ImportOptions(**options), dry_run=dry_run, **how
    )


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.refused


def told(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(refused.row, refused.column, refused.reason) for refused in report.rows_refused]
