"""The actor of a request, put there by the project's gate before any view runs."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from rest_framework.request import Request

from kontor.access.types import Actor


def actor_of(request: HttpRequest | Request) -> Actor:
    """The actor the gate built. Raises AttributeError on a route the gate does not guard: a programming error."""
    return cast(Actor, request.actor)  # type: ignore[union-attr]  # set by project.gate, which mypy cannot see
