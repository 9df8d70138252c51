"""`kontor erd`: docs/erd.md, every table, its columns and what they point to, as the models say."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from kontor.kernel.command_line import Outcome
from kontor.project.commands.openapi import compare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="write docs/erd.md")
    parser.add_argument("--compare", action="store_true", help="fail unless docs/erd.md is what the models say")


def run(arguments: argparse.Namespace) -> Outcome:
    from kontor.project.settings import ROOT

    target = ROOT / "docs" / "erd.md"
    text = render()
    if arguments.compare:
        return compare(target, text, command="./kontor erd --write")
    if arguments.write:
        target.write_text(text)
    else:
        print(text)
    return Outcome(report={"file": "docs/erd.md"})


_HEAD: Final = """# Tables

Every table of every package and what it points to. Generated from the models by `./kontor erd --write`; CI compares.

A line with `||` must point to one row, `|o` may point to none; `o{` many rows may point to it, `o|` one at most. A
dotted line is a key that the database does not check, because what it names is never removed (ADR 7). Boxes without
columns stand in another package. Under each diagram is what the database refuses, whoever writes.
"""

#: What Django calls a column -> what people call what is in it.
_TYPES: Final = {
    "AutoField": "integer", "BigAutoField": "bigint", "BigIntegerField": "bigint", "BinaryField": "bytes",
    "BooleanField": "boolean", "CharField": "text", "DateField": "date", "DateTimeField": "instant",
    "DecimalField": "decimal", "EmailField": "text", "IntegerField": "integer", "JSONField": "json",
    "SmallIntegerField": "smallint", "TextField": "text", "TimeField": "time", "UUIDField": "uuid",
    "FloatField": "float", "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "smallint",
}  # fmt: skip


def render() -> str:
    """The page, the same for the same models: packages and tables by name, columns as they are declared."""
    from django.apps import apps

    packages = sorted(
        (config for config in apps.get_app_configs() if config.name.startswith("kontor.")), key=lambda one: one.label
    )
    sections = [_section(config.label, sorted(config.get_models(), key=_name)) for config in packages]
    return _HEAD + "".join(section for section in sections if section)


def _section(package: str, models: list[Any]) -> str:
    if not models:
        return ""
    lines = [f"\n## {package}\n", "```mermaid", "erDiagram"]
    for model in models:
        lines += _table(model)
    lines += sorted(line for model in models for line in _keys(model))
    lines.append("```")
    refused = [f"- {line}" for model in models for line in _refusals(model)]
    if refused:
        lines += ["", *refused]
    return "\n".join(lines) + "\n"


def _name(model: Any) -> str:
    return str(model._meta.object_name)


def _columns(model: Any) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if field.column is not None]


def _table(model: Any) -> Iterator[str]:
    primary = {field.name for field in model._meta.pk_fields}
    yield f"    {_name(model)} {{"
    for field in _columns(model):
        marks = [
            mark
            for mark, holds in (
                ("PK", field.name in primary),
                ("FK", field.is_relation),
                ("UK", field.unique and not field.primary_key),
            )
            if holds
        ]
        words = [f"        {_type(field)}", field.column, ", ".join(marks), '"may be empty"' if field.null else ""]
        yield " ".join(word for word in words if word)
    yield "    }"


def _type(field: Any) -> str:
    """The name of a column's type; of a key, the type of what it points to. Raises KeyError for one not listed."""
    if field.is_relation:
        return _type(field.target_field)
    if hasattr(field, "output_field") and hasattr(field, "db_persist"):  # a column the database computes
        return _type(field.output_field)
    name = _TYPES[field.get_internal_type()]
    return f"{name}({field.max_length})" if name == "text" and field.max_length else name


def _keys(model: Any) -> Iterator[str]:
    for field in _columns(model):
        if field.is_relation:
            target = field.related_model
            is_own = target._meta.app_label == model._meta.app_label
            there = _name(target) if is_own else f'"{target._meta.label}"'
            line = "--" if field.db_constraint else ".."
            ends = f"{'|o' if field.null else '||'}{line}{'o|' if field.unique else 'o{'}"
            yield f"    {there} {ends} {_name(model)} : {field.name}"


def _refusals(model: Any) -> Iterator[str]:
    from django.db.models import CheckConstraint, UniqueConstraint

    from kontor.kernel.models import AppendOnly, Kept

    if issubclass(model, AppendOnly):
        yield f"{_name(model)}: rows are never changed and never removed"
    elif issubclass(model, Kept):
        yield f"{_name(model)}: rows are never removed"
    for constraint in sorted(model._meta.constraints, key=lambda one: str(one.name)):
        match constraint:
            case UniqueConstraint():
                once = ", ".join(constraint.fields) or "an expression"
                when = " (of some rows)" if constraint.condition is not None else ""
                yield f"{_name(model)}: {once} stands once{when}: `{constraint.name}`"
            case CheckConstraint():
                yield f"{_name(model)}: `{constraint.name}`"
