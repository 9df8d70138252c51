from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import CodeTaken
from kontor.catalog.models import TaxClass
from kontor.catalog.rows import TaxClassRow
from kontor.catalog.tax_types import tax_type
from kontor.catalog.types import TaxClassDraft, TaxClassItem
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_rows, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey


def create_tax_class(
    *, draft: TaxClassDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> TaxClassItem:
    """Make a tax class; it has no rate until pricing sets one. Raises CodeTaken, ProductInvalid for a tax type."""
    return write_once(key, now, TaxClassItem, lambda: _create(draft, actor, now))


def _create(draft: TaxClassDraft, actor: Actor, now: datetime) -> TaxClassItem:
    code = required_text(draft.code, "code", 20)
    name = required_text(draft.name, "name", 80)
    letter = tax_type(draft.tax_type)
    if TaxClass.objects.filter(code=code).exists():
        raise CodeTaken(f"There is a tax class {code} already.", field="code", taken=code)
    (fresh,) = read_rows(next_ids("catalog_taxclass", 1))
    row = TaxClassRow(fresh.id, code, name, letter)
    diff = {"code": (None, code), "name": (None, name), "tax_type": (None, letter)}
    audit = audit_row(action="tax_class.create", subject=f"catalog.tax_class:{row.id}", diff=diff, actor=actor, now=now)
    write_all([insert("catalog_taxclass", [row], name="tax_class"), *audit_writes([audit])])
    return TaxClassItem(row.id, row.code, row.name, row.tax_type)
