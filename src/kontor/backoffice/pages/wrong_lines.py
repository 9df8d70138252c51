"""Says beside each typed line what a refusal holds against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from kontor.backoffice.pages.posted import TypedLine
from kontor.kernel.errors import KontorError


def explained(lines: Sequence[TypedLine], refusal: KontorError) -> list[TypedLine]:
    """The lines with what the refusal's data say of each: short goods by SKU, a wrong field by its place."""
    short = {item["product"]: item for item in refusal.data.get("details") or () if "product" in item}
    position = _position(refusal.data)
    named = refusal.data.get("sku")
    found = []
    for index, line in enumerate(lines):
        wrong = ""
        if line.sku in short:
            wrong = _("%(available)s base units are there, %(requested)s are asked for.") % short[line.sku]
        elif index == position or (named is not None and named == line.sku):
            wrong = refusal.detail
        found.append(msgspec.structs.replace(line, wrong=wrong))
    return found


def _position(data: dict[str, Any]) -> int | None:
    """The index in a field such as lines[3].quantity, or from a position that counts from 1."""
    field = str(data.get("field") or "")
    inside = field.partition("[")[2].partition("]")[0]
    if field.startswith("lines[") and inside.isdigit():
        return int(inside)
    position = data.get("position")
    return position - 1 if isinstance(position, int) else None
