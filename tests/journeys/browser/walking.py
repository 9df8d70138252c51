"""Which pages a walk from link to link looks at: every one it finds, but of those that differ in numbers only a few."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Final

MOST_OF_A_KIND: Final = 8  # pages of one address but for its numbers and codes
_NO_PAGE: Final = re.compile(r"/(api|static|admin|media)/|format=|/sign-out")


def kind_of(address: str) -> str:
    """Pages that differ in numbers and codes only are of one kind."""
    path = re.sub(r"/\d+", "/1", address.split("?")[0])
    return re.sub(r"/products/.+", "/products/x", path)


class Walk:
    """Addresses to look at, each once; what a page links to is put with `add`."""

    def __init__(self, starts: Iterable[str], *, most_of_a_kind: int = MOST_OF_A_KIND) -> None:
        self._queue = deque(starts)
        self._known = set(self._queue)
        self._kinds = Counter[str]()
        self._most = most_of_a_kind

    def __iter__(self) -> Iterator[str]:
        while self._queue:
            yield self._queue.popleft()

    def add(self, links: Iterable[str]) -> None:
        for link in sorted({link.split("#")[0] for link in links}):
            kind = kind_of(link)
            if link not in self._known and not _NO_PAGE.search(link) and self._kinds[kind] < self._most:
                self._known.add(link)
                self._kinds[kind] += 1
                self._queue.append(link)
