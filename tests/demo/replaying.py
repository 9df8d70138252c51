"""Short words for replaying a file in a test, step by step as the command does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from kontor.demo.online_retail.documents import SOURCE, SourceDocument, read_documents, scattered_invoices
from kontor.demo.online_retail.opening_stock import scan
from kontor.demo.online_retail.source_rows import opened, read_rows
from kontor.demo.operations import found_retailer, replay_online_retail
from kontor.demo.queries import replay_figures
from tests.demo.source import QUIRKS

NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def documents(text: str = QUIRKS) -> list[SourceDocument]:
    lines = text.splitlines(keepends=True)
    return list(read_documents(lines, scattered_invoices(read_rows(lines))))


def documents_in(path: Path, *, rows: int) -> tuple[list[SourceDocument], list[SourceDocument]]:
    """All documents of the file, and those up to the one that holds row `rows`."""
    with opened(path) as lines:
        scattered = scattered_invoices(read_rows(lines))
    with opened(path) as lines:
        everything = list(read_documents(lines, scattered))
    taken, count = [], 0
    for document in everything:
        if count >= rows:
            break
        taken.append(document)
        count += len(document.rows)
    return everything, taken


def replay(
    wanted: Sequence[SourceDocument],
    *,
    whole: Sequence[SourceDocument] | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> dict[str, Any]:
    """Replay `wanted` documents of the file `whole`, and say what is in the books then."""
    actor = found_retailer(now=NOW)
    replay_online_retail(documents=wanted, facts=scan(whole or wanted), actor=actor, now=NOW, on_progress=on_progress)
    return figures()


def figures() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(replay_figures(SOURCE, "GBP"))
    return found
