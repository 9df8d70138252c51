from django.apps import AppConfig


class MaintenanceConfig(AppConfig):
    name = "kontor.maintenance"
    label = "maintenance"
