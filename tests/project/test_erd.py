from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from kontor.project.commands import check, erd
from tests.architecture.rows import ROOT

COMMITTED = (ROOT / "docs" / "erd.md").read_text()


def diagram(package: str) -> str:
    return COMMITTED.partition(f"\n## {package}\n")[2].partition("```mermaid\n")[2].partition("```")[0]


def box(package: str, table: str) -> str:
    return diagram(package).partition(f"    {table} {{\n")[2].partition("    }")[0]


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("kontor.")]


def test_row_85_the_committed_diagram_is_what_the_models_say():
    assert erd.render() == COMMITTED


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_table_has_its_box_with_every_column(model):
    drawn = {line.split()[1] for line in box(model._meta.app_label, model.__name__).splitlines()}
    assert drawn == {field.column for field in model._meta.local_concrete_fields if field.column}


@pytest.mark.parametrize(
    ("package", "table", "line"),
    [
        ("parties", "Customer", "text(40) code UK"),
        ("catalog", "Category", "text(80) name"),
        ("catalog", "SKU", "text(40) code UK"),
        ("catalog", "SKU", "bigint product_id FK"),
        ("inventory", "StockLevel", "bigint on_hand"),
        ("inventory", "StockLevel", 'bigint reorder_point "may be empty"'),
        ("sales", "SalesOrder", 'bigint customer_id FK "may be empty"'),
        ("sales", "OrderLine", "bigint order_id FK"),
        ("alerts", "Alert", "text(40) kind"),
        ("organization", "Employment", "text(80) department"),  # procurement staff
        ("catalog", "SkuWord", "text(40) word PK"),
    ],
)
def test_row_85_the_tables_are_drawn(package, table, line):
    assert line in [drawn.strip() for drawn in box(package, table).splitlines()]


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("catalog", "Product ||--o{ SKU : product"),
        ("catalog", "Category |o--o{ Product : category"),
        ("catalog", "Category ||--o| CategoryImage : category"),
        ("catalog", "SKU ||..o{ SkuWord : sku"),
        ("organization", '"access.User" ||--o{ Employment : user'),
    ],
)
def test_a_key_says_how_many_stand_at_its_ends(package, line):
    assert line in [drawn.strip() for drawn in diagram(package).splitlines()]


def test_what_the_database_refuses_stands_below():
    assert "- OrderLine: `orderline_quantity_positive`\n" in COMMITTED
    assert "- Pack: `pack_factor_positive`\n" in COMMITTED
    assert "- StockMovement: rows are never changed and never removed\n" in COMMITTED


def test_only_what_mermaid_reads_stands_in_a_diagram():
    column = r'        [a-z]+(\(\d+\))? \w+( (PK|FK|UK)(, (PK|FK|UK))*)?( "may be empty")?'
    key = r'    (\w+|"\w+\.\w+") (\|\||\|o)(--|\.\.)(o\{|o\|) \w+ : \w+'
    allowed = re.compile(rf"{column}|{key}|    \w+ {{|    }}|erDiagram")
    for package in re.findall(r"^## (\w+)$", COMMITTED, re.MULTILINE):
        assert [line for line in diagram(package).splitlines() if not allowed.fullmatch(line)] == []


def test_a_column_of_an_unknown_kind_stops_the_command():
    class Duration(models.Model):
        length = models.DurationField()

        class Meta:
            app_label = "none"
            managed = False

    try:
        with pytest.raises(KeyError):
            erd._type(Duration._meta.get_field("length"))
    finally:
        del apps.all_models["none"]


def test_the_diagram_is_compared_by_every_check():
    assert ("-m", "kontor", "erd", "--compare") in [command[1:] for _, command in check.CHECKS]
