from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.backoffice.pages.rendering import page
from kontor.backoffice.queries import home_figures


def today(request: HttpRequest) -> HttpResponse:
    """What waits for a person, then what the day has brought so far."""
    return page(request, "home.html", {"figures": home_figures(actor=actor_of(request), now=timezone.now())})
