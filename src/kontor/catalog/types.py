"""Values in and out of the catalog. Factors are base units per pack, weights grams per base unit."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming

Type = Literal["raw", "finished", "service"]


class PackDraft(Incoming, frozen=True):
    """A pack of exactly `factor` base units, and the GTINs printed on it."""

    code: str
    factor: int
    barcodes: tuple[str, ...] = ()


class SkuDraft(Incoming, frozen=True):
    """A new SKU. Its base pack (factor 1, named as the base unit) is made if `packs` does not list it.

    Without a name it is called as its product.
    """

    code: str
    name: str = ""
    base_unit: str = "EA"
    weight_grams: int | None = None
    is_active: bool = True
    packs: tuple[PackDraft, ...] = ()


class ProductDraft(Incoming, frozen=True):
    """A new product with its SKUs. A service's SKUs move no stock. `tax_class` is a code."""

    code: str
    name: str
    tax_class: str
    skus: tuple[SkuDraft, ...]
    category_id: int | None = None
    type: Type = "finished"
    description: str = ""


class SkuEdit(Incoming, frozen=True):
    """Changes to the SKU `code`; what is left out stays. `packs` are added, or get more barcodes if they exist."""

    code: str
    name: str | UnsetType = UNSET
    weight_grams: int | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET
    packs: tuple[PackDraft, ...] = ()
    remove_barcodes: tuple[str, ...] = ()


class ProductEdit(Incoming, frozen=True):
    """Changes to a product; what is left out stays. Code and type are fixed: documents and stock rest on them."""

    name: str | UnsetType = UNSET
    category_id: int | UnsetType | None = UNSET
    tax_class: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    skus: tuple[SkuEdit, ...] = ()


class CategoryDraft(Incoming, frozen=True):
    name: str
    parent_id: int | None = None


class CategoryEdit(Incoming, frozen=True):
    """A new name, another parent (null: top level), or both."""

    name: str | UnsetType = UNSET
    parent_id: int | UnsetType | None = UNSET


class TaxClassDraft(Incoming, frozen=True):
    code: str
    name: str


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
