"""The API's description and its two readers, served from this installation: no request leaves it."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from kontor.customization.document_kinds import KINDS
from kontor.customization.queries import custom_fields
from kontor.project.describing import Format, description


class _Schema(SpectacularAPIView):
    """The description as this installation serves it; the library's part is to agree on a format."""

    def _get_schema_response(self, request: Request) -> HttpResponse:
        own_fields = {kind: dict(custom_fields(kind).properties) for kind in KINDS}
        renderer: Any = request.accepted_renderer
        form: Format = "json" if renderer.format == "json" else "yaml"
        return HttpResponse(description(own_fields, form), content_type=renderer.media_type)


schema = _Schema.as_view()

# Both readers style elements inline, draw data: images, and Redoc searches in a blob: worker. Scripts stay files.
_relaxed = csp_update(
    {"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"], "worker-src": [SELF, "blob:"]},
)


@_relaxed
def swagger(request: HttpRequest) -> HttpResponse:
    return render(request, "project/swagger.html")


@_relaxed
def redoc(request: HttpRequest) -> HttpResponse:
    return render(request, "project/redoc.html")
