"""The one place that decides who calls and whether they may, before any view runs.

A call with `Authorization: Bearer kt_...` is an API key's and never touches a session; any other is a browser's, with
its session and, where it changes something, Django's CSRF token. A view without a Route is closed. Whoever opens a
page without being signed in is sent to the sign-in page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.db import Error as DatabaseFailure
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from rest_framework.authentication import CSRFCheck

from kontor.access.http import client_address
from kontor.access.keys import parse_authorization
from kontor.access.types import SIGNED_IN, Actor
from kontor.backoffice.pages.refusals import refusal_page
from kontor.kernel import masking
from kontor.kernel.errors import Forbidden, KontorError, Unauthenticated
from kontor.kernel.problems import Failed, MethodNotAllowed, as_refusal, problem_response
from kontor.project import throttle
from kontor.project.actors import actor_of_key, actor_of_user, forget_all
from kontor.project.rights import ROUTES

_API: Final = "/api/"
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
#: Who has just changed somebody's role or branches sees it at once; other processes follow within the cache's time.
_CHANGES_ACTORS: Final = {"access.write", "organization.write"}
_log: structlog.stdlib.BoundLogger = structlog.get_logger("kontor.gate")


class RouteUndeclared(Exception):
    """A view stands in no rights.py: nobody may call it."""


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    title = "Send the CSRF token of your session as X-CSRFToken"


class Gate:
    """Middleware. Sets `request.actor`, or answers 401, 403, 405 or 429 in the view's stead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._rights = {(route.name, route.method): route.right for route in ROUTES}
        self._methods: dict[str, list[str]] = {}
        for route in ROUTES:
            self._methods.setdefault(route.name, []).append(route.method)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with masking.answering(frozenset()):  # until it is known who calls, everything sensitive is hidden
            response = self._get_response(request)
        if response.status_code < 400 and request.method not in _SAFE and self._right(request) in _CHANGES_ACTORS:
            forget_all()
        if response.status_code == 404 and request.resolver_match is None and request.path.startswith(_API):
            response = problem_response(Http404(), request)
        if request.path.startswith(_API):
            response.headers.setdefault("Cache-Control", "no-store")  # answers differ by caller, some hold a secret
        return response

    def _right(self, request: HttpRequest) -> str | None:
        name = request.resolver_match.view_name if request.resolver_match else None
        return self._rights.get((name or "", request.method or ""))

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], arguments: Any, keywords: Any
    ) -> HttpResponse | None:
        try:
            return self._answer_instead(request)
        except Unauthenticated as error:
            if request.path.startswith(_API):
                return problem_response(error, request)
            return _to_sign_in(request)
        except KontorError as error:
            return _refused(error, request)
        except DatabaseFailure as error:  # while it was asked who calls; Django asks process_exception of views alone
            is_api = request.path.startswith(_API)
            answer = problem_response(error, request) if is_api else self.process_exception(request, error)
            if answer is None:
                raise
            return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page's refusal becomes a page; the API's views answer theirs themselves. None: a failure of ours."""
        if request.path.startswith(_API):
            return None
        refusal = as_refusal(error)
        return None if isinstance(refusal, Failed) else _refused(refusal, request)

    def _answer_instead(self, request: HttpRequest) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.view_name) or ""
        methods = self._methods.get(name)
        if methods is None:
            return _undeclared(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": _allowed(methods)})
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in methods:
            raise MethodNotAllowed(f"{method} is not known here.", allow=_allowed(methods).split(", "))
        _admit(request, self._rights[name, method])
        return None


def _admit(request: HttpRequest, right: str | None) -> None:
    """Let the caller through to the view, or raise Unauthenticated, Forbidden or TooManyRequests."""
    if right is None:
        if request.method not in _SAFE:
            _charge_address(request)
        return
    actor = _actor(request)
    masking.viewed_by(actor.rights)
    request.actor = actor  # type: ignore[attr-defined]  # read through access.http.actor_of; a refusal's page too
    if right != SIGNED_IN:
        actor.require(right)


def _actor(request: HttpRequest) -> Actor:
    authorization = request.META.get("HTTP_AUTHORIZATION")
    return _signed_in_user(request) if authorization is None else _key_holder(request, authorization)


def _key_holder(request: HttpRequest, authorization: str) -> Actor:
    secret = parse_authorization(authorization)
    actor = actor_of_key(secret) if secret else None
    if secret is None or actor is None:
        _charge_address(request)
        raise Unauthenticated("This API key is not valid.")
    throttle.ACTORS.take(secret.prefix, per_minute=settings.API_RATE_PER_MINUTE)
    return actor


def _signed_in_user(request: HttpRequest) -> Actor:
    user_id = request.user.pk if request.user.is_authenticated else None
    actor = actor_of_user(user_id) if user_id is not None else None
    if actor is None:
        raise Unauthenticated()
    throttle.ACTORS.take(actor.id, per_minute=settings.API_RATE_PER_MINUTE)
    if request.method not in _SAFE:
        _enforce_csrf(request)
    return actor


def _enforce_csrf(request: HttpRequest) -> None:
    """DRF exempts its views from Django's own check, so it is made here."""
    check = CSRFCheck(lambda _: HttpResponse())
    check.process_request(request)
    reason = check.process_view(request, lambda _: HttpResponse(), (), {})
    if reason:
        raise CsrfFailed(str(reason))


def _charge_address(request: HttpRequest) -> None:
    throttle.ADDRESSES.take(client_address(request), per_minute=settings.SIGN_IN_RATE_PER_MINUTE)


def _refused(error: KontorError, request: HttpRequest) -> HttpResponse:
    return problem_response(error, request) if request.path.startswith(_API) else refusal_page(request, error)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A piece of a page cannot hold the sign-in page: htmx is told to leave, and the form's draft waits there."""
    is_piece = "HX-Request" in request.headers
    wanted = urlsplit(request.headers.get("HX-Current-URL", "")).path if is_piece else request.get_full_path()
    path = f"{reverse('sign-in')}?{urlencode({'next': wanted or '/'})}"
    return HttpResponse(headers={"HX-Redirect": path}) if is_piece else HttpResponseRedirect(path)


def _undeclared(request: HttpRequest) -> HttpResponse:
    route = request.resolver_match.route if request.resolver_match else request.path
    _log.error("gate.route_undeclared", route=route)
    if settings.RAISE_UNDECLARED_ROUTES:
        raise RouteUndeclared(f"{route} stands in no rights.py; add a Route for each of its methods.")
    raise Forbidden("This address is closed.")


def _allowed(methods: list[str]) -> str:
    return ", ".join(sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}))
