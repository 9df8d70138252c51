"""How a page is put together: the frame with what the actor may open, in the time zone where he works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.backoffice.pages.navigation import navigation
from kontor.backoffice.queries import read_shell
from kontor.backoffice.rights import may_open


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The template in the frame; one read besides the page's own. `can` holds the names of what the actor may open."""
    actor = actor_of(request)
    shell = read_shell(actor=actor)
    around = {
        "actor": actor,
        "can": may_open(actor),
        "shell": shell,
        "navigation": navigation(actor=actor, shell=shell, path=request.path),
        "here": request.get_full_path(),
    }
    with timezone.override(ZoneInfo(shell.time_zone)):
        response = render(request, f"backoffice/{template}", {**around, **(context or {})}, status=status)
    response.headers["Cache-Control"] = "no-store"  # the next person at this desk must not find it with Back
    return response


def part(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A piece of a page that htmx asked for."""
    response = render(request, f"backoffice/{template}", dict(context))
    response.headers["Cache-Control"] = "no-store"
    return response


def go_to(request: HttpRequest, path: str) -> HttpResponse:
    """Lead on after something was done; htmx is told in its own way, so that it loads the page anew."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": path})
    return HttpResponseRedirect(path)
