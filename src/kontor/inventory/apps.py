from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "kontor.inventory"
    label = "inventory"
