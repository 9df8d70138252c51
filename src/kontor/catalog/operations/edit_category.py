from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import UNSET

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.category_tree import refuse_cycle
from kontor.catalog.errors import CategoryNotFound
from kontor.catalog.models import Category
from kontor.catalog.operations.create_category import check_name_free, check_parent
from kontor.catalog.rows import CategoryRow
from kontor.catalog.types import CategoryEdit, CategoryItem
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import Write, records, records_text, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey


def edit_category(
    *, category_id: int, version: int, edit: CategoryEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> CategoryItem:
    """Rename a category or move it with everything below it, if it still has the `version` it was read with.

    Locks all categories by ascending id, so that two moves cannot close a circle together. Raises CategoryNotFound,
    PreconditionFailed, CategoryTaken and CategoryCycle.
    """
    return write_once(key, now, CategoryItem, lambda: _edit(category_id, version, edit, actor, now))


def _edit(category_id: int, version: int, edit: CategoryEdit, actor: Actor, now: datetime) -> CategoryItem:
    tree = _locked_tree()
    before = tree.get(category_id)
    if before is None:
        raise CategoryNotFound(f"There is no category {category_id}.")
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    name = before.name if edit.name is UNSET else required_text(edit.name, "name", 80)
    parent_id = before.parent_id if edit.parent_id is UNSET else edit.parent_id
    check_parent(parent_id)
    refuse_cycle(category_id, parent_id, {row.id: row.parent_id for row in tree.values()})
    check_name_free(name, parent_id, besides=category_id)
    diff: dict[str, tuple[Any, Any]] = {}
    if name != before.name:
        diff["name"] = (before.name, name)
    if parent_id != before.parent_id:
        diff["parent_id"] = (before.parent_id, parent_id)
    if not diff:
        return before
    subject = f"catalog.category:{category_id}"
    audit = audit_row(action="category.edit", subject=subject, diff=diff, actor=actor, now=now)
    write_all([_write(CategoryRow(category_id, name, parent_id, version)), *audit_writes([audit])])
    return CategoryItem(category_id, name, parent_id, version + 1)


def _locked_tree() -> dict[int, CategoryItem]:
    rows = (
        Category.objects.order_by("id").select_for_update(no_key=True).values_list("id", "name", "parent_id", "version")
    )
    return {row[0]: CategoryItem(*row) for row in rows}


def _write(row: CategoryRow) -> Write:
    sql = (
        "UPDATE catalog_category AS c SET name = d.name, parent_id = d.parent_id, version = c.version + 1"
        f" FROM {records(CategoryRow)} WHERE c.id = d.id AND c.version = d.version RETURNING 1"
    )
    return Write("category", sql, (records_text([row]),), expected=1)
