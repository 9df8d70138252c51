"""Which documents go into one call, and which calls into one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kontor.demo.online_retail.documents import SourceDocument

MOST_DOCUMENTS: Final = 200
MOST_LINES: Final = 4_000
CHUNK_LINES: Final = 2_000  # about half a second of work, so that other writers do not wait for long

Batch = list[SourceDocument]


def batches(documents: Iterable[SourceDocument]) -> Iterator[Batch]:
    """The documents in their order, cut where the kind or the day changes or a batch is full."""
    batch: Batch = []
    lines = 0
    for document in documents:
        if batch and (
            document.kind != batch[0].kind
            or document.at.date() != batch[0].at.date()
            or len(batch) == MOST_DOCUMENTS
            or lines + len(document.rows) > MOST_LINES
        ):
            yield batch
            batch, lines = [], 0
        batch.append(document)
        lines += len(document.rows)
    if batch:
        yield batch


def chunks(parts: Iterable[Batch], most_lines: int = CHUNK_LINES) -> Iterator[list[Batch]]:
    """Whole batches until there are `most_lines` lines; a batch that is larger comes alone."""
    chunk: list[Batch] = []
    lines = 0
    for batch in parts:
        size = sum(len(document.rows) for document in batch)
        if chunk and lines + size > most_lines:
            yield chunk
            chunk, lines = [], 0
        chunk.append(batch)
        lines += size
    if chunk:
        yield chunk
