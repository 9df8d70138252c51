from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from kontor.kernel.models import IdempotencyKey
from kontor.kernel.statements import Read, read_rows

pytestmark = pytest.mark.django_db


class _Kept(msgspec.Struct, frozen=True):
    token: str
    created_at: datetime
    never_at: datetime | None


def test_an_instant_is_read_with_its_offset_on_both_databases() -> None:
    at = datetime(2026, 3, 2, 9, 30, 0, 123_000, tzinfo=UTC)
    IdempotencyKey.objects.create(token="1:k", fingerprint="f", answer="", created_at=at)
    never = "CAST(NULL AS timestamp) AS never_at"
    (row,) = read_rows(Read(f"SELECT token, created_at, {never} FROM kernel_idempotencykey", (), _Kept))
    assert row == _Kept("1:k", at, None)
    assert msgspec.json.encode(row.created_at) == b'"2026-03-02T09:30:00.123000Z"'
