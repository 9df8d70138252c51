from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "kontor.sales"
    label = "sales"
