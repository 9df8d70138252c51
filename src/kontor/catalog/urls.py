from __future__ import annotations

from django.urls import path

from kontor.catalog.api import classes, history, images, products, putting, searching

urlpatterns = [
    path("products", products.ProductsView.as_view(), name="products"),
    path("products/batch", products.ProductBatchView.as_view(), name="product-batch"),
    path("products/search", searching.ProductSearchView.as_view(), name="product-search"),
    path("categories/search", searching.CategorySearchView.as_view(), name="category-search"),
    path("products/put", putting.PutProductsView.as_view(), name="put-products"),
    path("products/<int:product_id>", products.ProductView.as_view(), name="product"),
    path("products/<int:product_id>/as-of", history.ProductAsOfView.as_view(), name="product-as-of"),
    path("products/<int:product_id>/versions", history.ProductVersionsView.as_view(), name="product-versions"),
    path("skus/activation", products.SkuActivationView.as_view(), name="sku-activation"),
    path("barcodes/<str:barcode>", products.BarcodeView.as_view(), name="barcode"),
    path("categories", classes.CategoriesView.as_view(), name="categories"),
    path("categories/<int:category_id>", classes.CategoryView.as_view(), name="category"),
    path("categories/<int:category_id>/image", images.CategoryImageView.as_view(), name="category-image"),
    path("categories/<int:category_id>/<str:which>.jpg", images.CategoryPictureView.as_view(), name="category-picture"),
    path("product-codes", classes.ProductCodesView.as_view(), name="product-codes"),
    path("tax-classes", classes.TaxClassesView.as_view(), name="tax-classes"),
]
