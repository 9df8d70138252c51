"""The control's server: Kontor with its own copy of the level statement, without the guard."""

from __future__ import annotations

import sys

from kontor.inventory.sql import levels
from kontor.project.wsgi import application
from tests.concurrency.races import copy_of

unguarded = copy_of(levels, 'AND {_GUARD}"\n            " RETURNING', '"\n            " RETURNING')
sys.modules["kontor.inventory.operations.post_stock"].level_writes = unguarded.level_writes  # type: ignore[attr-defined]  # the copy stands in for it

__all__ = ["application"]
