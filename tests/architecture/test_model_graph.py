"""Foreign keys name their target as text, so no import linter sees them: the models are asked instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.rows import SOURCE, may_use, rows


def package(model: Any) -> str:
    """The model's Kontor package, or nothing for Django's own and for no model."""
    name = model._meta.app_config.name if model is not None else ""
    return name.split(".")[1] if name.startswith("kontor.") else ""


def crossing_keys() -> Iterator[Any]:
    """Every relation from one Kontor package to another. Parent links of inheritance are relations too."""
    for model in apps.get_models(include_auto_created=True):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            ends = {package(model), package(field.related_model)}
            if field.is_relation and len(ends - {""}) == 2:
                yield field


CROSSING = sorted(crossing_keys(), key=str)


@pytest.mark.parametrize("field", CROSSING, ids=str)
def test_a_key_across_packages_points_down_and_leaves_no_trace_there(field):
    assert not isinstance(field, models.ManyToManyField), "write the table between as a model of the upper package"
    assert rows()[package(field.related_model)] < rows()[package(field.model)], "a key points to a lower row only"
    assert field.remote_field.related_name == "+", 'related_name="+": the lower model must not know the upper one'
    assert field.remote_field.on_delete is models.PROTECT, "PROTECT: what others point to is not deleted"


def relation_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
                yield node


def test_a_key_to_another_package_names_its_target_as_text():
    named_by_class = []
    for path in sorted(SOURCE.glob("*/models.py")):
        tree = ast.parse(path.read_text())
        own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
        for call in relation_calls(tree):
            target = call.args[0] if call.args else next(word.value for word in call.keywords if word.arg == "to")
            is_text = isinstance(target, ast.Constant) or (isinstance(target, ast.Attribute) and target.attr.isupper())
            if not is_text and ast.unparse(target) not in own:
                named_by_class.append(f"{path.relative_to(SOURCE)}:{call.lineno} {ast.unparse(target)}")
    assert named_by_class == []


def test_the_rows_are_read_as_they_are_meant():
    assert rows()["kernel"] == 0
    assert may_use("sales", "inventory")
    assert not may_use("sales", "procurement")
    assert not may_use("inventory", "sales")


def test_every_package_with_models_is_installed_under_its_own_name():
    labels = {config.name: config.label for config in apps.get_app_configs() if config.name.startswith("kontor.")}
    assert labels == {name: name.split(".")[1] for name in labels}
    assert {f"kontor.{path.parent.name}" for path in SOURCE.glob("*/apps.py")} == set(labels)
