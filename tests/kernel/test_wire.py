from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import hypothesis
import msgspec
import pytest
from django.test import RequestFactory
from hypothesis import strategies as st

from kontor.kernel import wire
from kontor.kernel.errors import InvalidInput, PreconditionRequired
from kontor.kernel.quantity import to_base


class Line(wire.Incoming, frozen=True):
    sku: str
    quantity: int


class Draft(wire.Incoming, frozen=True):
    lines: tuple[Line, ...]


@pytest.fixture
def requests():
    return RequestFactory()


def test_a_body_becomes_the_struct_it_is_for():
    assert wire.decode(b'{"lines":[{"sku":"A","quantity":2}]}', Draft) == Draft((Line("A", 2),))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"lines":[{"sku":"A","quantity":"2"}]}', "lines[0].quantity"),
        (b'{"lines":[{"sku":"A"}]}', "lines[0].quantity"),
        (b'{"lines":[{"sku":"A","quantity":2,"price":1}]}', "lines[0].price"),
        (b'{"line":[]}', "line"),
        (b"{}", "lines"),
        (b'{"lines":5}', "lines"),
        (b"[]", None),
        (b"{", None),
        (b"", None),
        (b"\xff", None),
        (b'{"lines":[{"sku":"A\\u0000","quantity":2}]}', None),
    ],
)
def test_a_body_that_does_not_fit_is_refused_where_it_does_not(body, field):
    with pytest.raises(InvalidInput) as refused:
        wire.decode(body, Draft)
    assert refused.value.data.get("field") == field


def test_a_value_of_another_type_is_refused_in_words():
    with pytest.raises(InvalidInput) as refused:
        wire.decode(b'{"lines":[{"sku":"A","quantity":1.5}]}', Draft)
    assert refused.value.detail == "Expected a whole number, got a decimal number."


def test_a_text_that_only_looks_like_nul_is_taken():
    assert wire.decode(rb'{"sku":"C:\\u0000","quantity":1}', Line).sku == r"C:\u0000"


def test_a_body_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(wire, "MOST_BODY_BYTES", 10)
    with pytest.raises(InvalidInput, match="send it in parts"):
        wire.decode(b'{"sku":"A","quantity":1}', Line)


def test_an_answer_carries_its_version_as_etag():
    response = wire.respond(Line("A", 1), status=201, version=3)
    assert (response.status_code, response["ETag"], response.content) == (201, '"3"', b'{"sku":"A","quantity":1}')


@pytest.mark.parametrize(("tag", "version"), [('"3"', 3), (' "12" ', 12)])
def test_if_match_is_a_version_that_was_read(requests, tag, version):
    assert wire.if_match(requests.get("/", headers={"If-Match": tag})) == version


@pytest.mark.parametrize("tag", ["", "*", "3", 'W/"3"', '"x"', '"3", "4"', '"99999999999"'])
def test_any_other_if_match_is_asked_for_again(requests, tag):
    with pytest.raises(PreconditionRequired):
        wire.if_match(requests.get("/", headers={"If-Match": tag}))


def key_of(requests, *, method="POST", path="/a", body=b"{}", key="k", tag="", client_id=7):
    headers = {"Idempotency-Key": key} | ({"If-Match": tag} if tag else {})
    request = requests.generic(method, path, body, content_type="application/json", headers=headers)
    return wire.request_key(request, client_id=client_id)


def test_the_same_request_has_the_same_fingerprint(requests):
    assert key_of(requests) == key_of(requests)
    assert key_of(requests).token == "7:k"


@pytest.mark.parametrize(
    "change", [{"method": "PATCH"}, {"path": "/b"}, {"path": "/a?x=1"}, {"body": b"{ }"}, {"tag": '"1"'}]
)
def test_another_request_has_another_fingerprint(requests, change):
    assert key_of(requests, **change).fingerprint != key_of(requests).fingerprint


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "umläut"])
def test_a_key_must_be_visible_characters(requests, key):
    with pytest.raises(InvalidInput):
        key_of(requests, key=key)


def test_the_query_string_is_read_strictly(requests):
    request = requests.get("/?limit=7&name=%20x%20&since=2026-03-02T09:30:00Z&user_id=5")
    assert wire.page_size(request) == 7
    assert wire.text(request, "name") == "x"
    assert wire.optional_integer(request, "user_id") == 5
    assert wire.optional_instant(request, "since") == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_what_the_query_string_leaves_out_is_nothing(requests):
    request = requests.get("/")
    assert (wire.page_size(request), wire.cursor(request), wire.text(request, "name")) == (50, None, "")
    assert (wire.optional_integer(request, "user_id"), wire.optional_instant(request, "since")) == (None, None)


@pytest.mark.parametrize("text", ["yesterday", "2026-03-02", "2026-03-02T09:30:00", "2026-13-02T09:30:00Z"])
def test_an_instant_needs_its_offset(text):
    with pytest.raises(InvalidInput):
        wire.instant(text, "since")


@pytest.mark.parametrize(("text", "value"), [("1.50", Decimal("1.50")), (12, Decimal(12)), ("-3", Decimal(-3))])
def test_a_quantity_is_read_exactly(text, value):
    assert wire.quantity(text) == value


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1e400", "1" * 41])
def test_a_quantity_of_no_sane_number_is_refused(text):
    with pytest.raises(InvalidInput):
        wire.quantity(text)


def test_a_page_is_written_with_its_cursor():
    assert msgspec.json.decode(wire.encode(wire.Page([1, 2], "2"))) == {"items": [1, 2], "next_cursor": "2"}


@pytest.mark.parametrize(
    ("given", "factor", "base"),
    [
        (2, 24, 48),
        ("2", 24, 48),
        ("1.5", 24, 36),
        ("-1", 6, -6),
        (-1, 6, -6),
        ("007", 1, 7),
        ("0", 24, 0),
        ("1e2", 1, 100),
    ],
)
def test_a_quantity_of_packs_is_told_in_base_units(given: str | int, factor: int, base: int) -> None:
    assert wire.base_units(given, factor) == base


@pytest.mark.parametrize("given", ["0.3", "1e13", 10**12 // 24 + 1, str(10**12 // 24 + 1), "1" * 30, "²", "x", ""])
def test_what_is_no_whole_number_of_base_units_is_refused(given: str | int) -> None:
    with pytest.raises(InvalidInput):
        wire.base_units(given, 24)


@hypothesis.given(st.integers(-(10**14), 10**14) | st.integers(0, 10**5).map(str), st.sampled_from([1, 6, 24, 1000]))
def test_the_short_way_to_base_units_is_the_long_one(given: str | int, factor: int) -> None:
    assert told(lambda: wire.base_units(given, factor)) == told(lambda: to_base(wire.quantity(given), factor))


def told(ask: Callable[[], int]) -> tuple[int, str, object]:
    try:
        return ask(), "", None
    except InvalidInput as error:
        return 0, error.detail, error.data
