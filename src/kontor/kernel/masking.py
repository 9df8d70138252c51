"""Sensitive columns: who lacks the right that a field names is shown null in its place, and may not set it (ADR 8).

A shape declares it where it declares the field: `phone: Annotated[str, masked("contacts.read")]`. `kernel.wire` asks
here for everything that leaves or enters; pages and exports call `shown` themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Meta, inspect

from kontor.kernel.errors import Forbidden

T = TypeVar("T")
#: What the API's description calls it: the rights without which the field is null.
MASKED_WITHOUT: Final = "x-masked-without"
#: The rights of whoever is being answered. None: nobody asked from outside, so nothing is hidden.
_viewer: ContextVar[frozenset[str] | None] = ContextVar("masking_viewer", default=None)


class FieldMasked(Forbidden):
    code = "field_masked"
    title = "You may neither see nor set this field"


def masked(*rights: str) -> Meta:
    """Marks a field of a shape: it is shown to, and set by, those who have all of these rights."""
    return Meta(extra_json_schema={MASKED_WITHOUT: list(rights)})


@contextmanager
def answering(rights: frozenset[str]) -> Iterator[None]:
    """What is encoded and decoded inside is for somebody with these rights; `viewed_by` may say more once known."""
    before = _viewer.set(rights)
    try:
        yield
    finally:
        _viewer.reset(before)


def viewed_by(rights: frozenset[str]) -> None:
    """From here to the end of `answering`, whoever asks has these rights."""
    if _viewer.get() is not None:
        _viewer.set(rights)


def viewer_may(right: str) -> bool:
    """Whether whoever is being answered has `right`; true where nobody asked from outside."""
    rights = _viewer.get()
    return rights is None or right in rights


def for_viewer(value: T) -> T:
    """`value` as whoever is being answered may see it."""
    rights = _viewer.get()
    return value if rights is None else shown(value, rights)


def for_this_viewer() -> Callable[[T], T]:
    """What `for_viewer` does now, for a file whose rows are read while it is already being sent."""
    rights = _viewer.get()
    return lambda value: value if rights is None else shown(value, rights)


def refuse_masked(value: Any) -> None:
    """Raises FieldMasked where `value`, which came in, sets a field that its sender may not see."""
    rights = _viewer.get()
    if rights is not None:
        _refuse(value, rights)


def shown(value: T, rights: frozenset[str]) -> T:
    """`value` with null in each field that somebody with `rights` may not see; itself where there is none."""
    result: T = _shown(value, rights)
    return result


def _shown(value: Any, rights: frozenset[str]) -> Any:
    if isinstance(value, msgspec.Struct):
        return _struct_shown(value, rights)
    if isinstance(value, list | tuple):
        items = [_shown(item, rights) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if isinstance(value, Mapping):
        members = {key: _shown(member, rights) for key, member in value.items()}
        return value if all(members[key] is value[key] for key in value) else members
    return value


def _struct_shown(value: msgspec.Struct, rights: frozenset[str]) -> msgspec.Struct:
    plan = plan_of(type(value))
    changes: dict[str, Any] = {name: None for name, needed in plan.masks.items() if not needed <= rights}
    for name in plan.within:
        if name not in changes:
            old = getattr(value, name)
            new = _shown(old, rights)
            if new is not old:
                changes[name] = new
    return msgspec.structs.replace(value, **changes) if changes else value


def _refuse(value: Any, rights: frozenset[str]) -> None:
    if isinstance(value, msgspec.Struct):
        plan = plan_of(type(value))
        for name, needed in plan.masks.items():
            if not needed <= rights and getattr(value, name) != plan.defaults.get(name):
                right = sorted(needed - rights)[0]
                raise FieldMasked(f"To set {name} needs the right {right}; leave it out.", field=name, right=right)
        for name in plan.within:
            _refuse(getattr(value, name), rights)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse(item, rights)


class Plan(msgspec.Struct, frozen=True):
    """Of one shape: its masked fields with their rights, the fields below which others may stand, and the defaults."""

    masks: Mapping[str, frozenset[str]]
    within: Sequence[str]
    defaults: Mapping[str, Any]


@cache
def plan_of(shape: type[msgspec.Struct]) -> Plan:
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    masks = {field.name: needed for field in info.fields if (needed := _needed(field.type))}
    within = [field.name for field in info.fields if field.name not in masks and _may_hold_masked(field.type)]
    defaults = {
        field.name: msgspec.UNSET if default is msgspec.NODEFAULT and not field.required else default
        for field in info.fields
        for default in [field.default]
    }
    return Plan(masks, within, defaults)


def _needed(kind: inspect.Type) -> frozenset[str]:
    """The rights a field's type names; of a union, any member's."""
    if isinstance(kind, inspect.Metadata):
        named = (kind.extra_json_schema or {}).get(MASKED_WITHOUT, ())
        return frozenset(named) | _needed(kind.type)
    if isinstance(kind, inspect.UnionType):
        return frozenset().union(*map(_needed, kind.types))
    return frozenset()


def _may_hold_masked(kind: inspect.Type, above: frozenset[type] = frozenset()) -> bool:
    """Whether a masked field can stand anywhere below; of what is not known, such as Any, it can."""
    match kind:
        case inspect.Metadata():
            return bool(_needed(kind)) or _may_hold_masked(kind.type, above)
        case inspect.UnionType():
            return any(_may_hold_masked(part, above) for part in kind.types)
        case inspect.StructType():
            inside = above | {kind.cls}
            return kind.cls not in above and any(_may_hold_masked(field.type, inside) for field in kind.fields)
        case inspect.ListType() | inspect.VarTupleType():
            return _may_hold_masked(kind.item_type, above)
        case inspect.TupleType():
            return any(_may_hold_masked(part, above) for part in kind.item_types)
        case inspect.DictType():
            return _may_hold_masked(kind.value_type, above)
    return not isinstance(kind, _PLAIN)


_PLAIN: Final = (
    inspect.NoneType, inspect.BoolType, inspect.IntType, inspect.FloatType, inspect.StrType, inspect.BytesType,
    inspect.DateTimeType, inspect.DateType, inspect.TimeType, inspect.DecimalType, inspect.UUIDType,
    inspect.EnumType, inspect.LiteralType,
)  # fmt: skip
