"""Masking over shapes of its own; what the packages' shapes hide is tried in tests/journeys/test_masking.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
import pytest

from kontor.kernel import masking
from kontor.kernel.masking import FieldMasked, masked, shown
from kontor.kernel.wire import Incoming, Page, decode, encode

Cost = Annotated[str, masked("costs.read")]


class Line(msgspec.Struct, frozen=True):
    sku: str
    cost: Cost
    note: Annotated[str | None, masked("notes.read", "costs.read")] = None


class Paper(msgspec.Struct, frozen=True):
    id: int
    lines: Sequence[Line]
    best: Line | None = None
    by_sku: dict[str, Line] = {}


class LineDraft(Incoming, frozen=True):
    sku: str
    cost: Cost | None = None
    note: Annotated[str, masked("notes.read")] | msgspec.UnsetType = msgspec.UNSET


class PaperDraft(Incoming, frozen=True):
    lines: tuple[LineDraft, ...]
    total: Cost = ""


LINE = Line("OIL", "4.20", "cheap")
PAPER = Paper(1, [LINE, LINE], LINE, {"OIL": LINE})
HIDDEN = {"sku": "OIL", "cost": None, "note": None}
ALL = frozenset({"costs.read", "notes.read"})


def seen(value: object, *rights: str):
    with masking.answering(frozenset(rights)):
        return msgspec.json.decode(encode(value))


def test_a_field_is_null_wherever_its_shape_stands():
    assert seen(PAPER) == {"id": 1, "lines": [HIDDEN, HIDDEN], "best": HIDDEN, "by_sku": {"OIL": HIDDEN}}
    assert seen(Page([PAPER], None))["items"] == [seen(PAPER)]
    assert seen([LINE]) == [HIDDEN]


def test_a_field_is_shown_to_those_who_have_every_right_it_names():
    assert seen(LINE, "costs.read") == {"sku": "OIL", "cost": "4.20", "note": None}
    assert seen(LINE, "notes.read") == HIDDEN
    assert seen(LINE, *ALL) == {"sku": "OIL", "cost": "4.20", "note": "cheap"}


class Plain(msgspec.Struct, frozen=True):
    names: Sequence[str]
    inner: Plain | None = None
    lines: tuple[tuple[int, str], ...] = ()


class Tree(msgspec.Struct, frozen=True):
    line: Line | None = None
    branches: Sequence[Tree] = ()


def test_only_fields_below_which_something_may_be_hidden_are_looked_into():
    assert (masking.plan_of(Plain).within, masking.plan_of(Plain).masks) == ([], {})
    assert masking.plan_of(Paper).within == ["lines", "best", "by_sku"]
    assert masking.plan_of(Page).within == ["items"]


def test_a_shape_that_holds_itself_is_masked_at_every_depth():
    tree = Tree(LINE, [Tree(None, [Tree(LINE)])])
    assert seen(tree)["branches"][0]["branches"][0]["line"] == HIDDEN
    assert masking.plan_of(Tree).within == ["line", "branches"]


def test_nothing_is_copied_where_nothing_is_hidden():
    assert shown(PAPER, ALL) is PAPER


def test_outside_of_an_answer_nothing_is_hidden():
    assert msgspec.json.decode(encode(LINE)) == {"sku": "OIL", "cost": "4.20", "note": "cheap"}
    with masking.answering(frozenset()):
        pass
    assert b"4.20" in encode(LINE)


def test_a_file_that_is_sent_after_the_answer_began_hides_what_the_answer_would():
    with masking.answering(frozenset()):
        as_seen = masking.for_this_viewer()
    assert msgspec.to_builtins(as_seen(LINE)) == HIDDEN
    assert masking.for_this_viewer()(LINE) is LINE


def test_until_it_is_known_who_asks_everything_is_hidden():
    with masking.answering(frozenset()):
        assert b"4.20" not in encode(LINE)
        masking.viewed_by(ALL)
        assert b"4.20" in encode(LINE)
    masking.viewed_by(frozenset())  # nobody is being answered: changes nothing
    assert b"4.20" in encode(LINE)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lines": [{"sku": "OIL", "cost": "1"}]}, "cost"),
        ({"lines": [], "total": "1"}, "total"),
        ({"lines": [{"sku": "OIL", "note": ""}]}, "note"),
    ],
)
def test_a_field_that_is_hidden_is_not_set_either(body, field):
    sent = msgspec.json.encode(body)
    with masking.answering(frozenset()), pytest.raises(FieldMasked) as refused:
        decode(sent, PaperDraft)
    assert (refused.value.status, refused.value.data["field"]) == (403, field)
    with masking.answering(ALL):
        decode(sent, PaperDraft)
    decode(sent, PaperDraft)


def test_leaving_a_hidden_field_out_is_no_attempt_to_set_it():
    with masking.answering(frozenset()):
        assert decode(b'{"lines": [{"sku": "OIL"}]}', PaperDraft).lines[0].sku == "OIL"
        assert decode(b'{"lines": [{"sku": "OIL", "cost": null}], "total": ""}', PaperDraft).total == ""
