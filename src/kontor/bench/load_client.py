"""A small HTTP/1.1 client for load: one kept-alive connection each, no pool, nothing retried behind anybody's back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """An answer with the seconds it took from the first byte sent to the last one read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class ConnectionLost(Exception):
    """The server went away before the answer was complete: whether it acted is unknown."""


class LoadClient:
    """`async with LoadClient(host, port) as client: await client.request("GET", "/livez")`."""

    def __init__(self, host: str, port: int, *, headers: Mapping[str, str] | None = None) -> None:
        self._host, self._port = host, port
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> LoadClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request on this client's connection, opened when needed. Raises ConnectionLost when it breaks."""
        started = time.perf_counter()
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
            self._writer.write(self._head(method, path, body, headers or {}) + body)
            await self._writer.drain()
            status, received, answer = await self._read()
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            self.close()
            raise ConnectionLost(str(error)) from error
        if received.get("connection", "").lower() == "close":
            self.close()
        return Reply(status, received, answer, time.perf_counter() - started)

    def _head(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        kind = "content-type: application/json\r\n" if body else ""
        lines = f"{method} {path} HTTP/1.1\r\nhost: {self._host}\r\n{self._headers}{more}{kind}"
        return f"{lines}content-length: {len(body)}\r\n\r\n".encode()

    async def _read(self) -> tuple[int, dict[str, str], bytes]:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        return status, headers, await self._body(headers)

    async def _body(self, headers: Mapping[str, str]) -> bytes:
        assert self._reader is not None
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", "0")))
        parts = []
        while size := int((await self._reader.readline()).split(b";")[0], 16):
            parts.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readline()
        return b"".join(parts)
