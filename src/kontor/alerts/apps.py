from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "kontor.alerts"
    label = "alerts"
