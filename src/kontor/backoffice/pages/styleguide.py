"""Every part that pages are made of, in each of its states."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.backoffice.pages.rendering import page


def styleguide(request: HttpRequest) -> HttpResponse:
    return page(request, "styleguide.html")
