"""Values in and out of the catalog. Factors are base units per pack, weights grams per base unit."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming, told

Type = Literal["raw", "finished", "service"]
Code = Annotated[str, told(minLength=1, maxLength=40)]
ShortCode = Annotated[str, told(minLength=1, maxLength=20)]
BaseUnit = Annotated[str, told(minLength=1, maxLength=12)]
Name = Annotated[str, told(minLength=1, maxLength=200)]
ShortName = Annotated[str, told(minLength=1, maxLength=80)]
Description = Annotated[str, told(maxLength=400)]
Factor = Annotated[int, told(minimum=1, maximum=1_000_000)]
Grams = Annotated[int, told(minimum=0, maximum=1_000_000_000)]
Gtin = Annotated[str, told(pattern=r"^(\d{8}|\d{12,14})$")]
Key = Annotated[int, told(minimum=1)]


class PackDraft(Incoming, frozen=True):
    """A pack of exactly `factor` base units, and the GTINs printed on it."""

    code: ShortCode
    factor: Factor
    barcodes: tuple[Gtin, ...] = ()


class SkuDraft(Incoming, frozen=True):
    """A new SKU. Its base pack (factor 1, named as the base unit) is made if `packs` does not list it.

    Without a name it is called as its product.
    """

    code: Code
    name: Annotated[str, told(maxLength=200)] = ""
    base_unit: BaseUnit = "EA"
    weight_grams: Grams | None = None
    is_active: bool = True
    packs: tuple[PackDraft, ...] = ()


class ProductDraft(Incoming, frozen=True):
    """A new product with its SKUs. A service's SKUs move no stock. `tax_class` is a code."""

    code: Code
    name: Name
    tax_class: ShortCode
    skus: Annotated[tuple[SkuDraft, ...], told(minItems=1, maxItems=200)]
    category_id: Key | None = None
    type: Type = "finished"
    description: Description = ""


class SkuEdit(Incoming, frozen=True):
    """Changes to the SKU `code`; what is left out stays. `packs` are added, or get more barcodes if they exist."""

    code: Code
    name: Name | UnsetType = UNSET
    weight_grams: Grams | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET
    packs: tuple[PackDraft, ...] = ()
    remove_barcodes: tuple[Gtin, ...] = ()


class ProductEdit(Incoming, frozen=True):
    """Changes to a product; what is left out stays. Code and type are fixed: documents and stock rest on them."""

    name: Name | UnsetType = UNSET
    category_id: Key | UnsetType | None = UNSET
    tax_class: ShortCode | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    skus: tuple[SkuEdit, ...] = ()
    new_skus: tuple[SkuDraft, ...] = ()


class CategoryDraft(Incoming, frozen=True):
    name: ShortName
    parent_id: Key | None = None


class CategoryEdit(Incoming, frozen=True):
    """A new name, another parent (null: top level), or both."""

    name: ShortName | UnsetType = UNSET
    parent_id: Key | UnsetType | None = UNSET


class TaxClassDraft(Incoming, frozen=True):
    code: ShortCode
    name: ShortName


# --- answers -----------------------------------------------------------------------------------------------------


class CreatedSku(msgspec.Struct, frozen=True):
    id: int
    code: str


class CreatedProduct(msgspec.Struct, frozen=True):
    id: int
    code: str
    version: int
    skus: tuple[CreatedSku, ...]


class CreatedProducts(msgspec.Struct, frozen=True):
    """The new products in the order given."""

    items: tuple[CreatedProduct, ...]


class EditedProduct(msgspec.Struct, frozen=True):
    id: int
    code: str
    version: int


class SkuStates(msgspec.Struct, frozen=True):
    """The SKUs that are now for sale or not; `changed` are those that were not so before."""

    is_active: bool
    changed: tuple[str, ...]


class CategoryItem(msgspec.Struct, frozen=True):
    id: int
    name: str
    parent_id: int | None
    version: int


class TaxClassItem(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str


class SkuItem(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    base_unit: str
    is_active: bool


class ProductItem(msgspec.Struct, frozen=True):
    """A product in a list."""

    id: int
    code: str
    name: str
    type: str
    category_id: int | None
    category: str | None
    tax_class: str
    version: int
    skus: tuple[SkuItem, ...]


class PackDetail(msgspec.Struct, frozen=True):
    id: int
    code: str
    factor: int
    barcodes: tuple[str, ...]


class SkuDetail(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    base_unit: str
    weight_grams: int | None
    is_stocked: bool
    is_active: bool
    version: int
    packs: tuple[PackDetail, ...]


class ProductDetail(msgspec.Struct, frozen=True):
    """A product with everything below it; `version` is its ETag and covers the SKUs too."""

    id: int
    code: str
    name: str
    type: str
    category_id: int | None
    category: str | None
    tax_class: str
    description: str
    version: int
    skus: tuple[SkuDetail, ...]


class ScannedPack(msgspec.Struct, frozen=True):
    """What a barcode stands for."""

    barcode: str
    sku_id: int
    sku: str
    name: str
    pack: str
    factor: int
    is_active: bool
