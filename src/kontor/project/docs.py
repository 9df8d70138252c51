"""The API's description and its two readers, served from this installation: no request leaves it."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from kontor.customization.document_kinds import KINDS
from kontor.customization.queries import custom_fields
from kontor.customization.types import FIELDS_OF


class WithOwnFields(SchemaGenerator):
    """The description as this installation serves it: with the company's own fields where a document has `custom`."""

    def get_schema(self, *args: Any, **extra: Any) -> Any:
        described = super().get_schema(*args, **extra)  # type: ignore[no-untyped-call]  # the library has no types
        _fill_in(described, {kind: custom_fields(kind).properties for kind in KINDS})
        return described


def _fill_in(part: Any, own: dict[str, dict[str, Any]]) -> None:
    if isinstance(part, list):
        for item in part:
            _fill_in(item, own)
    elif isinstance(part, dict):
        if isinstance(part.get(FIELDS_OF), str):
            fields = {name: {**rules, "type": [rules["type"], "null"]} for name, rules in own[part[FIELDS_OF]].items()}
            part["properties"] = {name: _nullable(rules) for name, rules in fields.items()}
        for item in part.values():
            _fill_in(item, own)


def _nullable(rules: dict[str, Any]) -> dict[str, Any]:
    """In what is sent, null removes a value."""
    return {**rules, "enum": [*rules["enum"], None]} if "enum" in rules else rules


schema = SpectacularAPIView.as_view(generator_class=WithOwnFields)

# Both readers style elements inline, draw data: images, and Redoc searches in a blob: worker. Scripts stay files.
_relaxed = csp_update(
    {"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"], "worker-src": [SELF, "blob:"]},
)


@_relaxed
def swagger(request: HttpRequest) -> HttpResponse:
    return render(request, "project/swagger.html")


@_relaxed
def redoc(request: HttpRequest) -> HttpResponse:
    return render(request, "project/redoc.html")
