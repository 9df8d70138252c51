from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db import transaction

from kontor.access.types import Actor
from kontor.demo.online_retail.batches import Batch, batches, chunks
from kontor.demo.online_retail.documents import SOURCE, SourceDocument
from kontor.demo.online_retail.opening_stock import SourceFacts
from kontor.demo.operations.make_known import KnownCodes, known_codes, make_known
from kontor.demo.operations.post_documents import post_documents
from kontor.demo.queries import done_references
from kontor.kernel.planner import refresh_statistics

Progress = Callable[[int], None]
_FIRST_LOOK_LINES: Final = 2_000


def replay_online_retail(
    *, documents: Iterable[SourceDocument], facts: SourceFacts, actor: Actor, now: datetime, on_progress: Progress
) -> None:
    """Post every document that is not in the books yet, in order, through the operations the API uses.

    `facts` are those of the whole file, whatever part of it `documents` is. About 2,000 lines at a time are one
    transaction: first the codes that are new in them, with their opening stock, then the documents; so a replay that
    was killed goes on where it stood. `on_progress` is told how many more lines are done.
    Raises DocumentRefused, naming the invoice, where an operation does not take a document, and CodeForeign.
    """
    known = known_codes(facts)
    done = done_references(SOURCE)
    posted, look_again_at = 0, _FIRST_LOOK_LINES
    for chunk in chunks(batches(_waiting(documents, done, on_progress))):
        _post(chunk, facts, known, actor, now)
        lines = sum(len(document.rows) for batch in chunk for document in batch)
        on_progress(lines)
        posted += lines
        if posted >= look_again_at:
            refresh_statistics()
            look_again_at *= 4


def _waiting(documents: Iterable[SourceDocument], done: set[str], on_progress: Progress) -> Iterator[SourceDocument]:
    for document in documents:
        if document.reference in done:
            on_progress(len(document.rows))
        else:
            yield document


def _post(chunk: list[Batch], facts: SourceFacts, known: KnownCodes, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        make_known([document for batch in chunk for document in batch], facts, known, actor=actor, now=now)
        for batch in chunk:
            post_documents(documents=batch, actor=actor, now=now)
