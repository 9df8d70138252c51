from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "kontor.catalog"
    label = "catalog"
