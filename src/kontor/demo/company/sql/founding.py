"""What is there of the sample company already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kontor.kernel.statements import Read, among, keys_text


class BusinessCode(msgspec.Struct, frozen=True):
    code: str


class Founding(msgspec.Struct, frozen=True):
    """The trace of making the business, which says when that was, and who did it."""

    business_id: int
    at: datetime
    actor_id: int


class BranchKey(msgspec.Struct, frozen=True):
    id: int


class Reference(msgspec.Struct, frozen=True):
    reference: str


def businesses_read() -> Read:
    return Read("SELECT code FROM organization_business", (), BusinessCode)


def founding_read(business: str) -> Read:
    sql = (
        "SELECT b.id AS business_id, a.at, a.actor_id FROM organization_business b"
        " JOIN access_auditrecord a ON a.subject = 'organization.business:' || b.id"
        " AND a.action = 'organization.create_business' WHERE b.code = %s"
    )
    return Read(sql, (business,), Founding)


def branches_read(business: str) -> Read:
    sql = (
        "SELECT br.id FROM organization_branch br JOIN organization_business b ON b.id = br.business_id"
        " WHERE b.code = %s ORDER BY br.id"
    )
    return Read(sql, (business,), BranchKey)


def orders_read(source: str, references: Sequence[str]) -> Read:
    """Which of these orders are there."""
    sql = (
        "SELECT external_reference AS reference FROM sales_salesorder"
        # Spelled as the unique index is: SQLite takes no other spelling of its condition for the same.
        f" WHERE NOT (external_reference = '') AND source = %s AND {among('external_reference', str)}"
    )
    return Read(sql, (source, keys_text(references)), Reference)
