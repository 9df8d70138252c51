from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from django.db import connection

from kontor.kernel.models import IdempotencyKey
from kontor.kernel.statements import (
    Read,
    among,
    insert,
    is_postgres,
    keys_text,
    read_all,
    read_page,
    read_rows,
    read_values,
    write_all,
)
from kontor.kernel.warm_connection import warm_connection

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, 0, 123_000, tzinfo=UTC)
NEVER = "CAST(NULL AS timestamp) AS never_at"


class _Kept(msgspec.Struct, frozen=True):
    token: str
    created_at: datetime
    never_at: datetime | None


def test_an_instant_is_read_with_its_offset_on_both_databases() -> None:
    IdempotencyKey.objects.create(token="1:k", fingerprint="f", answer="", created_at=AT)
    (row,) = read_rows(Read(f"SELECT token, created_at, {NEVER} FROM kernel_idempotencykey", (), _Kept))
    assert row == _Kept("1:k", AT, None)
    assert msgspec.json.encode(row.created_at) == b'"2026-03-02T09:30:00.123000Z"'


def test_a_page_of_plain_rows_is_what_any_read_gives() -> None:
    for number in range(3):
        IdempotencyKey.objects.create(token=f"1:{number}", fingerprint="f", answer="", created_at=AT)
    sql = f"SELECT token, created_at, {NEVER} FROM kernel_idempotencykey WHERE token <> %s ORDER BY token"
    read = Read(sql, ("1:1",), _Kept)
    assert read_page(read) == read_rows(read) == [_Kept("1:0", AT, None), _Kept("1:2", AT, None)]


class _Plain(msgspec.Struct, frozen=True):
    number: int
    text: str
    is_so: bool
    on: date
    at: datetime
    nothing: str | None


@pytest.mark.postgres
def test_a_page_read_the_short_way_has_the_same_values_as_one_read_the_ordinary_way() -> None:
    sql = """SELECT n AS number, %s || n AS text, n > 0 AS is_so, DATE '2026-03-02' AS on,
     TIMESTAMPTZ '2026-03-02 09:30:00.123Z' AS at, NULL::text AS nothing
     FROM unnest(ARRAY[-1, 0, 9223372036854775807]::bigint[]) n ORDER BY n"""
    read = Read(sql, ('ä"\\,',), _Plain)
    with warm_connection():  # outside of the test's transaction
        short = read_page(read)
        assert read_values(read) == [msgspec.structs.astuple(row) for row in short]
        with pytest.raises(AssertionError, match="_Kept"):
            read_values(Read(sql, ("",), _Kept))
    assert read_page(read) == short
    assert short[2] == _Plain(2**63 - 1, 'ä"\\,9223372036854775807', True, date(2026, 3, 2), AT, None)
    assert msgspec.json.encode(short[0].at) == b'"2026-03-02T09:30:00.123000Z"'


class _InOrder(msgspec.Struct, frozen=True, array_like=True):
    created_at: datetime
    token: str
    never_at: datetime | None


def test_rows_sent_as_arrays_are_the_same_whatever_order_the_columns_are_in() -> None:
    for number in range(2):
        IdempotencyKey.objects.create(token=f'1:"{number}"', fingerprint="f", answer="", created_at=AT)
    sql = f"SELECT token, created_at, {NEVER} FROM kernel_idempotencykey WHERE token <> %s ORDER BY token"
    read, none = Read(sql, ("",), _InOrder), Read(f"{sql} LIMIT 0", ("",), _InOrder)
    wanted = [_InOrder(AT, f'1:"{number}"', None) for number in range(2)]
    assert read_rows(read) == wanted
    assert read_all([Read(sql, ("",), _Kept), read, none])[1:] == [wanted, []]


def test_a_key_that_no_text_can_be_finds_nothing_and_the_others_are_found() -> None:
    for token in ("plain", r"written \u0000"):
        IdempotencyKey.objects.create(token=token, fingerprint="f", answer="", created_at=AT)
    sql = f"SELECT token, created_at, {NEVER} FROM kernel_idempotencykey WHERE {among('token', str)} ORDER BY token"
    found = read_rows(Read(sql, (keys_text(["plain", "nul \x00", r"written \u0000"]),), _Kept))
    assert [row.token for row in found] == ["plain", r"written \u0000"]


@pytest.mark.django_db
def test_keys_are_found_whatever_they_are_made_of() -> None:
    keys = ["plain", 'a "quoted" one', "back\\slash", "com,ma", "{braces}", "NULL", "", " spaces ", "%s", "ä€"]
    names = ", ".join(["(%s)"] * len(keys))
    with connection.cursor() as cursor:
        sql = f"WITH t(code) AS (VALUES {names}) SELECT code FROM t WHERE {among('code', str)}"
        for asked in (keys, keys[3:5], ["no such"], []):
            cursor.execute(sql, [*keys, keys_text(asked)])
            assert {code for (code,) in cursor.fetchall()} == set(asked) & set(keys)
        cursor.execute(f"SELECT 1 WHERE {among('7', int)}", [keys_text([3, 7, 2**62])])
        assert cursor.fetchone() == (1,)


class _Written(msgspec.Struct, frozen=True):
    big: int
    small: int | None
    text: str
    note: str | None
    is_on: bool
    was_on: bool | None
    at: datetime
    at_or_never: datetime | None
    on_day: date
    on_or_never: date | None


_WRITTEN = [
    _Written(
        2**62, -1, "ä'\"\\ %s", "x", True, False, AT, AT.astimezone(timezone(timedelta(hours=3))), AT.date(), AT.date()
    ),
    _Written(-(2**62), None, "", None, False, None, AT, None, AT.date(), None),
]


@pytest.mark.parametrize("rows", [_WRITTEN[:1], _WRITTEN[1:], _WRITTEN], ids=["one", "one of nothing", "several"])
def test_one_row_is_written_as_several_are(rows: list[_Written]) -> None:
    columns = "big bigint, small bigint, text text, note text, is_on boolean, was_on boolean"
    kinds = ("timestamptz", "date") if is_postgres() else ("datetime", "date")
    columns += f", at {kinds[0]}, at_or_never {kinds[0]}, on_day {kinds[1]}, on_or_never {kinds[1]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE written ({columns})")
    write_all([insert("written", rows)])
    read = Read("SELECT * FROM written ORDER BY big DESC", (), _Written)
    assert read_rows(read) == rows
