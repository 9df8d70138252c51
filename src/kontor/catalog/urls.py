from __future__ import annotations

from django.urls import path

from kontor.catalog.api import classes, products

urlpatterns = [
    path("products", products.ProductsView.as_view(), name="products"),
    path("products/batch", products.ProductBatchView.as_view(), name="product-batch"),
    path("products/<int:product_id>", products.ProductView.as_view(), name="product"),
    path("skus/activation", products.SkuActivationView.as_view(), name="sku-activation"),
    path("barcodes/<str:barcode>", products.BarcodeView.as_view(), name="barcode"),
    path("categories", classes.CategoriesView.as_view(), name="categories"),
    path("categories/<int:category_id>", classes.CategoryView.as_view(), name="category"),
    path("tax-classes", classes.TaxClassesView.as_view(), name="tax-classes"),
]
