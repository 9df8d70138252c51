"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kontor.access.errors import SignInRefused
from kontor.access.http import client_address
from kontor.access.operations import sign_in
from kontor.kernel.errors import TooManyRequests


def enter(request: HttpRequest) -> HttpResponse:
    """The sign-in page: keeps the name that was typed and says what to do when it does not work."""
    if request.method != "POST":
        return _form(request, name="", refusal="")
    name = request.POST.get("username", "")
    password = request.POST.get("password", "")
    try:
        user = sign_in(username=name, password=password, address=client_address(request), now=timezone.now())
    except SignInRefused:
        return _form(request, name, _("That name and password do not go together. Check both and try again."))
    except TooManyRequests as error:
        return _form(request, name, error.detail)
    login(request, user)
    return HttpResponseRedirect(_next(request))


def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


def _form(request: HttpRequest, name: str, refusal: str) -> HttpResponse:
    context = {"name": name, "refusal": refusal, "next": _next(request)}
    return render(request, "backoffice/sign_in.html", context, status=403 if refusal else 200)


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of this installation, else the first one."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
