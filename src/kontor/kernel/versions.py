"""Edits that cannot be lost: a row is written only while it has the version the edit was based on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Model, QuerySet

from kontor.kernel.errors import PreconditionFailed


def difference(row: Model | msgspec.Struct, edit: msgspec.Struct, fields: Sequence[str]) -> dict[str, list[Any]]:
    """Field -> [old, new], of those `fields` that `edit` sets to something else than the row has."""
    wanted = {name: getattr(edit, name) for name in fields if getattr(edit, name) is not msgspec.UNSET}
    return {name: [getattr(row, name), value] for name, value in wanted.items() if getattr(row, name) != value}


def write_version(rows: QuerySet[Any, Any], *, version: int, changes: Mapping[str, Any]) -> int:
    """Update the one row of `rows`, which exists, and return its new version.

    The version stands in the UPDATE's own predicate. Raises PreconditionFailed when somebody was faster.
    """
    if rows.filter(version=version).update(**changes, version=version + 1) != 1:
        raise PreconditionFailed(f"Version {version} is no longer the newest.")
    return version + 1
