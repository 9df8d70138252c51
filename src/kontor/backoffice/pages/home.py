"""Today: what waits for a person, what the day has brought; and its part that a page which stays open fetches again."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from kontor.access.http import actor_of
from kontor.backoffice.pages.rendering import page
from kontor.backoffice.queries import home_figures


def today(request: HttpRequest) -> HttpResponse:
    """What waits for a person, then what the day has brought so far."""
    return page(request, "home.html", {"figures": home_figures(actor=actor_of(request), now=timezone.now())})


def live(request: HttpRequest) -> HttpResponse:
    """The same without the frame and the half year; 304 where nothing is other than in the answer seen last."""
    figures = home_figures(actor=actor_of(request), now=timezone.now())
    answer = page(request, "parts/today.html", {"figures": figures})
    answer.headers["ETag"] = f'"{sha256(answer.content).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=answer.headers["ETag"], response=answer)
    assert unchanged is not None
    return unchanged
