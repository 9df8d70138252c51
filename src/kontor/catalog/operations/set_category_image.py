from __future__ import annotations

import hashlib
from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import CategoryNotFound
from kontor.catalog.image_header import checked_header
from kontor.catalog.models import Category, CategoryImage
from kontor.catalog.types import CategoryImageItem
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey


def set_category_image(
    *, category_id: int, version: int, content: bytes, actor: Actor, now: datetime, key: RequestKey | None = None
) -> CategoryImageItem:
    """Take a picture for a category that still has this `version`; it is remade in the background, then shown.

    Until then, and if it turns out to be unreadable, the picture before is gone. Raises ImageInvalid by what the first
    bytes say, CategoryNotFound, PreconditionFailed.
    """
    checked_header(content)
    return write_once(key, now, CategoryImageItem, lambda: _set(category_id, version, content, actor, now))


def _set(category_id: int, version: int, content: bytes, actor: Actor, now: datetime) -> CategoryImageItem:
    before = Category.objects.filter(id=category_id).values_list("version", flat=True).first()
    if before is None:
        raise CategoryNotFound(f"There is no category {category_id}.")
    if before != version:
        raise PreconditionFailed(version=before)
    write_version(Category.objects.filter(id=category_id), version=version, changes={})
    name = f"{category_id}-{hashlib.sha256(content).hexdigest()[:32]}"
    CategoryImage.objects.update_or_create(
        category_id=category_id,
        defaults={"state": "waiting", "source": content, "name": name, "reason": "", "attempts": 0, "sent_at": now},
    )
    subject = f"catalog.category:{category_id}"
    audit = audit_row(action="category.set_image", subject=subject, diff={"image": (None, name)}, actor=actor, now=now)
    write_all(audit_writes([audit]))
    return CategoryImageItem(category_id, "waiting", "", None, None, version + 1)
