from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import CategoryNotFound, CategoryTaken
from kontor.catalog.models import Category
from kontor.catalog.rows import CategoryRow
from kontor.catalog.types import CategoryDraft, CategoryItem
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_rows, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey


def create_category(
    *, draft: CategoryDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> CategoryItem:
    """Make a category below `parent_id`, or at the top. Raises CategoryNotFound for the parent, CategoryTaken."""
    return write_once(key, now, CategoryItem, lambda: _create(draft, actor, now))


def _create(draft: CategoryDraft, actor: Actor, now: datetime) -> CategoryItem:
    name = required_text(draft.name, "name", 80)
    check_parent(draft.parent_id)
    check_name_free(name, draft.parent_id)
    (fresh,) = read_rows(next_ids("catalog_category", 1))
    row = CategoryRow(fresh.id, name, draft.parent_id)
    audit = audit_row(
        action="category.create",
        subject=f"catalog.category:{row.id}",
        diff={"name": (None, name), "parent_id": (None, draft.parent_id)},
        actor=actor,
        now=now,
    )
    write_all([insert("catalog_category", [row], name="category"), *audit_writes([audit])])
    return CategoryItem(row.id, row.name, row.parent_id, row.version)


def check_parent(parent_id: int | None) -> None:
    if parent_id is not None and not Category.objects.filter(id=parent_id).exists():
        raise CategoryNotFound(f"There is no category {parent_id}.", field="parent_id")


def check_name_free(name: str, parent_id: int | None, *, besides: int = 0) -> None:
    if Category.objects.filter(name=name, parent_id=parent_id).exclude(id=besides).exists():
        raise CategoryTaken(f"There is a category {name} there already.", field="name", taken=name)
