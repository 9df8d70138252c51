"""Files of areas, customers and suppliers: what becomes of each row, and that nothing is written by halves."""

from __future__ import annotations

import io
from datetime import timedelta

import msgspec
import pytest

from kontor.access.types import Actor
from kontor.imports import kinds
from kontor.imports.errors import ImportInvalid, ImportKindUnknown
from kontor.imports.models import ImportRun
from kontor.kernel.errors import Forbidden
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.models import IdempotencyKey
from kontor.kernel.spreadsheet import Cell, csv_parts
from kontor.kernel.tables import TableUnreadable
from kontor.kernel.wire import RequestKey
from kontor.kernel.workbook_file import write_workbook
from kontor.parties.models import Area, Customer, Supplier
from tests.imports.files import bring, counts, told
from tests.shared import shared_file
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def _small_batches(monkeypatch) -> None:
    """Two rows a batch, so that a short file has several."""
    for name, kind in kinds.KINDS.items():
        monkeypatch.setitem(kinds.KINDS, name, msgspec.structs.replace(kind, batch_rows=2))


def test_a_real_distributors_areas_come_in_and_again_change_nothing(world):
    areas = shared_file("wine_distributor/locations.csv").read_bytes()
    first = bring(world, "areas", areas)
    assert counts(first) == (142, 0, 0, 0)
    assert first.columns["code"] == "location_id"
    before = everything()
    assert counts(bring(world, "areas", areas)) == (0, 0, 142, 0)
    after = everything()
    assert (len(before.pop("imports.ImportRun")), len(after.pop("imports.ImportRun"))) == (1, 2)
    assert after == before


def test_every_row_has_its_verdict(world):
    Supplier.objects.create(code="A", name="Mill")
    Supplier.objects.create(code="B", name="Farm", phone="1")
    lines = ("Vendor No;Vendor Name;Tel;Color", "A;Mill;;", "B;Farm;2;red", "C;Dairy;;", "D;;;")
    dry = bring(world, "suppliers", lines, dry_run=True)
    assert (counts(dry), dry.written) == ((1, 1, 1, 1), False)
    assert told(dry) == [(5, "Vendor Name", "D is new and needs a name.")]
    assert dry.unknown_columns == ("Color",)
    assert list(Supplier.objects.values_list("code", "phone").order_by("code")) == [("A", ""), ("B", "1")]


@pytest.mark.usefixtures("_small_batches")
def test_one_refused_row_keeps_the_whole_file_from_being_written(world):
    lines = ("code,name", "A,Mill", "B,Farm", "C,Dairy", "D,")
    before = everything()
    report = bring(world, "suppliers", lines)
    assert (counts(report), report.written) == ((3, 0, 0, 1), False)
    assert everything() == before


@pytest.mark.usefixtures("_small_batches")
def test_skip_bad_writes_the_other_rows(world):
    lines = ("code,name", "A,Mill", "B,Farm", "C,", "D,Dairy", "A,Other")
    report = bring(world, "suppliers", lines, skip_bad=True)
    assert (counts(report), report.written) == ((3, 0, 0, 2), True)
    assert told(report) == [
        (4, "name", "C is new and needs a name."),
        (6, "code", "A stands on row 2 already, which says something else."),
    ]
    assert set(Supplier.objects.values_list("code", flat=True)) == {"A", "B", "D"}


@pytest.mark.usefixtures("_small_batches")
def test_a_row_that_says_the_same_again_is_unchanged_even_far_behind(world):
    lines = ("code,name", "A,Mill", "B,Farm", "C,Dairy", "A,Mill")
    assert counts(bring(world, "suppliers", lines)) == (3, 0, 1, 0)


def test_columns_defaults_and_decimal_commas_are_as_asked(world):
    lines = ("Kürzel;Firma;Saldo;Tag", "A;Mill;1.250;2.3.2026", "B;Farm;;")
    report = bring(
        world,
        "suppliers",
        lines,
        columns={"code": "Kürzel", "name": "Firma", "opening_balance_minor": "Saldo", "opening_balance_on": "Tag"},
        defaults={"opening_balance_currency": "KES", "opening_balance_minor": "0", "opening_balance_on": "1.1.2026"},
        decimal_comma=True,
    )
    assert counts(report) == (2, 0, 0, 0)
    found = Supplier.objects.order_by("code").values_list("opening_balance_minor", "opening_balance_on")
    assert [(minor, str(on)) for minor, on in found] == [(1250, "2026-03-02"), (0, "2026-01-01")]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"defaults": {"nmae": "x"}}, "There is no column 'nmae' here; ours are code"),
        ({"defaults": {"opening_balance_on": "soon"}}, "The default of opening_balance_on"),
        ({"most_rows": 1}, "More than 1 rows"),
    ],
)
def test_an_option_that_cannot_be_is_refused(world, options, reason):
    before = everything()
    with pytest.raises(ImportInvalid, match=reason):
        bring(world, "suppliers", ("code,name", "A,Mill", "B,Farm"), **options)
    assert everything() == before


def test_a_missing_column_is_told_with_what_is_there_and_the_rows_are_still_looked_at(world):
    report = bring(world, "areas", ("code,zone_name", "A,South", "=B,North"))
    assert report.problems == (
        "The column region is missing. The file has code, zone_name; accepted are region, zone, country_region, or say"
        " which one it is.",
    )
    assert told(report) == [(3, "code", "The cell is a formula; send its value instead.")]
    assert not report.written
    assert not Area.objects.exists()


def test_a_fault_in_a_column_nobody_uses_does_not_matter(world):
    assert counts(bring(world, "areas", ("code,region,total", "A,South,=1+1"))) == (1, 0, 0, 0)


def test_empty_rows_are_told_but_not_those_at_the_end(world):
    report = bring(world, "areas", ("code,region", "A,South", "", ",", "B,North", "", ""))
    assert (counts(report), report.rows, report.empty_rows) == ((2, 0, 0, 0), 2, (3, 4))


@pytest.mark.usefixtures("_small_batches")
def test_a_file_that_breaks_off_behind_good_batches_writes_nothing(world, monkeypatch):
    monkeypatch.setattr("kontor.kernel.tables.csv_table.MOST_RECORD", 200)
    before = everything()
    with pytest.raises(TableUnreadable, match="longer than"):
        bring(world, "areas", ("code,region", "A,S", "B,S", "C,S", "D," + "x" * 300), skip_bad=True)
    assert everything() == before


def test_without_the_right_or_the_kind_nothing_is_even_read(world):
    nobody = Actor(5, "user", "n", frozenset({"catalog.write"}), world.actor.branch_ids)
    with pytest.raises(Forbidden):
        bring(world, "areas", b"\0", actor=nobody)
    with pytest.raises(ImportKindUnknown, match="there are areas, customers"):
        bring(world, "orders", b"")


# --- interrupted, repeated ---------------------------------------------------------------------------------------


class Killed(BaseException):
    """What ends a process between two batches."""


def killed_after(batches: int):
    def progress(stage: str, rows: int) -> None:
        if stage == "writing" and rows >= 2 * batches:
            raise Killed

    return progress


LINES = ("code,name", "A,Mill", "B,Farm", "C,Dairy", "D,Bakery", "E,Brewery")


@pytest.mark.usefixtures("_small_batches")
def test_an_interrupted_import_continues_and_reports_the_whole_file(world):
    with pytest.raises(Killed):
        bring(world, "suppliers", LINES, on_progress=killed_after(1))
    assert set(Supplier.objects.values_list("code", flat=True)) == {"A", "B"}
    assert ImportRun.objects.filter(finished_at__isnull=True).count() == 1
    report = bring(world, "suppliers", LINES)
    assert (counts(report), report.continued) == ((5, 0, 0, 0), True)
    assert Supplier.objects.count() == 5
    assert not IdempotencyKey.objects.filter(token__contains="import ").exists()
    again = bring(world, "suppliers", LINES)
    assert (counts(again), again.continued) == ((0, 0, 5, 0), False)


@pytest.mark.usefixtures("_small_batches")
def test_another_file_or_other_options_do_not_continue_it(world):
    with pytest.raises(Killed):
        bring(world, "suppliers", LINES, on_progress=killed_after(1))
    assert not bring(world, "suppliers", LINES, skip_bad=True).continued
    assert not bring(world, "suppliers", (*LINES, "F,Forge")).continued


@pytest.mark.usefixtures("_small_batches")
def test_one_interrupted_long_ago_is_given_up_and_begun_anew(world):
    with pytest.raises(Killed):
        bring(world, "suppliers", LINES, on_progress=killed_after(1))
    Supplier.objects.filter(code="A").update(name="Renamed")
    report = bring(world, "suppliers", LINES, now=NOW + timedelta(hours=25))
    assert (counts(report), report.continued) == ((3, 1, 1, 0), False)


def test_the_same_key_gives_the_same_answer_and_another_file_under_it_is_refused(world):
    key = RequestKey(world.actor.id, "k1", "f")
    first = bring(world, "suppliers", LINES, key=key)
    Supplier.objects.filter(code="A").update(name="Renamed")
    assert bring(world, "suppliers", LINES, key=key) == first
    assert Supplier.objects.get(code="A").name == "Renamed"
    with pytest.raises(KeyReused):
        bring(world, "suppliers", LINES[:2], key=key)


def test_a_row_that_somebody_spoils_between_check_and_write_is_refused_alone(world):
    def meddle(stage: str, rows: int) -> None:
        if stage == "checking":
            Area.objects.filter(code="A").delete()

    Area.objects.create(code="A", name="South", level="region")
    report = bring(world, "customers", ("code,name,area", "1,Shop,A", "2,Kiosk,"), on_progress=meddle)
    assert (counts(report), report.written) == ((1, 0, 0, 1), True)
    assert set(Customer.objects.values_list("code", flat=True)) == {"2"}


GUARDED = ["=1+1", "+254 711", "-5 %", "@home", "'=1", "''-1", "O'Neill", "'quoted'", "#N/A", "_x0041_", 'a "b", c; d']


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_given_as_a_file_comes_in_as_the_same_text(world, form):
    rows: list[list[Cell]] = [[f"S{number}", text, text] for number, text in enumerate(GUARDED)]
    headings = ["code", "name", "address"]
    file = io.BytesIO("".join(csv_parts(headings, rows)).encode())
    if form == "xlsx":
        file = io.BytesIO()
        write_workbook(file, title="suppliers", headings=headings, rows=rows)
    report = bring(world, "suppliers", file.getvalue())
    assert counts(report) == (len(GUARDED), 0, 0, 0), told(report)
    found = Supplier.objects.order_by("id").values_list("code", "name", "address")
    assert [list(row) for row in found] == rows
    assert counts(bring(world, "suppliers", file.getvalue())) == (0, 0, len(GUARDED), 0)
