"""Finishing what msgspec knows of every Struct before threads decode into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec


def finish_struct_types() -> int:
    """Have msgspec read the types of every Struct there is; how many it can decode into.

    It does so at a Struct's first use, nested ones in between, and without a lock: a second thread that decodes into a
    half-read Struct ends the whole process (msgspec 0.22). So processes with threads call this first, in one thread.
    """
    finished = 0
    for struct in set(_below(msgspec.Struct)):
        with suppress(TypeError, NameError):  # one that is never decoded into may hold anything
            msgspec.json.Decoder(struct)
            finished += 1
    return finished


def _below(struct: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for child in struct.__subclasses__():
        yield child
        yield from _below(child)
