from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kontor.access.http import actor_of
from kontor.backoffice.queries import home_figures


def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return render(request, "backoffice/home.html", {"figures": home_figures(actor=actor), "actor": actor})
