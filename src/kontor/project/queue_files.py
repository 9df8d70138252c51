"""Celery's queue of files, in which a process that is killed while it writes stops nobody.

kombu opens a file under its final name and fills it then. Killed in between, it leaves an empty table of queues, with
which no worker starts again; and who reads a message at that moment ends with it. Here a file appears whole.
"""

from __future__ import annotations

import time
import uuid
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Final

import structlog
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils import json

SCHEME: Final = "kontor-files"
TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
log = structlog.get_logger()


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # as kombu's own
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, _json(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The next whole message. A torn one is dropped: a task carries no fact, and the clock wakes it up again."""
        while True:
            try:
                return super()._get(queue)  # type: ignore[no-untyped-call]  # kombu
            except JSONDecodeError:
                log.warning("queue.torn_message", queue=queue)

    def get_table(self, exchange: str) -> list[Any]:
        """The exchange's queues; of a torn table none, so that whoever uses them binds them again."""
        try:
            table: list[Any] = super().get_table(exchange)  # type: ignore[no-untyped-call]  # kombu
        except JSONDecodeError:
            return []
        return table

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        table = self.get_table(exchange)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        if bound not in table:
            self.control_folder.mkdir(exist_ok=True)
            file: Path = self._exchange_file(exchange)  # type: ignore[no-untyped-call]  # kombu
            _write_whole(file, _json([bound, *table]))


class Transport(filesystem.Transport):
    Channel = Channel


def _json(value: Any) -> str:
    text: str = json.dumps(value)  # type: ignore[no-untyped-call]  # kombu
    return text


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    part.write_text(text)
    part.replace(path)
