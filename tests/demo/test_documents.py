from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.demo.online_retail.batches import batches
from kontor.demo.online_retail.documents import (
    BAD_DEBT,
    NOT_COUNTABLE,
    documents_of,
    invoices,
    is_service,
    scattered_invoices,
)
from kontor.demo.online_retail.opening_stock import scan
from kontor.demo.online_retail.source_rows import read_rows
from tests.demo.source import HEADER, QUIRKS


def all_rows(text=QUIRKS):
    return list(read_rows(text.splitlines(keepends=True)))


def all_documents(text=QUIRKS):
    rows = all_rows(text)
    return [document for invoice in invoices(rows, scattered_invoices(rows)) for document in documents_of(invoice)]


def document(reference):
    return next(document for document in all_documents() if document.reference == reference)


def test_every_row_is_in_exactly_one_document():
    assert sorted(row for document in all_documents() for row in document.rows) == sorted(all_rows())


def test_what_the_invoices_become():
    assert [(document.kind, document.reference, len(document.rows)) for document in all_documents()] == [
        ("sale", "536365", 3),
        ("sale", "536366", 3),
        ("reversal", "C536379", 2),
        ("adjustment", "536414", 2),
        ("adjustment", "536589", 1),
        ("sale", "542807", 1),
        ("sale", "542806", 2),
        ("sale", "542808", 1),
        ("adjustment", "542808/adjustment", 1),
        ("skip", "A563185", 1),
        ("skip", "A563186", 1),
        ("sale", "563187", 1),
    ]


def test_an_invoice_whose_rows_are_scattered_is_one_document_where_its_last_row_stands():
    assert scattered_invoices(all_rows()) == {"542806": 2}
    assert [row.code for row in document("542806").rows] == ["22139", "85123A"]


def test_an_invoice_with_two_time_stamps_has_the_first():
    assert document("536366").at == datetime(2010, 12, 1, 8, 28, tzinfo=UTC)
    assert {row.at.minute for row in document("536366").rows} == {28, 29}


def test_what_is_skipped_says_why():
    assert document("A563185").reason == BAD_DEBT


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("1,X,,0,2010-12-01 08:26:00,1.0,,UK", {"skip"}),
        ("1,X,,1,2010-12-01 08:26:00,-1.0,,UK", {"skip"}),
        ("C1,X,,1,2010-12-01 08:26:00,1.0,,UK", {"skip"}),
        ("C1,X,,-1,2010-12-01 08:26:00,0.0,,UK", {"reversal"}),
        ("1,X,,-1,2010-12-01 08:26:00,1.0,,UK", {"adjustment"}),
    ],
)
def test_lines_the_real_file_does_not_have_are_not_lost(line, kinds):
    found = all_documents(f"{HEADER}{line}\n")
    assert {document.kind for document in found} == kinds
    assert all(document.reason == (NOT_COUNTABLE if document.kind == "skip" else "") for document in found)


@pytest.mark.parametrize("code", ["POST", "M", "m", "BANK CHARGES", "DCGS0003", "gift_0001_10"])
def test_services_move_no_stock(code):
    assert is_service(code)


@pytest.mark.parametrize("code", ["85123A", "post", "C21", "GIFT_0001_10", "15056BL"])
def test_other_codes_are_goods(code):
    assert not is_service(code)


def test_the_opening_stock_is_what_the_lowest_balance_needs():
    skus = scan(all_documents()).skus
    assert {code: sku.opening_quantity for code, sku in skus.items() if sku.opening_quantity} == {
        "85123A": 6,  # 6 out, 2 back, 1 out
        "71053": 12,
        "85123a": 2,
        "22139": 1,  # 1 out before 56 come in
        "21777": 18,  # 10 and 5 and 3 out
    }
    assert (skus["POST"].opening_quantity, skus["DCGS0003"].opening_quantity) == (0, 0)


def test_a_product_is_called_as_it_was_first_sold():
    skus = scan(all_documents()).skus
    assert (skus["21777"].name, skus["22139"].name, skus["85123A"].name) == (
        "RECIPE BOX",
        "RETROSPOT TEA SET",
        "WHITE HANGING HEART",
    )


def test_a_code_that_is_only_skipped_is_no_product():
    facts = scan(all_documents())
    assert "B" not in facts.skus
    assert (facts.rows, facts.first_at) == (19, datetime(2010, 12, 1, 8, 26, tzinfo=UTC))


def test_neighbours_of_one_kind_and_day_go_in_one_batch():
    cut = [[document.reference for document in batch] for batch in batches(all_documents())]
    assert cut == [
        ["536365", "536366"],
        ["C536379"],
        ["536414"],
        ["536589"],
        ["542807", "542806", "542808"],
        ["542808/adjustment"],
        ["A563185", "A563186"],
        ["563187"],
    ]


@pytest.mark.parametrize(("documents", "sizes"), [(199, [199]), (401, [200, 200, 1])])
def test_a_batch_has_at_most_200_documents(documents, sizes):
    text = HEADER + "".join(f"{number},X,,1,2010-12-01 08:26:00,1.0,,UK\n" for number in range(documents))
    assert [len(batch) for batch in batches(all_documents(text))] == sizes


def test_a_batch_has_at_most_4000_lines_but_an_invoice_stays_whole():
    text = HEADER + "".join(f"{number // 1_500},X,,1,2010-12-01 08:26:00,1.0,,UK\n" for number in range(6_000))
    assert [len(batch) for batch in batches(all_documents(text))] == [2, 2]
