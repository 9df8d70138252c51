"""A form made of the shape that an operation takes: the same fields, the same rules, the same masks as in the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from types import SimpleNamespace
from typing import Any, Final

import msgspec
from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _
from msgspec import inspect
from unfold import widgets

from kontor.access.types import Actor
from kontor.kernel.errors import KontorError
from kontor.kernel.masking import plan_of
from kontor.kernel.wire import decode
from kontor.project.admin.table import Table

_MOST_CHOICES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Named:
    """A field that names a row of `table` by its column `value`; typed where those are very many or may not be read."""

    table: Table
    value: str
    text: str = "name"

    def choices(self, actor: Actor) -> list[tuple[str, str]] | None:
        if not actor.may(self.table.right):
            return None
        model = apps.get_model(self.table.model)
        rows = self.table.rows_of(model._default_manager.all(), actor).order_by(self.text, "pk")
        found = list(rows.values_list(self.value, self.text)[: _MOST_CHOICES + 1])
        if len(found) > _MOST_CHOICES:
            return None
        is_told = self.value not in ("pk", self.text)  # a code stands beside its name, a key tells nobody anything
        return [(str(value), f"{text} ({value})" if is_told else str(text)) for value, text in found if value]


Choices = Named | tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The fields of `struct` that are `names`; `more` are fields of what stands within it, put there by `arranged`.

    `choices` says what a field may hold where its type does not; `initial` where a row has what it calls otherwise;
    `fixed` fields say which row it is; `said` is the label and the help of those whose name does not tell their unit.
    """

    struct: type[msgspec.Struct]
    names: tuple[str, ...]
    more: tuple[tuple[type[msgspec.Struct], tuple[str, ...]], ...] = ()
    choices: Mapping[str, Choices] = field(default_factory=dict)
    initial: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    said: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    arranged: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def value_of(self, given: dict[str, Any]) -> Any:
        """The operation's value. Raises InvalidInput naming the field, and FieldMasked, as the API does."""
        return decode(msgspec.json.encode(self.arranged(given)), self.struct)


class OperationForm(forms.Form):
    """What the actor may set. `version` and `key` travel along: an edit is of what was read, sent twice it is one."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, shape: Shape, actor: Actor, *, row: Any, is_new: bool, **rest: Any) -> None:
        super().__init__(**rest)
        self.shape = shape
        self.instance = row
        self._meta = SimpleNamespace(model=type(row), labels=None, help_texts=None)  # as the admin asks a ModelForm
        for struct, names in ((shape.struct, shape.names), *shape.more):
            masks = plan_of(struct).masks
            kinds = {one.name: one for one in inspect.type_info(struct).fields}  # type: ignore[attr-defined]  # a struct's
            for name in names:
                if masks.get(name, frozenset()) <= actor.rights:
                    offered = _offered(shape.choices.get(name), actor)
                    start = self.initial.get(name)
                    self.fields[name] = _input(name, kinds[name], offered, start, is_new=is_new)
                if name in self.fields and name in shape.said:
                    self.fields[name].label, self.fields[name].help_text = shape.said[name]

    @property
    def names(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "key")]

    def value(self) -> Any:
        """What was filled in, as the operation takes it; of an edit, what was changed."""
        names = self.names if self.instance.pk is None else [name for name in self.names if name in self.changed_data]
        fixed = {name: getattr(self.instance, name) for name in self.shape.fixed}
        return self.shape.value_of({**fixed, **{name: self._given(name) for name in names}})

    def _given(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return None if value in ("", None) and getattr(self.fields[name], "may_be_null", False) else value

    def tell(self, refusal: KontorError) -> None:
        """Show why it was refused, at the field where it is that field's fault."""
        name = str(refusal.data.get("field") or "").rpartition(".")[2]
        self.add_error(name if name in self.names else None, refusal.detail)


def initial_of(shape: Shape, row: Any) -> dict[str, Any]:
    """What the fields hold for a row that is there."""
    names = (*shape.names, *(name for _struct, names in shape.more for name in names))
    return {name: _at(row, shape.initial.get(name, name)) for name in names}


def _at(row: Any, way: str) -> Any:
    for step in way.split("."):
        row = getattr(row, step, None)
    return f"{row:%H:%M}" if isinstance(row, time) else row


Offered = Sequence[tuple[str, Any]]


def _offered(choices: Choices | None, actor: Actor) -> Offered | None:
    return choices.choices(actor) if isinstance(choices, Named) else choices


def _input(name: str, told: inspect.Field, offered: Offered | None, start: Any, *, is_new: bool) -> forms.Field:
    kinds = _kinds(told.type)
    may_be_null = any(isinstance(kind, inspect.NoneType) for kind in kinds)
    default = told.default if is_new and told.default is not msgspec.NODEFAULT else None
    about: dict[str, Any] = {
        "label": name.removesuffix("_id").replace("_", " ").capitalize(),
        "required": is_new and told.required,
        "initial": default,
    }
    literal = next((kind for kind in kinds if isinstance(kind, inspect.LiteralType)), None)
    if offered is None and literal is not None:
        offered = tuple((str(value), str(value)) for value in literal.values)
    if offered is not None:
        offered = _with_present(offered, default if start is None else start, may_be_null=may_be_null)
    made = _field(name, [kind for kind in kinds if not isinstance(kind, inspect.NoneType)], offered, about)
    made.may_be_null = may_be_null  # type: ignore[attr-defined]  # asked for by OperationForm
    return made


def _with_present(offered: Offered, present: Any, *, may_be_null: bool) -> Offered:
    """What is there stays there until somebody chooses otherwise: no browser takes the first of the list instead."""
    if may_be_null or present == "":
        offered = [("", _("None")), *offered]
    elif present is None:
        offered = [("", _("Choose")), *offered]
    if isinstance(present, str | int) and str(present) not in dict(offered):
        offered = [*offered, (str(present), str(present))]
    return offered


def _field(name: str, kinds: Sequence[inspect.Type], offered: Offered | None, about: dict[str, Any]) -> forms.Field:
    held = {type(kind) for kind in kinds}
    if inspect.VarTupleType in held:
        rights = [choice for choice in offered or () if choice[0]]
        widget = widgets.UnfoldAdminCheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=rights, widget=widget, **{**about, "initial": None})
    is_number = inspect.IntType in held
    if offered is not None:
        return forms.TypedChoiceField(
            choices=offered,
            coerce=int if is_number else str,
            empty_value="",
            widget=widgets.UnfoldAdminSelectWidget,
            **about,
        )
    if inspect.BoolType in held:
        return forms.BooleanField(widget=widgets.UnfoldBooleanSwitchWidget, **{**about, "required": False})
    if inspect.DateType in held:
        return forms.DateField(widget=widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"}), **about)
    if is_number and inspect.StrType not in held:
        return forms.IntegerField(widget=widgets.UnfoldAdminIntegerFieldWidget, **about)
    if name == "password":
        hidden = widgets.UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
        return forms.CharField(strip=False, widget=hidden, **about)
    return forms.CharField(widget=widgets.UnfoldAdminTextInputWidget, **about)


def _kinds(kind: inspect.Type) -> list[inspect.Type]:
    """What a field may hold, without what is said about it."""
    match kind:
        case inspect.Metadata():
            return _kinds(kind.type)
        case inspect.UnionType():
            return [inner for part in kind.types for inner in _kinds(part)]
    return [kind]
