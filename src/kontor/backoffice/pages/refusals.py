"""What somebody sees instead of a page: refused, not found, not working. In words, with the way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kontor.backoffice.pages.rendering import page
from kontor.kernel.errors import KontorError, Unavailable
from kontor.kernel.request_id import current as current_request_id


def refusal_page(request: HttpRequest, error: KontorError) -> HttpResponse:
    """The refusal with its own status; in the frame where somebody is signed in and the database answers."""
    context = {"title": error.title, "detail": "" if error.detail == error.title else error.detail}
    if hasattr(request, "actor") and not isinstance(error, Unavailable):
        response = page(request, "refused.html", context, status=error.status)
    else:
        response = _bare(request, error.status, **context)
    if error.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _bare(
        request, 404, _("There is no such page"), _("The address may be mistyped, or the page is not for you.")
    )


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _bare(request, 400, _("This request cannot be read"), _("Go back, reload the page and try again."))


def failed(request: HttpRequest) -> HttpResponse:
    """Touches no database: that may be what failed."""
    return _bare(
        request,
        500,
        _("Something went wrong here"),
        _("It is noted under %(id)s. What you had saved before is kept; try again in a moment.")
        % {"id": current_request_id()},
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = _("The page was open too long, or cookies are off. Go back, reload it and send it again.")
    return _bare(request, 403, _("This form is not valid any more"), detail)


def _bare(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    return render(request, "backoffice/bare.html", {"title": title, "detail": detail}, status=status)
