from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class ProductInvalid(InvalidInput):
    code = "product_invalid"
    title = "The product cannot be accepted as it is"


class BarcodeInvalid(InvalidInput):
    code = "barcode_invalid"
    title = "This is no GTIN-8, -12, -13 or -14 with a right check digit"


class CodeTaken(Conflict):
    code = "code_taken"
    title = "This code is in use"


class BarcodeTaken(Conflict):
    code = "barcode_taken"
    title = "This barcode is in use"


class PackFactorFixed(Conflict):
    """Orders have frozen the factor: another one is another pack, with another code."""

    code = "pack_factor_fixed"
    title = "A pack's factor does not change; make a pack with another code"


class ProductNotFound(NotFound):
    code = "product_not_found"
    title = "There is no such product"


class VersionNotFound(NotFound):
    code = "version_not_found"
    title = "Nothing is known of that time"


class SkuNotFound(NotFound):
    code = "sku_not_found"
    title = "There is no such SKU"


class CategoryNotFound(NotFound):
    code = "category_not_found"
    title = "There is no such category"


class CategoryTaken(Conflict):
    code = "category_taken"
    title = "The parent has a category of this name already"


class CategoryCycle(Conflict):
    code = "category_cycle"
    title = "A category cannot stand below itself"


class ImageInvalid(InvalidInput):
    code = "image_invalid"
    title = "This picture cannot be taken"


class ImageNotFound(NotFound):
    code = "image_not_found"
    title = "There is no such picture"


class BarcodeUnknown(NotFound):
    code = "barcode_unknown"
    title = "This barcode stands on no pack"
