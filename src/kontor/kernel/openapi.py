"""The API's description, made from the msgspec Structs of the wire, so that a shape is written once.

Views are DRF APIViews; each method carries `@operation`. drf-spectacular walks the URLs, `complete` (a postprocessing
hook) then puts in the schemas of the Structs, the ways to authenticate, and what every operation may refuse.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, Literal, TypeVar, cast

import msgspec
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from kontor.kernel.errors import (
    Busy,
    Forbidden,
    InvalidInput,
    KontorError,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    PreconditionRequired,
    TooManyRequests,
    Unauthenticated,
)
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.masking import MASKED_WITHOUT
from kontor.kernel.problems import CONTENT_TYPE, Problem
from kontor.kernel.query_string import refuse_unknown

Method = TypeVar("Method", bound=Callable[..., Any])
_REFERENCE: Final = "#/components/schemas/"
_PENDING: Final = "pending:"
_OPEN: Final = "x-open"
_OF_FIELD: Final = {MASKED_WITHOUT, "default", "description", "title"}

#: Every Struct an operation names, under the name its reference waits by until `complete` knows all of them.
_shapes: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Query:
    """One parameter of the query string."""

    name: str
    kind: type[int] | type[str] | type[bool] | type[date] | type[datetime]
    description: str
    required: bool = False
    choices: Sequence[str] | None = None


#: What every list takes; `kernel.wire.page_size` and `cursor` read them.
PAGE: Final = (
    Query("limit", int, "How many items at most, 1 to 500; 50 if not given."),
    Query("cursor", int, "The `next_cursor` of the page before."),
)


def operation(
    *,
    id: str,  # noqa: A002  # OpenAPI's own word
    summary: str,
    response: Any,
    tags: Sequence[str],
    status: int = 200,
    request: Any = None,
    files: Sequence[str] = (),
    query: Sequence[Query] = (),
    idempotent: bool = False,
    if_match: bool | Literal["optional"] = False,
    etag: bool = False,
    example: Any = None,
    answer: Any = None,
    problems: Sequence[type[KontorError]] = (),
    is_open: bool = False,
    media_type: str = "",
) -> Callable[[Method], Method]:
    """Describe one method of a view; its docstring becomes the description.

    `request` and `response` are Structs (None: no body). `files`: media types of which one is
    the body, or the field `file` of a form. `example` is what may be sent and `answer` what comes back, as Structs or
    plain values. `idempotent`: needs an Idempotency-Key. `if_match`: needs, or may be sent, the ETag that
    `etag` sends. `problems`: the package's own refusals. `is_open`: anybody may call it. `media_type`: of the bytes
    that come back instead of JSON.
    Every parameter that is not in `query` is refused before the view is asked: a misspelled filter would answer with
    everything, a misspelled `dry_run` would write.
    """

    def mark(method: Method) -> Method:
        refusals = _refusals(idempotent, if_match, is_open, problems)
        described = extend_schema(
            operation_id=id,
            summary=summary,
            tags=list(tags),
            parameters=[*map(_query_parameter, query), *_header_parameters(idempotent, if_match, etag, status)],
            request=_bodies(request, files),
            responses=_answered(response, status, media_type) | _refused(refusals),
            examples=[
                *_examples(id, example, is_request=True),
                *_examples(id, answer, is_request=False, media_type=media_type),
            ],
            extensions={_OPEN: True} if is_open else None,
        )
        marked: Method = described(_asked_only(method, query))
        return marked

    return mark


def _asked_only(method: Method, query: Sequence[Query]) -> Method:
    known = frozenset(parameter.name for parameter in query)

    @wraps(method)
    def asked(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_unknown(request, known)
        return method(self, request, *args, **kwargs)

    return cast(Method, asked)


def _bodies(request: Any, media_types: Sequence[str]) -> dict[str, Any] | None:
    if not media_types:
        return None if request is None else {"application/json": _reference(request)}
    binary = {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {"file": binary}, "required": ["file"]}
    return {**dict.fromkeys(media_types, binary), "multipart/form-data": form}


def _reference(shape: Any) -> dict[str, str]:
    name = f"{_PENDING}{shape.__module__}.{shape.__qualname__}" if isinstance(shape, type) else f"{_PENDING}{shape}"
    _shapes[name] = shape
    return {"$ref": _REFERENCE + name}


def _answered(response: Any, status: int, media_type: str) -> dict[Any, Any]:
    description = HTTPStatus(status).phrase
    if media_type:
        return {(status, media_type): OpenApiResponse(response=OpenApiTypes.BINARY, description=description)}
    if response is None:
        return {status: OpenApiResponse(description=description)}
    return {status: OpenApiResponse(response=_reference(response), description=description)}


def _refusals(
    idempotent: bool,
    if_match: bool | Literal["optional"],
    is_open: bool,
    own: Sequence[type[KontorError]],
) -> list[type[KontorError]]:
    kinds: list[type[KontorError]] = [*own, InvalidInput, TooManyRequests]
    if not is_open:
        kinds += [Unauthenticated, Forbidden]
    if idempotent:
        kinds += [KeyReused, Busy, OutcomeUnknown]
    if if_match:
        kinds += [PreconditionFailed, PreconditionRequired]  # the optional one may still be no ETag of ours
    return kinds


def _refused(kinds: Sequence[type[KontorError]]) -> dict[tuple[int, str], Any]:
    """One response per status, naming every code that comes with it."""
    codes: dict[int, set[str]] = defaultdict(set)
    for kind in kinds:
        codes[kind.status].add(kind.code)
    return {
        (status, CONTENT_TYPE): OpenApiResponse(
            response=_reference(Problem),
            description=f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in sorted(codes[status]))}",
        )
        for status in sorted(codes)
    }


def _query_parameter(query: Query) -> Any:
    return OpenApiParameter(
        query.name,
        query.kind,
        OpenApiParameter.QUERY,
        description=query.description,
        required=query.required,
        enum=query.choices,
    )


def _header_parameters(
    idempotent: bool, if_match: bool | Literal["optional"], etag: bool, status: int
) -> Iterator[Any]:
    if idempotent:
        yield OpenApiParameter(
            "Idempotency-Key",
            str,
            OpenApiParameter.HEADER,
            required=True,
            description="New for each change, the same on a retry: the stored answer is sent again. Kept for 30 days.",
        )
    if if_match:
        yield OpenApiParameter(
            "If-Match",
            str,
            OpenApiParameter.HEADER,
            required=if_match is True,
            description='The ETag that was read, such as `"3"`; a lost update is answered with 412.',
        )
    if etag or if_match:
        yield OpenApiParameter(
            "ETag",
            str,
            OpenApiParameter.HEADER,
            response=[status],
            description="The version, for the next edit's If-Match.",
        )


def _examples(name: str, value: Any, *, is_request: bool, media_type: str = "") -> list[Any]:
    if value is None:
        return []
    plain = msgspec.to_builtins(value)
    of = media_type or "application/json"
    return [OpenApiExample(name, plain, request_only=is_request, response_only=not is_request, media_type=of)]


# --- the postprocessing hook -------------------------------------------------------------------------------------


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Fill in what spectacular left waiting: the Structs' schemas, 404 where a path names a row, and the security."""
    for path, methods in result["paths"].items():
        for described in methods.values():
            if "{" in path:
                described["responses"].setdefault("404", _not_found())
            if described.pop(_OPEN, False):
                described["security"] = []
    schemas, components = msgspec.json.schema_components(_shapes.values(), ref_template=_REFERENCE + "{name}")
    waiting = {_REFERENCE + name: schema for name, schema in zip(_shapes, schemas, strict=True)}
    nice = {_REFERENCE + name: {"$ref": _REFERENCE + _nice(name)} for name in components}
    result["paths"] = _filled(_filled(result["paths"], waiting), nice)
    for schema in components.values():
        _let_masked_be_null(schema)
    result["components"] = {
        "schemas": _reachable(
            result["paths"], {_nice(name): _filled(schema, nice) for name, schema in components.items()}
        ),
        "securitySchemes": {
            "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key, `kt_<prefix>_<secret>`."},
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        },
    }
    result["security"] = [{"apiKey": []}, {"session": []}]
    return result


def _let_masked_be_null(schema: dict[str, Any]) -> None:
    """In what is sent out, a masked field is null for whom it is hidden; what comes in forbids unknown fields."""
    if schema.get("additionalProperties") is False:
        return
    for name, field in schema.get("properties", {}).items():
        options = field.get("anyOf", [field])
        rights = next((option[MASKED_WITHOUT] for option in [field, *options] if MASKED_WITHOUT in option), None)
        if rights is not None:
            plain = [{key: value for key, value in option.items() if key not in _OF_FIELD} for option in options]
            about = {key: value for key, value in field.items() if key in ("default", "description", "title")}
            hidden = f"Null without the right {' and '.join(rights)}."
            about["description"] = f"{about['description']} {hidden}" if "description" in about else hidden
            null = [] if {"type": "null"} in plain else [{"type": "null"}]
            schema["properties"][name] = {"anyOf": [*plain, *null], MASKED_WITHOUT: rights, **about}


def _nice(name: str) -> str:
    """msgspec calls Page[User] "Page_User_"; clients' code generators want UserPage."""
    generic = re.fullmatch(r"(\w+?)_(\w+)_", name)
    return f"{generic[2]}{generic[1]}" if generic else name


def _not_found() -> dict[str, Any]:
    return {
        "content": {CONTENT_TYPE: {"schema": _reference(Problem)}},
        "description": f"{HTTPStatus.NOT_FOUND.phrase}: `{NotFound.code}`",
    }


def _filled(node: Any, waiting: Mapping[str, Any]) -> Any:
    """`node` with every waiting reference replaced by the schema it stands for."""
    if isinstance(node, dict):
        reference = node.get("$ref", "")
        return (
            waiting[reference] if reference in waiting else {key: _filled(part, waiting) for key, part in node.items()}
        )
    return [_filled(part, waiting) for part in node] if isinstance(node, list) else node


def _reachable(paths: Any, components: Mapping[str, Any]) -> dict[str, Any]:
    """The components the paths use, and those that these use, by name."""
    found: set[str] = set()
    names = set(_named(paths))
    while names:
        found |= names
        names = {name for known in names for name in _named(components[known])} - found
    return {name: components[name] for name in sorted(found)}


def _named(node: Any) -> list[str]:
    return re.findall(rf'"{re.escape(_REFERENCE)}([^"]+)"', msgspec.json.encode(node).decode())
