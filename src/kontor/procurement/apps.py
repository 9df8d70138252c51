from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "kontor.procurement"
    label = "procurement"
