"""Choosing a password with a one-time link. Open to anybody: the link is what lets in."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kontor.access.errors import PasswordRefused, ResetRefused
from kontor.access.http import client_address
from kontor.access.operations import reset_password
from kontor.access.schemas import MOST_PASSWORD, PasswordRedemption
from kontor.kernel.errors import TooManyRequests

_MOST_TOKEN: Final = 100


def new_password(request: HttpRequest) -> HttpResponse:
    """Asks twice for the password. A refused one leaves the link as it was, so that it can be tried again."""
    if request.method != "POST":
        return _form(request, request.GET.get("token", ""))
    token, password = request.POST.get("token", ""), request.POST.get("new_password", "")
    if password != request.POST.get("again", ""):
        return _form(request, token, _("The password was typed differently the second time. Type it again."))
    if not 0 < len(password) <= MOST_PASSWORD:
        return _form(request, token, _("Type a password of at most %(most)s characters.") % {"most": MOST_PASSWORD})
    try:
        redemption = PasswordRedemption(token[:_MOST_TOKEN], password)
        reset_password(redemption=redemption, address=client_address(request), now=timezone.now())
    except ResetRefused:
        return _form(request, "")
    except PasswordRefused as error:
        return _form(request, token, error.detail)
    except TooManyRequests as error:
        return _form(request, token, error.detail, status=error.status)
    return _answer(request, {"is_done": True})


def _form(request: HttpRequest, token: str, refusal: str = "", status: int = 422) -> HttpResponse:
    token = token[:_MOST_TOKEN]
    is_tried = request.method == "POST"
    return _answer(request, {"token": token, "refusal": refusal, "is_tried": is_tried}, status if is_tried else 200)


def _answer(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "backoffice/new_password.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the token
    return response
