"""Who reads, adds and edits which table of the admin, row by row: written by hand, held against `admin.rights`.

A role that may not is answered 403, and its pages offer it nothing of what it may not press; a row of a branch where
one does not work is not there (404). A dot: nobody does that here, the address does not exist or takes no form (405).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from kontor.access.roles import ROLES as SHIPPED
from kontor.access.types import SIGNED_IN
from kontor.project.rights import ROUTES
from tests.admin_rows import row_of
from tests.journeys.rights.table import ROLES, new_branch
from tests.people import make_user

pytestmark = pytest.mark.django_db

TABLE: Final = """
#                           owner          accountant
#                           | manager      | approver
#                           | | sales      | | auditor
#                           | | | cashier  | | | integration
#                           | | | | store  | | | |
#                           | | | | | driver | | |
#                           reads               | adds                | edits               | rows of
access.User                 + - - - - - - - + - | + - - - - - - - - - | + - - - - - - - - - | company
access.Role                 + - - - - - - - + - | + - - - - - - - - - | + - - - - - - - - - | company
access.ApiKey               + - - - - - - - + - | . . . . . . . . . . | . . . . . . . . . . | company
organization.Business       + + + + + + + + + + | + - - - - - - - - - | + - - - - - - - - - | branch
organization.Branch         + + + + + + + + + + | + - - - - - - - - - | + - - - - - - - - - | branch
organization.Employment     + + + + + + + + + + | + - - - - - - - - - | + - - - - - - - - - | branch
catalog.Category            + + + + + + + + + + | + + - - - - - - - + | + + - - - - - - - + | company
catalog.TaxClass            + + + + + + + + + + | + + - - - - - - - + | . . . . . . . . . . | company
catalog.Product             + + + + + + + + + + | + + - - - - - - - + | + + - - - - - - - + | company
catalog.SKU                 + + + + + + + + + + | . . . . . . . . . . | + + - - - - - - - + | company
catalog.Pack                + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
catalog.Barcode             + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
parties.Channel             + + + + + + + + + + | + + + - - - + - - + | + + + - - - + - - + | company
parties.Area                + + + + + + + + + + | + + + - - - + - - + | + + + - - - + - - + | company
parties.TerritoryManager    + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
parties.Shipper             + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
parties.Customer            + + + + + + + + + + | + + + - - - + - - + | + + + - - - + - - + | company
parties.Address             + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
parties.Supplier            + + + + + + + + + + | + + + - - - + - - + | + + + - - - + - - + | company
pricing.PriceList           + + + + - - + + + + | + + - - - - - - - + | + + - - - - - - - + | branch
pricing.Price               + + + + - - + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
pricing.CustomerPriceList   + + + + - - + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
pricing.ChannelPriceList    + + + + - - + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
pricing.TaxRate             + + + + - - + + + + | + + - - - - - - - + | . . . . . . . . . . | company
inventory.Location          + + + + + + + + + + | + - - - - - - - - - | + - - - - - - - - - | branch
pos.Register                + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.LocationArea      + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
procurement.SupplierItem    + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
access.AuditRecord          + - - - - - - - + - | . . . . . . . . . . | . . . . . . . . . . | company
catalog.ProductVersion      + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
parties.CustomerListing     + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
pricing.PriceRecord         + + + + - - + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.StockLevel        + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.Lot               + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | company
inventory.StockPosting      + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.StockMovement     + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.StockAdjustment   + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.AdjustmentPolicy  + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
inventory.Transfer          + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
sales.SalesOrder            + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
sales.OrderLine             + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
sales.SalesReversal         + + + + + + + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
payables.SupplierAccount    + - - - - - + - + - | . . . . . . . . . . | . . . . . . . . . . | company
payables.SupplierEntry      + - - - - - + - + - | . . . . . . . . . . | . . . . . . . . . . | company
alerts.Alert                + + + - + - + + + + | . . . . . . . . . . | . . . . . . . . . . | branch
maintenance.VerifyRun       + - - - - - + - + - | . . . . . . . . . . | . . . . . . . . . . | company
kernel.Event                + - - - - - - - + - | . . . . . . . . . . | . . . . . . . . . . | company
kernel.FailedEvent          + - - - - - - - + - | . . . . . . . . . . | . . . . . . . . . . | company
kernel.HandlerCursor        + - - - - - - - + - | . . . . . . . . . . | . . . . . . . . . . | company
kernel.NumberSeries         + - - - - - - - + - | . . . . . . . . . . | . . . . . . . . . . | company
"""

#: The addresses around the tables, for whoever is signed in.
AROUND: Final = {
    ("admin:index", "GET"),
    ("admin:app_list", "GET"),
    ("admin:search", "GET"),
    ("admin:jsi18n", "GET"),
    ("admin:logout", "POST"),
}


RIGHTS: Final = {(route.name, route.method): route.right for route in ROUTES}
RIGHTS_OF: Final = {role.code: role.rights for role in SHIPPED}


class Line(NamedTuple):
    model: str
    reads: frozenset[str]
    adds: frozenset[str] | None
    edits: frozenset[str] | None
    is_of_branch: bool

    @property
    def route(self) -> str:
        return f"admin:{self.model.lower().replace('.', '_')}"

    def routes(self) -> Iterator[tuple[str, str]]:
        yield f"{self.route}_changelist", "GET"
        yield f"{self.route}_change", "GET"
        if self.adds is not None:
            yield f"{self.route}_add", "GET"
            yield f"{self.route}_add", "POST"
        if self.edits is not None:
            yield f"{self.route}_change", "POST"


def read_lines() -> list[Line]:
    found = []
    for text in TABLE.strip().splitlines():
        if not text.startswith("#"):
            match = re.fullmatch(r"(\S+) +([+-. ]{19}) \| ([+-. ]{19}) \| ([+-. ]{19}) \| (branch|company)", text)
            assert match, text
            model, reads, adds, edits, rows = match.groups()
            found.append(Line(model, roles(reads) or frozenset(), roles(adds), roles(edits), rows == "branch"))
    return found


def roles(marks: str) -> frozenset[str] | None:
    if marks.startswith("."):
        return None
    return frozenset(role for role, mark in zip(ROLES, marks.split(), strict=True) if mark == "+")


LINES: Final = read_lines()


def test_every_way_into_the_admin_stands_in_the_table():
    listed = {route for line in LINES for route in line.routes()} | AROUND
    assert listed == {(route.name, route.method) for route in ROUTES if route.name.startswith("admin:")}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.model)
def test_every_role_reads_adds_and_edits_what_the_table_says(line: Line):
    here, elsewhere = new_branch(), new_branch()
    mine, foreign = row_of(line.model, here), row_of(line.model, elsewhere)
    for role in ROLES:
        client = Client()
        client.force_login(make_user(role, branches=(here,)))
        listing = client.get(reverse(f"{line.route}_changelist"))
        page = client.get(reverse(f"{line.route}_change", args=[mine.pk]))
        other = client.get(reverse(f"{line.route}_change", args=[foreign.pk]))
        may_read = role in line.reads
        assert listing.status_code == page.status_code == (200 if may_read else 403), role
        assert other.status_code == (403 if not may_read else 404 if line.is_of_branch else 200), role
        if may_read:
            has_plus = f"/{line.model.lower().replace('.', '/')}/add/" in listing.content.decode()
            assert has_plus is (line.adds is not None and role in line.adds), role
            has_button = 'name="_save"' in page.content.decode()
            assert has_button is (line.edits is not None and role in line.edits), role
            assert closed_links(listing, role) == closed_links(page, role) == [], role
        if line.adds is not None:
            new = reverse(f"{line.route}_add")
            assert client.get(new).status_code == (200 if role in line.adds else 403), role
            assert client.post(new, {}).status_code == (422 if role in line.adds else 403), role
        edited = client.post(reverse(f"{line.route}_change", args=[mine.pk]), {}).status_code
        assert edited == (405 if line.edits is None else 422 if role in line.edits else 403), role
        if line.edits is not None and role in line.edits and line.is_of_branch:
            sent = client.post(reverse(f"{line.route}_change", args=[foreign.pk]), {"version": "1"})
            assert sent.status_code == 404, role


def closed_links(page: Any, role: str) -> list[str]:
    """The links of a page that lead where the role may not go."""
    paths = {path.partition("?")[0] for path in re.findall(r'<a [^>]*href="(/[^"]*)"', page.content.decode())}
    rights = {path: RIGHTS.get((resolve(path).view_name, "GET"), "none") for path in paths}
    return sorted(path for path, right in rights.items() if right not in (None, SIGNED_IN, *RIGHTS_OF[role]))


def test_a_link_to_where_one_may_not_go_is_noticed():
    client = Client()
    client.force_login(make_user("owner", branches=(new_branch(),)))
    found = closed_links(client.get(reverse("admin:index")), "cashier")
    assert "/admin/access/user/" in found
    assert "/admin/catalog/product/add/" in found
    assert "/admin/catalog/product/" not in found


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.model)
def test_nobody_is_sent_to_the_sign_in_page(line: Line):
    answer = Client().get(reverse(f"{line.route}_changelist"))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("line", [line for line in LINES if line.adds is None], ids=lambda line: line.model)
def test_what_nobody_adds_has_no_address_for_it(line: Line):
    with pytest.raises(NoReverseMatch):
        reverse(f"{line.route}_add")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.model)
def test_nothing_is_deleted_or_done_to_many_rows(line: Line):
    for name in ("delete", "history"):
        with pytest.raises(NoReverseMatch):
            reverse(f"{line.route}_{name}", args=[1])
    client = Client()
    client.force_login(make_user("owner"))
    assert client.post(reverse(f"{line.route}_changelist"), {"action": "delete_selected"}).status_code == 405


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_the_tables_it_may_read_and_no_other(role: str):
    client = Client()
    client.force_login(make_user(role, branches=(new_branch(),)))
    text = client.get(reverse("admin:index")).content.decode()
    offered = {line.model for line in LINES if f'"{reverse(f"{line.route}_changelist")}"' in text}
    assert offered == {line.model for line in LINES if role in line.reads}
    added = {line.model for line in LINES if line.adds is not None and reverse(f"{line.route}_add") in text}
    assert added == {line.model for line in LINES if line.adds is not None and role in line.adds}
