"""I4: in no file that a page or the API gives is a text a formula; numbers stay numbers, and every text comes back.

Every GET there is gets asked for a file, so a new export is held to this without being named here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

import kontor.backoffice.pages as pages
from kontor.backoffice.pages import exporting
from kontor.kernel import spreadsheet, workbook_file
from kontor.kernel.tables import open_table
from kontor.organization.models import Branch
from kontor.project import actors, throttle
from tests.journeys.browser import company
from tests.journeys.browser.marked_company import set_aside
from tests.journeys.rights.parties import make_customer
from tests.journeys.rights.table import Ask, Place, answer, new_branch
from tests.journeys.test_rights_table import LINES, REQUESTS
from tests.people import make_user

pytestmark = pytest.mark.django_db

STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
FORMS: Final = ("csv", "xlsx")
_BECOMES_FORMULA: Final = tuple(STARTS)
Rows = list[list[Any]]


def hostile(value: Any, number: int) -> Any:
    """What a hostile hand could have put there: a text that would be a formula, a number that begins with a minus."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return f"{STARTS[number % len(STARTS)]}{value}+1"
    return value if value is None or not isinstance(value, int | Decimal) else -abs(Decimal(value))


class Asked:
    """Puts a hostile value into every cell on its way into a file, and remembers it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: Rows = []
        self._count = 0
        self._row: Any = None
        self._read: Callable[[Any, exporting.Column], Any] = exporting._value
        monkeypatch.setattr(exporting, "_value", self._value)

    def _value(self, row: Any, column: exporting.Column) -> Any:
        if row is not self._row:
            self._row = row
            self.rows.append([])
        value = self._read(row, column)
        if column.is_amount:
            value = None if value is None else -abs(Decimal(value))
        self._count += 1
        value = hostile(value, self._count)
        self.rows[-1].append(value)
        return value


def files(form: str, monkeypatch: pytest.MonkeyPatch, *, like: str = "") -> Iterator[tuple[str, bytes, Rows]]:
    """Every file that a GET whose name begins so answers with: its route, its bytes, what went in."""
    for line in LINES:
        if line.method == "GET" and line.name.startswith(like):
            with undone(), monkeypatch.context() as patch:
                asked = Asked(patch)
                response = called(line.name, form)
                if "attachment" in response.headers.get("Content-Disposition", ""):
                    yield line.name, b"".join(response.streaming_content), asked.rows


@contextmanager
def undone() -> Iterator[None]:
    actors.forget_all()
    throttle.ACTORS.clear()
    throttle.ADDRESSES.clear()
    with transaction.atomic():
        set_aside()
        yield
        transaction.set_rollback(True)


def called(name: str, form: str) -> Any:
    branch = new_branch()
    caller = make_user("owner", branches=tuple(Branch.objects.all()))
    wanted = REQUESTS[name, "GET"](Place(branch.business, branch, caller))
    client = Client()
    client.force_login(caller)
    query = f"{wanted.query}&format={form}" if wanted.query else f"?format={form}"
    return answer(client, name, "GET", Ask(wanted.keywords, query=query))


def exports_in_the_source() -> int:
    folder = Path(str(pages.__file__)).parent
    return sum(len(re.findall(r"return as_file\(", file.read_text())) for file in folder.glob("*.py"))


def faults(form: str, content: bytes, rows: Rows) -> Iterator[str]:
    """What is wrong with a file: a formula, a number that became text, a text that does not come back as it was."""
    found = read_csv(content) if form == "csv" else read_xlsx(content)
    back = [row.cells for row in open_table(io.BytesIO(content)).rows()]
    if len(found) != len(rows) or len(back) != len(rows):
        yield f"{len(found)} rows, {len(back)} read back of {len(rows)}"
    for wanted, cells, again in zip(rows, found, back, strict=True):
        for value, cell, restored in zip(wanted, cells, again, strict=True):
            if isinstance(value, str) and (cell.startswith(_BECOMES_FORMULA) or restored != value):
                yield f"{value!r} is {cell!r} and comes back as {restored!r}"
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                is_number = isinstance(cell, int | float) if form == "xlsx" else not cell.startswith("'")
                if not is_number or Decimal(str(cell)) != value:
                    yield f"{value!r} is {cell!r}"


def read_csv(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def read_xlsx(content: bytes) -> Rows:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [[_unescaped(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]


def _unescaped(cell: Any) -> Any:
    return workbook_file.unescaped(cell) if isinstance(cell, str) else cell


@pytest.mark.parametrize("form", FORMS)
def test_every_text_of_every_export_is_text_and_every_number_a_number(form: str, monkeypatch: pytest.MonkeyPatch):
    company.make()
    sums = SimpleNamespace(title="Sums", sql="SELECT 'all' AS what, 7 AS quantity")
    monkeypatch.setattr("kontor.reporting.queries.reports.loaded", lambda group: {"nothing": sums})
    wrong, seen = {}, []
    for name, content, rows in files(form, monkeypatch):
        seen.append(name)
        assert any(isinstance(value, str) for row in rows for value in row), f"{name} has no text to look at"
        wrong[name] = list(faults(form, content, rows))[:3]
    assert {name: some for name, some in wrong.items() if some} == {}
    assert len(seen) == exports_in_the_source(), seen


@pytest.mark.parametrize("form", FORMS)
def test_control_a_text_that_is_not_guarded_is_noticed(form: str, monkeypatch: pytest.MonkeyPatch):
    for module in (spreadsheet, workbook_file):
        monkeypatch.setattr(module, "guarded", lambda text: text)
    make_customer()
    (file,) = files(form, monkeypatch, like="page-customers")
    assert list(faults(form, *file[1:])) != []
