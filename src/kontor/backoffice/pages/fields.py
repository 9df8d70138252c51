"""The fields of a form that makes or changes one row: what they showed, what was typed, what is wrong with it.

A form of a row carries what each field showed when it was read. So a save sends only what was typed anew, and one that
comes too late keeps it: what others changed meanwhile is taken over where nothing was typed, and told beside the field
where something was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import msgspec
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kontor.access.types import Actor
from kontor.kernel.errors import InvalidInput, KontorError, PreconditionFailed
from kontor.kernel.masking import FieldMasked, plan_of

Text = str | Promise
_MOST = 400


class Field(msgspec.Struct, frozen=True):
    """`choices` are (value, label); `kind` area and customer offer those while one types."""

    name: str
    label: Text
    kind: Literal["text", "email", "tel", "day", "choice", "area", "customer", "check", "number"] = "text"
    most: int = 80
    is_required: bool = False
    choices: Sequence[tuple[str, Text]] = ()
    hint: Text = ""


class Filled(msgspec.Struct, frozen=True):
    """`was`: what the field showed when the form was read; `meanwhile`: what somebody else has written since."""

    field: Field
    value: str
    was: str = ""
    text: str = ""
    meanwhile: str | None = None
    wrong: str = ""

    @property
    def is_changed(self) -> bool:
        return self.value != self.was


def open_fields(fields: Sequence[Field], shape: type[msgspec.Struct], actor: Actor) -> list[Field]:
    """Without those the actor may neither see nor set."""
    masks = plan_of(shape).masks
    return [field for field in fields if masks.get(field.name, frozenset()) <= actor.rights]


def refuse_hidden(request: HttpRequest, shape: type[msgspec.Struct], actor: Actor) -> None:
    """Raises FieldMasked where the form sends a field that its sender may not see."""
    for name, needed in plan_of(shape).masks.items():
        if name in request.POST and not needed <= actor.rights:
            raise FieldMasked(field=name)


def shown_fields(
    fields: Sequence[Field], values: Mapping[str, Any], texts: Mapping[str, str] | None = None
) -> list[Filled]:
    """The fields as the row has them; `texts` says in words what a code stands for."""
    found = []
    for field in fields:
        value = text_of(values.get(field.name))
        found.append(Filled(field, value, value, (texts or {}).get(field.name, value)))
    return found


def sent_fields(request: HttpRequest, fields: Sequence[Field]) -> list[Filled]:
    """The fields as they were sent, cut to a length that can be shown again."""
    return [_sent(request, field) for field in fields]


def changes_of(filled: Sequence[Filled]) -> dict[str, str]:
    """Field -> what was typed in, of those in which something else stands now than when the form was read."""
    return {one.field.name: one.value for one in filled if one.is_changed}


def values_of(filled: Sequence[Filled]) -> dict[str, str]:
    return {one.field.name: one.value for one in filled}


def refused_fields(filled: Sequence[Filled], refusal: KontorError, now: Mapping[str, Any]) -> list[Filled]:
    """The fields after a refusal: what is wrong said beside its field; after a 412 brought up to date with `now`."""
    if isinstance(refusal, PreconditionFailed):
        return [_brought_up(one, text_of(now.get(one.field.name))) for one in filled]
    wrong = refusal.data.get("field")
    return [msgspec.structs.replace(one, wrong=refusal.detail) if one.field.name == wrong else one for one in filled]


def day_of(values: Mapping[str, str], name: str) -> date | None:
    """Raises InvalidInput unless the field is empty or holds a day."""
    text = values[name]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(_("Write a day such as 2026-11-21."), field=name) from None


def key_of(values: Mapping[str, str], name: str) -> int | None:
    """The id that was chosen. Raises InvalidInput unless the field is empty or holds one."""
    text = values[name]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidInput(_("Choose one of the list."), field=name)
    return int(text)


def text_of(value: Any) -> str:
    """A row's value as its field shows it."""
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)


class ChangedMeanwhile(PreconditionFailed):
    """The same refusal in a person's words."""

    title = "Somebody changed this meanwhile"


def in_words(refusal: KontorError, filled: Sequence[Filled]) -> KontorError:
    """What a person is told of a refusal; a 412 says what became of what was typed."""
    if not isinstance(refusal, PreconditionFailed):
        return refusal
    if any(one.meanwhile is not None for one in filled):
        return ChangedMeanwhile(_("Nothing you typed is lost. Compare the marked fields, then save again."))
    return ChangedMeanwhile(_("Nothing you typed is lost, and you changed other fields. Save again to keep both."))


def _brought_up(one: Filled, now: str) -> Filled:
    if now == one.was:
        return one
    if not one.is_changed:
        return Filled(one.field, now, now, now)
    return msgspec.structs.replace(one, was=now, meanwhile=now if now != one.value else None)


def _sent(request: HttpRequest, field: Field) -> Filled:
    value = _typed(request, field.name)
    was, text = _typed(request, f"was.{field.name}"), value
    if field.kind == "check":
        value = "true" if value else ""
    if field.kind in ("area", "customer"):  # what was typed and not taken from the list may well be the code itself
        text = _typed(request, f"{field.name}_text")
        value = (value or text) if text else ""
    return Filled(field, value, was, text)


def _typed(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name, "").strip()
    if len(text) > _MOST or "\0" in text:
        return text[:_MOST].replace("\0", "")
    return text
