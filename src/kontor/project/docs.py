"""The API's description and its two readers, served from this installation: no request leaves it."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularAPIView

schema = SpectacularAPIView.as_view()

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
