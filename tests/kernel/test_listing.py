from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kontor.access.models import Role
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.listing import page
from kontor.kernel.versions import difference, write_version
from kontor.organization.models import Business

pytestmark = pytest.mark.django_db


class RoleRow(msgspec.Struct, frozen=True):
    id: int
    code: str


def codes(after: int | None, limit: int, **extra: Any) -> tuple[list[str], str | None]:
    found = page(Role.objects.all(), RoleRow, after=after, limit=limit, **extra)
    return [row.code for row in found.items], found.next_cursor


def test_pages_follow_each_other_without_a_gap_or_a_repeat():
    ids = list(Role.objects.order_by("id").values_list("id", flat=True))
    all_codes = list(Role.objects.order_by("id").values_list("code", flat=True))
    assert codes(None, 4) == (all_codes[:4], str(ids[3]))
    assert codes(ids[3], 4) == (all_codes[4:8], str(ids[7]))
    assert codes(ids[7], 4) == (all_codes[8:], None)


def test_a_page_that_is_just_full_is_the_last_one():
    assert codes(None, 10)[1] is None


def test_the_newest_come_first_where_asked():
    all_codes = list(Role.objects.order_by("-id").values_list("code", flat=True))
    first, cursor = codes(None, 3, newest_first=True)
    assert first == all_codes[:3]
    assert cursor is not None
    assert codes(int(cursor), 3, newest_first=True)[0] == all_codes[3:6]


class Edit(msgspec.Struct, frozen=True):
    name: str | msgspec.UnsetType = msgspec.UNSET
    phone: str | msgspec.UnsetType = msgspec.UNSET


def test_a_difference_holds_what_was_sent_and_is_not_so_already():
    business = Business(name="One", phone="1")
    assert difference(business, Edit(name="Two", phone="1"), ("name", "phone")) == {"name": ["One", "Two"]}
    assert difference(business, Edit(), ("name", "phone")) == {}


def test_a_version_is_written_only_over_the_one_before():
    business = Business.objects.create(code="B", name="One", currency="GBP")
    rows = Business.objects.filter(pk=business.pk)
    assert write_version(rows, version=1, changes={"name": "Two"}) == 2
    with pytest.raises(PreconditionFailed):
        write_version(rows, version=1, changes={"name": "Three"})
    business.refresh_from_db()
    assert (business.name, business.version) == ("Two", 2)


class NamedRow(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str


def names(after: int | None, sort: str) -> tuple[list[str], str | None]:
    found = page(Role.objects.filter(code__startswith="s-"), NamedRow, after=after, limit=2, sort=sort)
    return [row.code for row in found.items], found.next_cursor


@pytest.mark.parametrize(("sort", "order"), [("name", "s-2 s-4 s-1 s-3 s-5"), ("-name", "s-5 s-3 s-1 s-4 s-2")])
def test_rows_that_sort_alike_follow_by_id_without_a_gap_or_a_repeat(sort, order):
    for code, name in {"s-1": "Beta", "s-2": "Alpha", "s-3": "Beta", "s-4": "Alpha", "s-5": "Beta"}.items():
        Role.objects.create(code=code, name=name)
    found, cursor = names(None, sort)
    while cursor is not None:
        more, cursor = names(int(cursor), sort)
        found += more
    assert found == order.split()
