"""Who am I here: name, role, branches, rights."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.access.queries import user_row
from kontor.backoffice.pages.rendering import page
from kontor.backoffice.pages.right_names import held
from kontor.organization.queries import list_branches

_MOST_BRANCHES = 200


def profile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    branches = list_branches(actor=actor, after=None, limit=_MOST_BRANCHES).items
    user = user_row(actor.id)
    context = {
        "user": user,
        "role": user.role,
        "branches": branches,
        "held": held(actor.rights),
        "has_changed_password": request.GET.get("password") == "changed",
    }
    return page(request, "profile.html", context)
