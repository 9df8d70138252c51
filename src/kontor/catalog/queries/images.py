"""The pictures of categories: what became of them, and where their files are."""

from __future__ import annotations

from pathlib import Path

from kontor.access.types import Actor
from kontor.catalog.errors import CategoryNotFound, ImageNotFound
from kontor.catalog.models import Category, CategoryImage
from kontor.catalog.types import CategoryImageItem
from kontor.kernel.wire import MOST_ID


def category_image(*, category_id: int, actor: Actor) -> CategoryImageItem:
    """Two queries. Raises CategoryNotFound, ImageNotFound where none was ever sent."""
    version = Category.objects.filter(id=category_id).values_list("version", flat=True).first()
    if version is None:
        raise CategoryNotFound(f"There is no category {category_id}.")
    row = CategoryImage.objects.filter(category_id=category_id).values_list("state", "reason").first()
    if row is None:
        raise ImageNotFound(f"Category {category_id} has no picture.")
    state, reason = row
    if state != "ready":
        return CategoryImageItem(category_id, state, reason, None, None, version)
    base = f"/api/v1/categories/{category_id}"
    return CategoryImageItem(category_id, state, reason, f"{base}/image.jpg", f"{base}/thumbnail.jpg", version)


def image_file(*, category_id: int, which: str, folder: Path, actor: Actor) -> Path:
    """Where the "image" or "thumbnail" of a category is. One query. Raises ImageNotFound."""
    images = CategoryImage.objects.filter(category_id=min(category_id, MOST_ID), state="ready")
    found = images.values_list("name", flat=True).first()
    path = folder / f"{found}-{which}.jpg"
    if found is None or which not in ("image", "thumbnail") or not path.is_file():
        raise ImageNotFound(f"Category {category_id} has no such picture.")
    return path
