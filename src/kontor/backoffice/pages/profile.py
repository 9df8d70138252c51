"""Who am I here: name, role, branches, rights."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.access.queries import user_detail
from kontor.backoffice.pages.rendering import page
from kontor.organization.queries import list_branches

_MOST_BRANCHES = 200


def profile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    branches = list_branches(actor=actor, after=None, limit=_MOST_BRANCHES).items
    rights: dict[str, list[str]] = {}
    for right in sorted(actor.rights):
        area, _, verb = right.partition(".")
        rights.setdefault(area, []).append(verb.replace("_", " "))
    context = {
        "user": user_detail(actor.id),
        "branches": branches,
        "rights": rights,
        "has_changed_password": request.GET.get("password") == "changed",
    }
    return page(request, "profile.html", context)
