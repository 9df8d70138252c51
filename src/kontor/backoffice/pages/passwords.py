"""Changing one's own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kontor.access.errors import OldPasswordWrong, PasswordRefused
from kontor.access.http import actor_of, client_address
from kontor.access.operations import change_own_password
from kontor.access.queries import user_row
from kontor.access.schemas import MOST_PASSWORD, OwnPasswordChange
from kontor.backoffice.pages.rendering import page
from kontor.kernel.errors import TooManyRequests


def own_password(request: HttpRequest) -> HttpResponse:
    """Asks for the old one and twice for the new one; ends every other session of the user."""
    if request.method != "POST":
        return _form(request, refusal="", field="")
    old, new = request.POST.get("old_password", ""), request.POST.get("new_password", "")
    if new != request.POST.get("again", ""):
        return _form(request, _("The new password was typed differently the second time. Type it again."), "again")
    if not 0 < len(new) <= MOST_PASSWORD:
        wanted = _("Type a new password of at most %(most)s characters.") % {"most": MOST_PASSWORD}
        return _form(request, wanted, "new_password")
    try:
        change_own_password(
            change=OwnPasswordChange(old, new),
            address=client_address(request),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except OldPasswordWrong:
        return _form(request, _("This is not your present password. Check it and try again."), "old_password")
    except (PasswordRefused, TooManyRequests) as error:
        return _form(request, error.detail, "new_password" if isinstance(error, PasswordRefused) else "old_password")
    update_session_auth_hash(request, user_row(actor_of(request).id))
    return redirect(f"{reverse('profile')}?password=changed")


def _form(request: HttpRequest, refusal: str, field: str) -> HttpResponse:
    context = {"refused": refusal, "field": field}
    return page(request, "password.html", context, status=422 if refusal else 200)
