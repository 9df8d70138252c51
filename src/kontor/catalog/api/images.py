from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.catalog import queries
from kontor.catalog.errors import CategoryNotFound, ImageInvalid, ImageNotFound
from kontor.catalog.operations import set_category_image
from kontor.catalog.schemas import NewCategoryImage
from kontor.catalog.types import CategoryImageItem
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import RequestKey, decode, if_match, request_key, respond

_TAGS: Final = ["catalog"]
_PATH: Final = "/api/v1/categories/3"
_READY: Final = CategoryImageItem(3, "ready", "", f"{_PATH}/image.jpg", f"{_PATH}/thumbnail.jpg", 2)
#: A picture is shown as what it is, by nobody else's page, and never as a document that could run something.
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


def image_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "catalog" / "categories"


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class CategoryImageView(ApiView):
    @operation(
        id="get_category_image",
        summary="What became of a category's picture",
        tags=_TAGS,
        response=CategoryImageItem,
        etag=True,
        answer=_READY,
        problems=[CategoryNotFound, ImageNotFound],
    )
    def get(self, request: HttpRequest, category_id: int) -> HttpResponse:
        """`waiting` until it is remade, then `ready` with its addresses, or `refused` with the reason."""
        item = queries.category_image(category_id=category_id, actor=actor_of(request))
        return respond(item, version=item.version)

    @operation(
        id="set_category_image",
        summary="Give a category a picture",
        tags=_TAGS,
        request=NewCategoryImage,
        response=CategoryImageItem,
        status=202,
        idempotent=True,
        if_match=True,
        example={"content": "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA=="},
        answer=CategoryImageItem(3, "waiting", "", None, None, 2),
        problems=[CategoryNotFound, ImageInvalid],
    )
    def put(self, request: HttpRequest, category_id: int) -> HttpResponse:
        """As base64, 5 MiB at most: JPEG or PNG of 25 million pixels, WebP of 8. It is remade in the background."""
        item = set_category_image(
            category_id=category_id,
            version=if_match(request),
            content=decode(request.body, NewCategoryImage).content,
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(item, status=202, version=item.version)


class CategoryPictureView(ApiView):
    @operation(
        id="get_category_picture",
        summary="A category's picture or its thumbnail",
        tags=_TAGS,
        response=None,
        media_type="image/jpeg",
        answer="(bytes)",
        problems=[CategoryNotFound, ImageNotFound],
    )
    def get(self, request: HttpRequest, category_id: int, which: str) -> HttpResponse:
        """`image.jpg`: at most 1,600 pixels an edge; `thumbnail.jpg`: 150 x 150."""
        path = queries.image_file(category_id=category_id, which=which, folder=image_folder(), actor=actor_of(request))
        tag = f'"{path.stem}"'
        if request.headers.get("If-None-Match") == tag:
            return _safe(HttpResponse(status=304), tag)
        response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
        response["Content-Disposition"] = f'inline; filename="category-{category_id}-{which}.jpg"'
        return _safe(response, tag)


def _safe(response: Any, tag: str) -> HttpResponse:
    for name, value in _SAFE.items():
        response[name] = value
    response["ETag"] = tag
    answered: HttpResponse = response
    return answered
