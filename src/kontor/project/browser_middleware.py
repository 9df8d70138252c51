"""What only browsers need, skipped where a machine calls: it would cost such a call a fifth of its time for nothing."""

from __future__ import annotations

from collections.abc import Awaitable

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware

Answer = HttpResponseBase | Awaitable[HttpResponseBase]


def carries_key(request: HttpRequest) -> bool:
    """Whether the gate will look at the Authorization header alone."""
    return "HTTP_AUTHORIZATION" in request.META and request.path.startswith("/api/")


class Compression(GZipMiddleware):
    """Pages, styles and scripts travel compressed; Django pads them at random, so that lengths tell nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        is_text = kind.startswith("text/") or "javascript" in kind or "svg" in kind
        if request.path.startswith("/api/") or response.status_code != 200 or not is_text:
            return response
        return super().process_response(request, response)


class ContentPolicy(CSPMiddleware):
    """JSON runs no script, so the API's answers carry no policy for it."""

    def __call__(self, request: HttpRequest) -> Answer:
        return self.get_response(request) if request.path.startswith("/api/v1/") else super().__call__(request)


class Sessions(SessionMiddleware):
    def __call__(self, request: HttpRequest) -> Answer:
        return self.get_response(request) if carries_key(request) else super().__call__(request)


class Csrf(CsrfViewMiddleware):
    def __call__(self, request: HttpRequest) -> Answer:
        return self.get_response(request) if carries_key(request) else super().__call__(request)


class Users(AuthenticationMiddleware):
    def __call__(self, request: HttpRequest) -> Answer:
        return self.get_response(request) if carries_key(request) else super().__call__(request)


class Messages(MessageMiddleware):
    def __call__(self, request: HttpRequest) -> Answer:
        return self.get_response(request) if carries_key(request) else super().__call__(request)
