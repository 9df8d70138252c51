"""The base unit of a new product and what it is packed in, as a form's fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.backoffice.pages.fields import Field
from kontor.catalog.gtin import gtin14, is_valid_gtin
from kontor.catalog.product_rules import MOST_FACTOR
from kontor.catalog.types import PackDraft
from kontor.kernel.errors import InvalidInput, KontorError

PACK_ROWS: Final = 2
_MOST_DIGITS: Final = 7
_MOST_LETTERS: Final = 20
_NUMBERS: Final = tuple(str(row) for row in range(1, PACK_ROWS + 1))


def pack_fields() -> list[Field]:
    """Three of the base unit, then three for each of PACK_ROWS packs."""
    base = [
        Field("base_unit", gettext_lazy("Base unit"), most=12, is_required=True, hint=gettext_lazy("Stock counts it.")),
        Field("weight_grams", gettext_lazy("Weight of one, g"), kind="number", most=10),
        Field("barcode", gettext_lazy("Barcode of one"), most=14),
    ]
    return [*base, *(field for number in _NUMBERS for field in _row(number))]


def _row(number: str) -> list[Field]:
    names = {"pack": _("Pack %(number)s"), "holds": _("Pack %(number)s holds"), "gtin": _("Pack %(number)s, barcode")}
    label = {name: text % {"number": number} for name, text in names.items()}
    hints = (_("Such as CASE"), _("Base units, such as 24")) if number == "1" else ("", "")
    return [
        Field(f"pack_{number}", label["pack"], most=_MOST_LETTERS, hint=hints[0]),
        Field(f"holds_{number}", label["holds"], kind="number", most=_MOST_DIGITS, hint=hints[1]),
        Field(f"gtin_{number}", label["gtin"], most=14),
    ]


def typed_packs(texts: Mapping[str, str]) -> tuple[PackDraft, ...]:
    """The base pack and every pack of which something was typed. Raises InvalidInput naming the field that lacks."""
    base = PackDraft(texts["base_unit"], 1, _codes(texts["barcode"]))
    return (base, *(_pack(texts, number) for number in _NUMBERS if _is_typed(texts, number)))


def refused_pack(texts: Mapping[str, str], refusal: KontorError) -> KontorError:
    """The refusal with the name of the form's field that it means; any other refusal as it is."""
    find = _FIELDS_OF.get(str(refusal.data.get("field")))
    field = find(texts, refusal) if find else None
    return refusal if field is None else InvalidInput(refusal.detail, field=field)


def _is_typed(texts: Mapping[str, str], number: str) -> bool:
    return any(texts[f"{name}_{number}"] for name in ("pack", "holds", "gtin"))


def _pack(texts: Mapping[str, str], number: str) -> PackDraft:
    code, holds = texts[f"pack_{number}"], texts[f"holds_{number}"]
    if not code:
        raise InvalidInput(_("Say what the pack is called, such as CASE."), field=f"pack_{number}")
    if not (holds.isascii() and holds.isdigit() and len(holds) <= _MOST_DIGITS):
        raise InvalidInput(_("Write how many base units it holds, such as 24."), field=f"holds_{number}")
    return PackDraft(code, int(holds), _codes(texts[f"gtin_{number}"]))


def _codes(barcode: str) -> tuple[str, ...]:
    return (barcode,) if barcode else ()


def _barcode_field(texts: Mapping[str, str], refusal: KontorError) -> str | None:
    """The last one that is the barcode in use, or the first that is none."""
    names, taken = ["barcode", *(f"gtin_{number}" for number in _NUMBERS)], refusal.data.get("taken")
    if taken is not None:
        return next((name for name in reversed(names) if texts[name] and gtin14(texts[name]) == gtin14(taken)), None)
    return next((name for name in names if texts[name] and not is_valid_gtin(texts[name])), None)


def _factor_field(texts: Mapping[str, str], refusal: KontorError) -> str | None:
    """The pack that is the base unit once more, or the first that holds too few or too many."""
    wrong = [number for number in _NUMBERS if texts[f"pack_{number}"] == refusal.data.get("pack")]
    beyond = [
        number
        for number in _NUMBERS
        if texts[f"pack_{number}"] and not 1 <= int(texts[f"holds_{number}"]) <= MOST_FACTOR
    ]
    return next((f"holds_{number}" for number in (*wrong, *beyond)), None)


def _pack_field(texts: Mapping[str, str], refusal: KontorError) -> str | None:
    """The first pack that is called as one above it."""
    seen = {texts["base_unit"]}
    for number in _NUMBERS:
        code = texts[f"pack_{number}"]
        if code in seen:
            return f"pack_{number}"
        seen.add(code)
    return None


def _long_pack_field(texts: Mapping[str, str], refusal: KontorError) -> str | None:
    return next((f"pack_{number}" for number in _NUMBERS if len(texts[f"pack_{number}"]) > _MOST_LETTERS), None)


def _code_field(texts: Mapping[str, str], refusal: KontorError) -> str:
    return "code"


#: What a refusal names -> which field of the form that is.
_FIELDS_OF: Final[Mapping[str, Callable[[Mapping[str, str], KontorError], str | None]]] = {
    "barcodes": _barcode_field,
    "factor": _factor_field,
    "packs": _pack_field,
    "pack code": _long_pack_field,
    "sku code": _code_field,
    "skus": _code_field,
}
