"""Values in and out of the catalog. Factors are base units per pack, weights grams per base unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.customization.types import ProductFields
from kontor.kernel.wire import Incoming, told

Type = Literal["raw", "finished", "service"]
Code = Annotated[str, told(minLength=1, maxLength=40)]
ShortCode = Annotated[str, told(minLength=1, maxLength=20)]
BaseUnit = Annotated[str, told(minLength=1, maxLength=12)]
Name = Annotated[str, told(minLength=1, maxLength=200)]
ShortName = Annotated[str, told(minLength=1, maxLength=80)]
ShortText = Annotated[str, told(maxLength=80)]
UnitCode = Annotated[str, told(maxLength=3)]
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
    brand: ShortText = ""
    packaging_unit: UnitCode = ""
    quantity_unit: UnitCode = ""
    is_limited: bool = False
    manufactured_on: date | None = None
    expires_on: date | None = None
    custom: ProductFields = msgspec.field(default_factory=dict)


class ProductPut(Incoming, frozen=True):
    """A product with its one SKU of the same code, as another list knows it; what is left out stays.

    A new one needs a name and a tax class. `category` names the way down from the top, null takes it out of all.
    `barcodes` stand on the base unit. Packs and barcodes are added, never taken away.
    """

    code: Code
    name: Name | UnsetType = UNSET
    tax_class: ShortCode | UnsetType = UNSET
    brand: ShortText | UnsetType = UNSET
    category: tuple[ShortName, ...] | UnsetType | None = UNSET
    type: Annotated[str, told(enum=["raw", "finished", "service"])] | UnsetType = UNSET
    base_unit: BaseUnit | UnsetType = UNSET
    packaging_unit: UnitCode | UnsetType = UNSET
    quantity_unit: UnitCode | UnsetType = UNSET
    is_limited: bool | UnsetType = UNSET
    manufactured_on: date | UnsetType | None = UNSET
    expires_on: date | UnsetType | None = UNSET
    weight_grams: Grams | UnsetType | None = UNSET
    packs: tuple[PackDraft, ...] = ()
    barcodes: tuple[Gtin, ...] = ()
    is_active: bool | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    custom: ProductFields | UnsetType = UNSET


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
    brand: ShortText | UnsetType = UNSET
    packaging_unit: UnitCode | UnsetType = UNSET
    quantity_unit: UnitCode | UnsetType = UNSET
    is_limited: bool | UnsetType = UNSET
    manufactured_on: date | UnsetType | None = UNSET
    expires_on: date | UnsetType | None = UNSET
    custom: ProductFields | UnsetType = UNSET
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
    """`tax_type` is the letter A to E by which the tax office knows it, "" where none is needed."""

    code: ShortCode
    name: ShortName
    tax_type: Annotated[str, told(maxLength=1)] = ""


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


Verdict = Literal["created", "updated", "unchanged", "refused"]


class ProductVerdict(msgspec.Struct, frozen=True):
    """What became of one row, in the order sent; `reason` and `field` only where it is refused."""

    code: str
    verdict: Verdict
    id: int | None = None
    version: int | None = None
    reason: str | None = None
    field: str | None = None


class PutProducts(msgspec.Struct, frozen=True):
    """The verdicts, how many there are of each, and how many categories were made on the way."""

    items: tuple[ProductVerdict, ...]
    created: int
    updated: int
    unchanged: int
    refused: int
    categories_made: int


class PackState(msgspec.Struct, frozen=True):
    code: str
    factor: int
    barcodes: tuple[str, ...] = ()


class SkuState(msgspec.Struct, frozen=True):
    code: str
    name: str
    base_unit: str = "EA"
    weight_grams: int | None = None
    is_stocked: bool = True
    is_active: bool = True
    packs: tuple[PackState, ...] = ()


class ProductState(msgspec.Struct, frozen=True):
    """What a version keeps. Every field added later needs a default: what is kept never changes."""

    code: str
    name: str
    type: str = "finished"
    brand: str = ""
    category_id: int | None = None
    category: str | None = None
    tax_class: str = ""
    description: str = ""
    packaging_unit: str = ""
    quantity_unit: str = ""
    is_limited: bool = False
    manufactured_on: date | None = None
    expires_on: date | None = None
    skus: tuple[SkuState, ...] = ()
    custom: ProductFields = msgspec.field(default_factory=dict)


class ProductVersionItem(msgspec.Struct, frozen=True):
    """The product as it stood from `at` until its next version; `actor_id` is who made it so."""

    id: int
    version: int
    at: datetime
    actor_id: int
    product: ProductState


class FoundSku(msgspec.Struct, frozen=True):
    """A SKU that fits what was looked for; the higher the score, the better."""

    sku_id: int
    product_id: int
    sku: str
    name: str
    brand: str
    unit: str
    category_id: int | None
    is_active: bool
    score: int


class FoundSkus(msgspec.Struct, frozen=True):
    """Best first."""

    items: tuple[FoundSku, ...]


class FoundCategory(msgspec.Struct, frozen=True):
    """A category that fits; `path` names the way down to it."""

    id: int
    name: str
    parent_id: int | None
    path: tuple[str, ...]
    score: int


class FoundCategories(msgspec.Struct, frozen=True):
    """Best first."""

    items: tuple[FoundCategory, ...]


class SkuStates(msgspec.Struct, frozen=True):
    """The SKUs that are now for sale or not; `changed` are those that were not so before."""

    is_active: bool
    changed: tuple[str, ...]


class CategoryItem(msgspec.Struct, frozen=True):
    id: int
    name: str
    parent_id: int | None
    version: int


class CategoryImageItem(msgspec.Struct, frozen=True):
    """A category's picture: waiting, ready with addresses, or refused with the reason; `version` is the category's."""

    category_id: int
    state: str
    reason: str
    image: str | None
    thumbnail: str | None
    version: int


class TaxClassItem(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    tax_type: str = ""


class CodeName(msgspec.Struct, frozen=True):
    code: str
    name: str


class ProductCodes(msgspec.Struct, frozen=True):
    """The codes a product may have: what it is packed in, what it is counted in, how it is taxed."""

    packaging_units: tuple[CodeName, ...]
    quantity_units: tuple[CodeName, ...]
    tax_types: tuple[CodeName, ...]


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
    brand: str
    packaging_unit: str
    quantity_unit: str
    is_limited: bool
    manufactured_on: date | None
    expires_on: date | None
    version: int
    skus: tuple[SkuDetail, ...]
    is_expired: bool = False
    custom: ProductFields = msgspec.field(default_factory=dict)


class ScannedPack(msgspec.Struct, frozen=True):
    """What a barcode stands for."""

    barcode: str
    sku_id: int
    sku: str
    name: str
    pack: str
    factor: int
    is_active: bool
